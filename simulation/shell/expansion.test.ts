import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateSum } from './arithmetic';
import { expandBraces } from './braces';
import { escapePattern, matchesPattern, unescapePattern } from './glob';
import { expandHistory } from './history-expansion';
import { compileExpression } from './regular-expression';
import { editDistance, suggestNames } from './suggest';

test.each([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['7 / 2', 3],
  ['-7 / 2', -3],
  ['7 % 3 == 1', 1],
  ['x + 1', 6],
  ['', 0],
])('$((%s)) is %d', (source, value) => {
  const variables = { get: (name: string) => (name === 'x' ? '5' : null) };
  expect(evaluateSum(source, variables)).toEqual({ ok: true, value: BigInt(value) });
});

test('sums of any text end in a number or in a message', () => {
  const token = fc.constantFrom(
    ...['1', '20', '+', '-', '*', '/', '%', '(', ')', 'x', '<', '==', ' ', '**', '++', '=', '?'],
    ...[':', ',', '<<', '08', '2#1', '[', ']', '~', '&&', '|'],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(token).map((all) => all.join('')),
      ),
      (source) => {
        const sum = evaluateSum(source, { get: () => null });
        if (sum.ok) expect(BigInt.asIntN(64, sum.value)).toBe(sum.value);
        else expect(sum.message).toContain(source);
      },
    ),
  );
});

test.each([
  ['a{b,c}d', ['abd', 'acd']],
  ['{1..3}', ['1', '2', '3']],
  ['{3..1}', ['3', '2', '1']],
  ['{01..03}', ['01', '02', '03']],
  ['{a,b}{1,2}', ['a1', 'a2', 'b1', 'b2']],
  ['{a,{b,c}}', ['a', 'b', 'c']],
  ['{a}', ['{a}']],
  ['a{b', ['a{b']],
])('braces of %s', (raw, expected) => {
  const word = { raw, parts: [{ kind: 'text' as const, text: raw, quoted: false }] };
  const words = expandBraces(word).map(({ parts }) =>
    parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
  );
  expect(words).toEqual(expected);
});

test('an escaped text matches itself and nothing longer', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const pattern = escapePattern(text);
      expect(unescapePattern(pattern)).toBe(text);
      expect(matchesPattern(pattern, text)).toBe(true);
      expect(matchesPattern(pattern, `${text}x`)).toBe(false);
      expect(matchesPattern('*', text)).toBe(true);
    }),
  );
});

test.each([
  ['*.txt', 'notes.txt', true],
  ['n?t*', 'notes', true],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[', '[', true],
  ['a*b*c', 'aXbYcZ', false],
])('pattern %s on %s', (pattern, name, fits) => {
  expect(matchesPattern(pattern, name)).toBe(fits);
});

test('a hard pattern is matched in no time', () => {
  expect(matchesPattern('*a*a*a*a*a*a*a*a*b', 'a'.repeat(2000))).toBe(false);
});

test.each([
  ['sudo !!', 'sudo nc -l 80'],
  ['echo !$', 'echo 80'],
  ['!ls', 'ls -l'],
  ['!1', 'ls -l'],
  ['!-2', 'ls -l'],
  ["echo '!!'", "echo '!!'"],
  ['echo hi!', 'echo hi!'],
  ['[ ! -e x ]', '[ ! -e x ]'],
])('history: %s becomes %s', (line, expected) => {
  const done = expandHistory(line, ['ls -l', 'nc -l 80']);
  expect(done.ok && done.line).toBe(expected);
});

test('history of any line ends in a line or in a message', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (line, history) => {
      const done = expandHistory(line, history);
      if (!line.includes('!')) expect(done).toEqual({ ok: true, line, changed: false });
    }),
  );
});

test('near names are suggested, far ones are not', () => {
  const names = ['ss', 'sed', 'curl', 'python3', 'nc', 'grep', 'touch'];
  expect(suggestNames('crul', names)).toEqual(['curl']);
  expect(suggestNames('sss', names)).toEqual(['ss', 'sed'].slice(0, 1));
  expect(suggestNames('pyhton3', names)).toEqual(['python3']);
  expect(suggestNames('nosuch', names)).toEqual([]);
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, a)).toBe(0);
    }),
  );
});

test('regular expressions of any text compile or are refused', () => {
  const token = fc.constantFrom(
    ...['\\(', '\\)', '(', ')', '[', ']', '{', '}', '*', '+', '?', '^', '$'],
  );
  const more = fc.constantFrom(
    ...['a', '1', '\\', '.', '|', '-', ',', '\\1', '[:alpha:]', '\\{', '\\}'],
  );
  const text = fc.array(fc.oneof(token, more), { maxLength: 10 }).map((all) => all.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom('basic', 'extended', 'fixed', 'perl'), (source, flavor) => {
      const compiled = compileExpression(source, flavor as 'basic');
      if (flavor === 'fixed') expect(compiled.ok && compiled.regex.test(source)).toBe(true);
      else if (!compiled.ok) expect(compiled.message).not.toBe('');
    }),
    { numRuns: 2000 },
  );
});
