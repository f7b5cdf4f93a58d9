import { expect, test } from 'vitest';
import { formatErrorReport } from './format-error-report';

const at = new Date('2026-11-23T13:10:49Z');
const report = (error: unknown) =>
  formatErrorReport(error, 'http://127.0.0.1:3000/lab#x', at, 'Browser/1');

test('an error is named with page, time, browser and the reference of the server log', () => {
  const error = Object.assign(new TypeError('x is not a function'), { digest: '4711' });
  expect(report(error).split('\n')).toEqual([
    'What:      TypeError: x is not a function',
    'Reference: 4711',
    'Page:      http://127.0.0.1:3000/lab#x',
    'When:      2026-11-23T13:10:49.000Z',
    'Browser:   Browser/1',
  ]);
});

test('no line of a stack gets in, whatever was thrown', () => {
  const error = new Error('first\n    at secret (file.ts:1:2)');
  expect(report(error)).not.toContain('secret');
  expect(report('just text')).toContain('What:      just text');
  expect(report(null)).toContain('What:      null');
  expect(report(new Error('x'.repeat(5000))).length).toBeLessThan(500);
});
