import { expect, test } from 'vitest';
import { quantile, readTrace, type TraceEntry } from './read-trace';

const at = (name: string, ms: number, rest: Partial<TraceEntry> = {}): TraceEntry => ({
  name,
  ph: 'X',
  ts: ms * 1000,
  pid: 1,
  tid: 2,
  ...rest,
});
const frame = (ms: number, tid = 2) => at('FireAnimationFrame', ms, { tid });
const task = (ms: number, dur: number, tdur: number) =>
  at('RunTask', ms, { dur: dur * 1000, tdur: tdur * 1000 });

test('frames are counted from the first step on, and those that the screen went without', () => {
  const { frames, dropped } = readTrace([
    frame(0),
    at('step', 90),
    frame(100),
    frame(116.7),
    frame(166.7),
    // Another thread's frames are not the page's.
    frame(120, 9),
  ]);
  expect(frames.map(Math.round)).toEqual([17, 50]);
  expect(dropped).toBe(2);
});

test('of each step the longest task is told, as long as the thread itself worked on it', () => {
  const { steps } = readTrace([
    at('step', 10),
    task(9, 5, 4),
    task(20, 60, 30),
    at('step', 100),
    task(99, 8, 7),
  ]);
  expect(steps).toEqual([7, 30]);
});

test('a trace without a step is a mistake, not a fast page', () => {
  expect(() => readTrace([frame(0)])).toThrow('holds no step');
});

test('quantiles', () => {
  const values = Array.from({ length: 100 }, (_, index) => index);
  expect([quantile(values, 0.5), quantile(values, 0.95), quantile(values, 1)]).toEqual([
    50, 95, 99,
  ]);
  expect(quantile([], 0.5)).toBe(0);
});
