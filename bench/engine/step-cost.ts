/** What one step costs in worlds of different sizes. */
import { step } from '@/simulation/world/step';
import { viewWorld } from '@/simulation/world/view-world';
import type { World } from '@/simulation/world/world';
import { buildWorld, programs, type Size, type Work, withOrders, works } from './bench-world';
import { cpuTime, heapInUse, percentile } from './measure';

export type StepCost = Size & {
  /** Microseconds of CPU time for each step. */
  perStep: Record<Work, number>;
  /** What is told in a second of CPU time. */
  eventsPerSecond: Record<Work, number>;
  /** Bytes that each event adds where all worlds are kept. */
  bytesPerEvent: Record<Work, number>;
  /** Milliseconds of CPU time for the first view of a world, and for one some steps later. */
  firstView: number;
  view: Record<Work, number>;
};

const WARM = 5_000;
const STEPS = 20_000;
/** Worlds kept to see how much each adds. */
const KEPT = 5_000;
const VIEWS = 41;
/** Outside of all functions, so that nothing in it is taken for garbage too early. */
const retained: unknown[] = [];

export function measureSteps(size: Size): StepCost {
  const world = buildWorld(size);
  const cost: StepCost = {
    ...size,
    perStep: { talk: 0, open: 0 },
    eventsPerSecond: { talk: 0, open: 0 },
    bytesPerEvent: { talk: 0, open: 0 },
    firstView: 0,
    view: { talk: 0, open: 0 },
  };
  for (const work of works) {
    const warm = run(withOrders(world, work), WARM).world;
    heapInUse();
    const before = cpuTime();
    const timed = run(warm, STEPS);
    const took = cpuTime() - before;
    retained.length = 0;
    const heap = heapInUse();
    const more = run(timed.world, KEPT, retained);
    cost.bytesPerEvent[work] = (heapInUse() - heap) / more.events;
    if (retained.length !== KEPT) throw new Error('the world has come to an end');
    cost.perStep[work] = took / STEPS;
    cost.eventsPerSecond[work] = (timed.events / took) * 1e6;
    const first = timeView(more.world);
    if (work === 'talk') cost.firstView = first;
    cost.view[work] = measureViews(more.world);
  }
  return cost;
}

function run(from: World, steps: number, keep?: unknown[]): { world: World; events: number } {
  let world = from;
  let events = 0;
  for (let count = 0; count < steps; count += 1) {
    const made = step(world, programs);
    if (!made) break;
    world = made.world;
    events += made.events.length;
    keep?.push(made);
  }
  return { world, events };
}

/** The middle one of some views, each a few steps after the one before. */
function measureViews(from: World): number {
  let world = from;
  const took: number[] = [];
  for (let count = 0; count < VIEWS; count += 1) {
    // As many steps as there are between two pictures of a packet's way.
    world = run(world, 5).world;
    took.push(timeView(world));
  }
  return percentile(took, 50);
}

function timeView(world: World): number {
  const before = cpuTime();
  viewWorld(world);
  return (cpuTime() - before) / 1000;
}
