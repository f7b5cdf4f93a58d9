import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTableRow, wrapLines } from './wrap-lines';

const row =
  'LISTEN 0      10           127.0.0.1:8000        0.0.0.0:*     users:(("python3",pid=871,fd=4))';

test('rows of a table stay whole, running text is broken', () => {
  expect(wrapLines(row, 40)).toBe(row);
  const said = 'You have 18 unapplied migration(s). Your project may not work.';
  expect(
    wrapLines(said, 40)
      .split('\n')
      .map((line) => line.length),
  ).toEqual([40, 22]);
});

test('colours take no room and are never cut', () => {
  const red = `\x1b[31m${'x'.repeat(30)}\x1b[0m`;
  expect(wrapLines(red, 25)).toBe(`\x1b[31m${'x'.repeat(25)}\n${'x'.repeat(5)}\x1b[0m`);
});

test('breaking only ever adds line ends, and no line of text is too long after it', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[ -~\n]*$/),
      fc.integer({ min: 20, max: 60 }),
      (text, columns) => {
        const wrapped = wrapLines(text, columns);
        expect(wrapped.replaceAll('\n', '')).toBe(text.replaceAll('\n', ''));
        const running = text.split('\n').filter((line) => !isTableRow(line));
        for (const line of wrapLines(running.join('\n'), columns).split('\n'))
          expect(line.length).toBeLessThanOrEqual(columns);
      },
    ),
  );
});
