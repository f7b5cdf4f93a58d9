/** What a trace of Chromium says of its frames and of the work that each step made. Pure. */

/** One event of the trace format; times in microseconds. */
export type TraceEntry = {
  name: string;
  ph: string;
  ts: number;
  pid: number;
  tid: number;
  dur?: number;
  /** Time that the thread itself ran, without what other programs took of the processor. */
  tdur?: number;
  args?: { name?: string };
};

/** Milliseconds between two frames of a screen of 60 Hz. */
export const frameMs = 1000 / 60;

export type FrameReading = {
  /** Milliseconds from one frame to the next, sorted. */
  frames: number[];
  /** Frames of the screen that went by without one of the page. */
  dropped: number;
  /** Of each step: the longest task it made, in milliseconds of the thread, sorted. */
  steps: number[];
};

const number = (one: number, other: number) => one - other;

/**
 * Reads the stretch of a trace between the first key that was pressed and the last frame. The page
 * asks for every frame, so that the time between two of them is the time that one has taken.
 */
export function readTrace(entries: readonly TraceEntry[]): FrameReading {
  const keys = entries.filter((one) => one.name === 'step').sort((a, b) => a.ts - b.ts);
  const first = keys[0];
  if (first === undefined) throw new Error('the trace holds no step: was the button pressed?');
  const own = entries.filter((one) => one.pid === first.pid && one.tid === first.tid);
  const frames = own
    .filter((one) => one.name === 'FireAnimationFrame' && one.ts >= first.ts)
    .map((one) => one.ts)
    .sort(number);
  const gaps = frames.slice(1).map((at, index) => (at - (frames[index] as number)) / 1000);
  const tasks = own.filter(
    (one) => one.name === 'RunTask' || one.name === 'ThreadControllerImpl::RunTask',
  );
  const steps = keys.map((key, index) => {
    const end = keys[index + 1]?.ts ?? Number.POSITIVE_INFINITY;
    const mine = tasks.filter((one) => one.ts + (one.dur ?? 0) >= key.ts && one.ts < end);
    return Math.max(0, ...mine.map((one) => (one.tdur ?? one.dur ?? 0) / 1000));
  });
  return {
    frames: gaps.sort(number),
    dropped: gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / frameMs) - 1), 0),
    steps: steps.sort(number),
  };
}

/** The value below which a share of the sorted values lies; 0 where there are none. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
