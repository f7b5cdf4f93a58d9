import { expect, test } from 'vitest';
import { dwellTime } from './playback';

test('waiting is shown as waiting, longer the longer it is, but not for its whole length', () => {
  const [none, short, long, endless] = [0, 1000, 3000, 3_600_000].map((gap) =>
    dwellTime(gap, 'normal', 'waits'),
  ) as [number, number, number, number];
  expect(none).toBeLessThan(short);
  expect(short).toBeLessThan(long);
  expect(endless).toBeLessThan(5000);
});

test('with an even pace every event is shown equally long, and speed still counts', () => {
  expect(dwellTime(60_000, 'normal', 'even')).toBe(dwellTime(0, 'normal', 'even'));
  expect(dwellTime(60_000, 'fast', 'even')).toBeLessThan(dwellTime(60_000, 'slow', 'even'));
});
