/**
 * What is about to happen, and the doors by which it is planned and cancelled. Beside the queues
 * every host keeps where its own timers, threads and questions stand in them, so that nothing is
 * ever looked for.
 */
import { shortHash } from '../host/dictionary';
import { withItem } from '../host/list';
import {
  type Due,
  emptyMemory,
  type Machine,
  type ScheduledRun,
  type ScheduledTimer,
} from '../host/machine';
import { entryOf, valuesOf, withEntry, withoutEntry } from '../host/table';
import type { TimerName } from '../tcp/tcb';
import { compareDue, dequeue, enqueue, findDue, firstOf, inOrder } from './queue';
import { changeMachine, machineOf, socketOf, takeNumber, type Work } from './work';
import type { Agenda, Happening, World } from './world';

export const emptyAgenda: Agenda = { flights: null, openings: null, wakings: null, chores: null };

const lanes = ['flights', 'openings', 'wakings', 'chores'] as const;
type Lane = (typeof lanes)[number];

type Sketch = Happening extends infer H ? (H extends Happening ? Omit<H, 'seq'> : never) : never;

function laneOf(work: Work, sketch: Sketch): Lane {
  switch (sketch.kind) {
    case 'depart':
    case 'arrive':
      return 'flights';
    case 'resolve':
    case 'run':
      return 'wakings';
    case 'timer': {
      if (sketch.timer === 'delayed-ack') return 'flights';
      if (sketch.timer !== 'retransmit') return 'chores';
      const socket = socketOf(work, sketch.host, sketch.socket);
      return socket?.proto === 'tcp' && socket.tcb.state === 'SYN-SENT' ? 'openings' : 'wakings';
    }
  }
}

/** What happens next; null when nothing is left to happen. */
export function nextHappening({ agenda }: World): Happening | null {
  let next: Happening | null = null;
  for (const lane of lanes) {
    const first = firstOf(agenda[lane]);
    if (first && (next === null || compareDue(first, next) < 0)) next = first;
  }
  return next;
}

/** Plans a happening, which `sketch` becomes: by time, then by the order of coming. */
export function schedule(work: Work, sketch: Sketch): void {
  const happening = Object.assign(sketch, { seq: takeNumber(work) }) as Happening;
  const lane = laneOf(work, sketch);
  const { agenda } = work.world;
  agenda[lane] = enqueue(agenda[lane], happening);
  const { at, seq } = happening;
  note(work, happening, { at, seq });
}

/** Takes a happening out of the agenda, because it happens now or because it never will. */
export function unschedule(work: Work, happening: Happening): void {
  remove(work, happening);
  note(work, happening, null);
}

function remove(work: Work, due: Due): void {
  const { agenda } = work.world;
  for (const lane of lanes) {
    const queue = dequeue(agenda[lane], due);
    if (queue === agenda[lane]) continue;
    agenda[lane] = queue;
    return;
  }
}

/** Writes down at its host where a happening stands, or that it does no more (null). */
function note(work: Work, happening: Happening, due: Due | null): void {
  if (happening.kind === 'depart' || happening.kind === 'arrive') return;
  const { host } = happening;
  const { scheduled } = machineOf(work, host);
  changeMachine(work, host, { scheduled: noted(scheduled, happening, due) });
}

type Noted = Extract<Happening, { kind: 'timer' | 'run' | 'resolve' }>;

function noted(
  scheduled: Machine['scheduled'],
  happening: Noted,
  due: Due | null,
): Machine['scheduled'] {
  switch (happening.kind) {
    case 'timer': {
      const { socket, timer } = happening;
      const others = (entryOf(scheduled.timers, socket) ?? []).filter((one) => one.timer !== timer);
      const own = due ? withItem(others, { timer, due }) : others;
      const timers =
        own.length === 0
          ? withoutEntry(scheduled.timers, socket)
          : withEntry(scheduled.timers, socket, own);
      return { timers, runs: scheduled.runs, asking: scheduled.asking };
    }
    case 'run': {
      const { pid, tid, seq } = happening;
      const key = runKey(pid, tid);
      const old = entryOf(scheduled.runs, key) ?? [];
      const rest = due
        ? withItem(old, { pid, tid, due })
        : old.filter((one) => one.due.seq !== seq);
      const runs =
        rest.length === 0
          ? withoutEntry(scheduled.runs, key)
          : withEntry(scheduled.runs, key, rest);
      return { timers: scheduled.timers, runs, asking: scheduled.asking };
    }
    case 'resolve': {
      const { [happening.nextHop]: _, ...others } = scheduled.asking;
      return { ...scheduled, asking: due ? { ...others, [happening.nextHop]: due } : others };
    }
  }
}

function runKey(pid: number, tid: number): number {
  return tid === 1 ? pid & 0xfffff : shortHash(`${pid} ${tid}`);
}

function timersOf(work: Work, host: string, socket: number): readonly ScheduledTimer[] {
  return entryOf(machineOf(work, host).scheduled.timers, socket) ?? [];
}

/** Lets a timer of a socket fire at another time than before, or no more (undefined). */
export function setTimer(
  work: Work,
  host: string,
  socket: number,
  timer: TimerName,
  at: number | undefined,
): void {
  const old = timersOf(work, host, socket).find((one) => one.timer === timer);
  if (at === undefined) {
    if (!old) return;
    const { at: due, seq } = old.due;
    unschedule(work, { kind: 'timer', at: due, seq, host, socket, timer });
    return;
  }
  if (old) remove(work, old.due);
  schedule(work, { kind: 'timer', at, host, socket, timer });
}

/** Takes all timers of a socket away. */
export function cancelTimers(work: Work, host: string, socket: number): void {
  for (const { timer } of timersOf(work, host, socket)) {
    setTimer(work, host, socket, timer, undefined);
  }
}

/** When a thread is to go on: now, or at the deadline of its call. */
export function runsOf(work: Work, host: string, pid: number, tid: number): ScheduledRun[] {
  const all = entryOf(machineOf(work, host).scheduled.runs, runKey(pid, tid)) ?? [];
  return all.filter((one) => one.pid === pid && one.tid === tid);
}

export function cancelRun(work: Work, host: string, { pid, tid, due }: ScheduledRun): void {
  unschedule(work, { kind: 'run', host, pid, tid, ...due });
}

/** The question after a neighbour that is under way. */
export function questionOf(work: Work, host: string, nextHop: string) {
  const due = machineOf(work, host).scheduled.asking[nextHop];
  const { wakings } = work.world.agenda;
  const found = due ? findDue(wakings, due) : null;
  return found?.kind === 'resolve' ? found : null;
}

/** Cancels all that a host was about to do; packets that have left it are on their way. */
export function cancelHost(work: Work, host: string): void {
  const { scheduled } = machineOf(work, host);
  const timers = valuesOf(scheduled.timers).flatMap((all) => all.map(({ due }) => due));
  const runs = valuesOf(scheduled.runs).flatMap((all) => all.map(({ due }) => due));
  for (const due of [...timers, ...runs, ...Object.values(scheduled.asking)]) remove(work, due);
  // Packets depart at the moment they are sent, so that none is found later than now.
  for (const one of inOrder(work.world.agenda.flights)) {
    if (one.at > work.world.now) break;
    if (one.kind === 'depart' && one.host === host) remove(work, one);
  }
  changeMachine(work, host, { scheduled: emptyMemory.scheduled });
}
