import type { KeyboardEvent } from 'react';

type Step = (here: number, count: number) => number;

const back: Step = (here) => Math.max(0, here - 1);
const on: Step = (here, count) => Math.min(count - 1, here + 1);
const steps: Readonly<Record<string, Step>> = {
  ArrowRight: on,
  ArrowDown: on,
  ArrowLeft: back,
  ArrowUp: back,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Where a key leads from a place in a row of `count`; null for keys that lead nowhere. */
export function walkStep({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): Step | null {
  return altKey || ctrlKey || metaKey ? null : (steps[key] ?? null);
}
