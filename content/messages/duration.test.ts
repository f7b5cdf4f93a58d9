import { expect, test } from 'vitest';
import { formatDuration } from './duration';

test.each([
  [0, '0 ms'],
  [0.4, '0.4 ms'],
  [0.97, '1 ms'],
  [20, '20 ms'],
  [999.4, '999 ms'],
  [999.7, '1 s'],
  [3050, '3.1 s'],
  [59_960, '1 min'],
  [134_000, '2 min 14 s'],
])('%d ms reads %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
