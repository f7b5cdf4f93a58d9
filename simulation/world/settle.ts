/** How far a world runs by itself: until nothing that anybody waits for is left to happen. */
import type { TraceEvent } from '@/contract/trace';
import type { Machine } from '../host/machine';
import type { Process, Thread } from '../host/process';
import type { ProgramTable } from '../host/program';
import { isOwnAddress } from '../host/route';
import { socketsFor } from '../host/socket-index';
import { entryOf, valuesOf } from '../host/table';
import { isSameEndpoint } from '../packet/address';
import type { Packet } from '../packet/packet';
import { nextHappening } from './agenda';
import { inOrder } from './queue';
import { step, stepThrough } from './step';
import { type Happening, hostOf, type World } from './world';

/** One stop of the timeline: what happened, and the world after it. */
export type Stop = { world: World; events: TraceEvent[] };

/** How long a foreground program's own waiting is followed before the learner gets a say again. */
const PATIENCE = 15_000;
/** No action of a learner takes more steps; a program that never rests is cut off here. */
const MOST_STEPS = 200_000;

/** Whether anything is left that is worth waiting for, to somebody who began at `startedAt`. */
export function isLively(world: World, startedAt: number): boolean {
  const { flights, openings, wakings } = world.agenda;
  const next = nextHappening(world);
  if (next === null || next.at <= world.now || flights !== null) return next !== null;
  for (const one of inOrder(openings)) if (isLive(one, world, startedAt)) return true;
  for (const one of inOrder(wakings)) {
    if (one.at > startedAt + PATIENCE) break;
    if (isLive(one, world, startedAt)) return true;
  }
  return false;
}

/** Whether something that is not due yet is worth waiting for; TIME-WAIT and the like are not. */
function isLive(happening: Happening, world: World, startedAt: number): boolean {
  const soon = happening.at <= startedAt + PATIENCE;
  switch (happening.kind) {
    case 'depart':
    case 'arrive':
      return true;
    case 'resolve':
      // A ping without end looks for a dead neighbour again and again.
      return soon && happening.packets.some((packet) => isMissed(world, happening.host, packet));
    case 'run':
      return soon && isWatched(world, happening.host, happening.pid, happening.tid);
    case 'timer': {
      if (happening.timer === 'delayed-ack') return true;
      if (happening.timer !== 'retransmit') return false;
      if (soon) return true;
      const socket = entryOf(hostOf(world, happening.host)?.sockets, happening.socket);
      return socket?.proto === 'tcp' && socket.tcb.state === 'SYN-SENT';
    }
  }
}

/** Whether anybody would hear that a packet which waits for its neighbour is lost. */
function isMissed(world: World, host: string, { proto, src, dst }: Packet): boolean {
  if (proto !== 'tcp') return true;
  const machine = hostOf(world, host);
  if (!machine || !isOwnAddress(machine, src.addr)) return true;
  const protos = ['tcp', 'udp'] as const;
  return protos.some((one) =>
    socketsFor(machine, one, src.port, dst).some(
      ({ local, peer }) => peer && isSameEndpoint(local, src) && isSameEndpoint(peer, dst),
    ),
  );
}

/**
 * Whether somebody looks at the program: a job in the foreground, what such a job waits for the
 * end of (wherever that runs, as what systemctl starts does), or the browser.
 */
function isWatched(world: World, host: string, pid: number, tid: number): boolean {
  const machine = hostOf(world, host);
  const process = entryOf(machine?.processes, pid);
  if (!machine || !process || process.stopped) return false;
  if (entryOf(process.threads, tid)?.waiting === null || process.label !== null) return true;
  if (process.program === 'browser') return true;
  const terminal = process.tty === null ? null : machine.terminals[process.tty];
  if (terminal?.foreground === process.group) return true;
  const waiter = waiterFor(machine, process);
  return waiter !== null && isWatched(world, host, process.ppid, waiter);
}

/** The thread of the parent that waits for the end of this very process, or null. */
function waiterFor(machine: Machine, { pid, ppid }: Process): number | null {
  const parent = entryOf(machine.processes, ppid);
  const waits = ({ waiting }: Thread) => waiting?.call.call === 'wait' && waiting.call.pid === pid;
  return (parent && valuesOf(parent.threads).find(waits)?.tid) ?? null;
}

type GoesOn = (next: Happening, world: World) => boolean;

/** Runs on while `goesOn` says so of the next happening; `hear` is given every step that tells. */
export function advance(
  world: World,
  programs: ProgramTable,
  goesOn: GoesOn,
  hear: (stop: Stop) => void,
): World {
  return stepThrough(world, programs, goesOn, hear, MOST_STEPS);
}

/** The same, with every stop kept; silent steps join the stop after them. */
export function runWhile(
  world: World,
  programs: ProgramTable,
  goesOn: GoesOn,
): { world: World; stops: Stop[] } {
  const stops: Stop[] = [];
  let now = world;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const next = nextHappening(now);
    if (!next || !goesOn(next, now)) break;
    const made = step(now, programs);
    if (!made) break;
    now = made.world;
    if (made.events.length > 0) stops.push(made);
  }
  const last = stops.at(-1);
  if (last && last.world !== now) stops[stops.length - 1] = { ...last, world: now };
  return { world: now, stops };
}

/**
 * The worlds of the next `count` stops of a run that was under way at `world`, each as it was then;
 * the last stop of a run, which takes in what follows silently, is not to be had so. Throws where
 * so many stops do not come.
 */
export function runOn(world: World, programs: ProgramTable, count: number): World[] {
  const worlds: World[] = [];
  for (let now = world; worlds.length < count; ) {
    const made = step(now, programs);
    if (!made) throw new Error(`only ${worlds.length} of ${count} stops come after this world`);
    now = made.world;
    if (made.events.length > 0) worlds.push(now);
  }
  return worlds;
}

/** Runs until everything has settled. */
export function settle(world: World, programs: ProgramTable): { world: World; stops: Stop[] } {
  const startedAt = world.now;
  return runWhile(world, programs, (_, now) => isLively(now, startedAt));
}

/** Runs all that happens up to `at`, which is then the time. */
export function runUntil(
  world: World,
  programs: ProgramTable,
  at: number,
): { world: World; stops: Stop[] } {
  const run = runWhile(world, programs, (next) => next.at <= at);
  const later: World = Object.freeze({ ...run.world, now: Math.max(run.world.now, at) });
  const last = run.stops.at(-1);
  if (last) run.stops[run.stops.length - 1] = { ...last, world: later };
  return { world: later, stops: run.stops };
}
