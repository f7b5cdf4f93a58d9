/** The world moves by steps, one happening each. */
import type { TraceEvent } from '@/contract/trace';
import type { ProgramTable } from '../host/program';
import { fireTimer } from '../tcp/timers';
import { nextHappening, unschedule } from './agenda';
import { arrivePacket } from './arrive';
import { departPacket } from './depart';
import { dropSocket } from './drop-socket';
import { askAgain } from './neighbour';
import { runThread } from './run-thread';
import { applyTcp } from './tcp-socket';
import { tidyTerminals } from './terminal';
import { finishWork, socketOf, startWork, takeEvents, type Work } from './work';
import type { Happening, World } from './world';

export type Step = { world: World; events: TraceEvent[] };

/** The next happening, done; null when nothing is left to happen. */
export function step(world: World, programs: ProgramTable): Step | null {
  const first = nextHappening(world);
  if (!first) return null;
  return change(world, programs, (work) => carryOut(work, first));
}

/**
 * The same as step after step, for as long as `goesOn` says so of the next happening and
 * `mostSteps` lasts, for someone who does not keep the worlds in between: none of them is frozen,
 * which is most of a step's cost. `goesOn` and `hear`, which is given every step that tells, must
 * only look at them.
 */
export function stepThrough(
  world: World,
  programs: ProgramTable,
  goesOn: (next: Happening, world: World) => boolean,
  hear: (step: Step) => void,
  mostSteps: number,
): World {
  const work = startWork(world, programs);
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const next = nextHappening(work.world);
    if (!next || !goesOn(next, work.world)) break;
    carryOut(work, next);
    tidyTerminals(work);
    const step = { world: work.world, events: takeEvents(work) };
    if (step.events.length > 0) hear(step);
  }
  return finishWork(work).world;
}

/** Applies one change from outside, or one happening. */
export function change(world: World, programs: ProgramTable, what: (work: Work) => void): Step {
  const work = startWork(world, programs);
  what(work);
  tidyTerminals(work);
  return finishWork(work);
}

function carryOut(work: Work, happening: Happening): void {
  work.world.now = Math.max(work.world.now, happening.at);
  unschedule(work, happening);
  switch (happening.kind) {
    case 'depart':
      return departPacket(work, happening);
    case 'arrive':
      return arrivePacket(work, happening);
    case 'resolve':
      return askAgain(work, happening);
    case 'run':
      return runThread(work, happening.host, happening.pid, happening.tid);
    case 'timer':
      return fire(work, happening);
  }
}

function fire(
  work: Work,
  { host, socket: id, timer }: Extract<Happening, { kind: 'timer' }>,
): void {
  const socket = socketOf(work, host, id);
  if (socket?.proto !== 'tcp' || socket.tcb.timers[timer] === undefined) return;
  const { tcb, parent } = socket;
  if (tcb.state === 'SYN-RECEIVED' && parent !== null) {
    const listener = socketOf(work, host, parent);
    // A half-open connection does not outlive its listener.
    if (listener?.proto !== 'tcp' || listener.tcb.state !== 'LISTEN')
      return dropSocket(work, host, id);
  }
  applyTcp(work, host, id, (now, turn) => fireTimer(now, timer, turn));
}
