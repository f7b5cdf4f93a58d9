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
import { finishWork, socketOf, startWork, type Work } from './work';
import type { Happening, World } from './world';

export type Step = { world: World; events: TraceEvent[] };

/** The next happening, done; null when nothing is left to happen. */
export function step(world: World, programs: ProgramTable): Step | null {
  const first = nextHappening(world);
  if (!first) return null;
  return change(world, programs, (work) => {
    work.world.now = Math.max(world.now, first.at);
    unschedule(work, first);
    carryOut(work, first);
  });
}

/** Applies one change from outside, or one happening. */
export function change(world: World, programs: ProgramTable, what: (work: Work) => void): Step {
  const work = startWork(world, programs);
  what(work);
  tidyTerminals(work);
  return finishWork(work);
}

function carryOut(work: Work, happening: Happening): void {
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
