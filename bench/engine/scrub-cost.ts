/** What it costs to stand anywhere in a long history. */
import { performAction } from '@/simulation/scenario/engine';
import { runOn } from '@/simulation/world/settle';
import { viewWorld } from '@/simulation/world/view-world';
import type { World } from '@/simulation/world/world';
import type { SessionEngine } from '@/store/session-engine';
import { positionOf, viewAt } from '@/store/session-view';
import { createSession, type Session } from '@/store/simulation-session';
import { benchScenario, buildWorld, programs, type Size, withOrders } from './bench-world';
import { cpuTime, heapInUse, percentile } from './measure';

export type ScrubCost = Size & {
  events: number;
  stops: number;
  /** Bytes in use for each event, the stop's world and all it tells included. */
  bytesPerEvent: number;
  /** Milliseconds from a jump to the view of that moment: the middle one and the slowest. */
  middle: number;
  slowest: number;
  /** The same for a second jump to the same moment. */
  again: number;
  /** Milliseconds for all of the timeline's marks, and for them after one more action. */
  allMarks: number;
  marks: number;
};

const JUMPS = 200;

/** A session that grows until it has so many events; it is measured at each of the lengths. */
export function measureScrubbing(size: Size, lengths: readonly number[]): ScrubCost[] {
  const world = withOrders(buildWorld(size), 'talk');
  const engine: SessionEngine = {
    createWorld: () => world,
    performAction: (from, action) => performAction(from as World, action, programs),
    runOn: (from, count) => runOn(from as World, programs, count),
    viewWorld: (from) => viewWorld(from as World),
    complete: (_, __, line, cursor) => ({ line, cursor, options: [] }),
    checkGoals: () => [],
  };
  const scenario = { ...benchScenario(size), version: 1, seed: 1, steps: [], goals: [] };
  const session = createSession(engine, scenario as never, { mode: 'play' });
  const before = heapInUse();
  return lengths.map((length) => {
    // A second of the talker is some thousand rounds: the last stretch is a short one.
    for (let left = length; left > 0; left = length - countEvents(session)) {
      session.getState().dispatch({ do: 'wait', ms: Math.max(1, Math.min(5000, left / 8)) });
    }
    const bytesPerEvent = (heapInUse() - before) / countEvents(session);
    return { ...size, ...measureJumps(session, engine), bytesPerEvent };
  });
}

function countEvents(session: Session): number {
  const { stops } = session.getState().history;
  let events = 0;
  for (const stop of stops) events += stop.events.length;
  return events;
}

function measureJumps(
  session: Session,
  engine: SessionEngine,
): Omit<ScrubCost, keyof Size | 'bytesPerEvent'> {
  const { stops } = session.getState().history;
  const askMarks = () => timeOf(() => positionOf(session.getState()));
  const allMarks = askMarks();
  const first: number[] = [];
  const again: number[] = [];
  for (let jump = 0; jump < JUMPS; jump += 1) {
    // Spread over the whole history, in no order (a multiplicative hash).
    const index = (Math.imul(jump + 1, 0x9e3779b1) >>> 0) % stops.length;
    const go = () => {
      session.getState().jump(index);
      viewAt(engine, session.getState());
    };
    first.push(timeOf(go));
    session.getState().jump('last');
    again.push(timeOf(go));
  }
  session.getState().jump('last');
  session.getState().dispatch({ do: 'wait', ms: 1 });
  const marks = askMarks();
  return {
    events: countEvents(session),
    stops: stops.length,
    middle: percentile(first, 50),
    slowest: percentile(first, 100),
    again: percentile(again, 50),
    allMarks,
    marks,
  };
}

function timeOf(what: () => void): number {
  const begun = cpuTime();
  what();
  return (cpuTime() - begun) / 1000;
}
