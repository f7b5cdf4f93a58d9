import { expect, test } from 'vitest';
import { createBoundedLog } from './bounded-log';

test('the lines after a mark, as long as they are kept', () => {
  const log = createBoundedLog();
  log.add('before');
  const mark = log.mark();
  expect(log.since(mark)).toEqual([]);
  log.add('one');
  log.add(' ');
  log.add('two\u001b[2J');
  expect(log.since(mark)).toEqual(['one', 'two [2J']);
  expect(log.since(0)).toEqual(['before', 'one', 'two [2J']);
});

test('sixty lines of at most four hundred characters', () => {
  const log = createBoundedLog();
  const mark = log.mark();
  for (let line = 1; line <= 100; line++) log.add(`${line} ${'x'.repeat(500)}`);
  const kept = log.since(mark);
  expect(kept).toHaveLength(60);
  expect(kept[0]).toMatch(/^41 x+$/);
  expect(new Set(kept.map((line) => line.length))).toEqual(new Set([400]));
});
