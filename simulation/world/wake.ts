/** Blocked threads try again when something they wait for has changed. */
import { filesOf, filesOfTerminal, waitersFor } from '../host/file-index';
import type { Waiting } from '../host/process';
import { valuesOf } from '../host/table';
import { cancelRun, runsOf, schedule } from './agenda';
import { carryOver } from './live-program';
import { machineOf, processOf, putThread, socketOf, threadOf, type Work } from './work';

/** Lets a thread go on now. A timeout that it had waits no more. */
export function scheduleRun(work: Work, host: string, pid: number, tid: number): void {
  const { now } = work.world;
  const deadline = threadOf(work, host, pid, tid)?.waiting?.deadline ?? null;
  const runs = runsOf(work, host, pid, tid);
  if (runs.some(({ due }) => due.at === now)) return;
  for (const run of runs) if (run.due.at !== deadline) cancelRun(work, host, run);
  schedule(work, { kind: 'run', at: now, host, pid, tid });
}

/** Takes a thread's future out of the agenda. */
export function cancelRuns(work: Work, host: string, pid: number, tid: number): void {
  for (const run of runsOf(work, host, pid, tid)) cancelRun(work, host, run);
}

/**
 * Wakes every thread that waits for one of these open files or sockets, first come first, or
 * with `lastFirst` the other way round.
 */
function wakeWaiters(
  work: Work,
  host: string,
  numbers: readonly number[],
  lastFirst = false,
): void {
  const { users } = machineOf(work, host);
  const found: { order: number; pid: number; tid: number }[] = [];
  for (const number of numbers) {
    for (const { pid, tid } of waitersFor(users, number)) {
      const order = threadOf(work, host, pid, tid)?.waiting?.order;
      // Who waits for several of them is woken once.
      if (order === undefined || found.some((one) => one.order === order)) continue;
      found.push({ order, pid, tid });
    }
  }
  if (found.length > 1) found.sort((a, b) => (lastFirst ? b.order - a.order : a.order - b.order));
  for (const { pid, tid } of found) scheduleRun(work, host, pid, tid);
}

export function wakeSocket(work: Work, host: string, socket: number): void {
  const files = filesOf(machineOf(work, host).users, socket);
  const found = socketOf(work, host, socket);
  // Who waits for a stream joins the queue at its head, who waits for a connection or a datagram
  // at its end (Linux, add_wait_queue and prepare_to_wait_exclusive).
  const lastFirst = found?.proto === 'tcp' && found.tcb.state !== 'LISTEN';
  // A socket without a file may still hold up a close(2) that lingers.
  wakeWaiters(work, host, files.length > 0 ? files : [socket], lastFirst);
}

export function wakeFile(work: Work, host: string, id: number): void {
  wakeWaiters(work, host, [id]);
}

export function wakePipe(work: Work, host: string, pipe: number): void {
  wakeWaiters(work, host, filesOf(machineOf(work, host).users, pipe));
}

export function wakeTerminal(work: Work, host: string, tty: number): void {
  wakeWaiters(work, host, filesOfTerminal(machineOf(work, host).users, tty));
}

/** Threads of `pid` that wait in `call`, e.g. in wait(2). */
export function wakeCalls(work: Work, host: string, pid: number, call: string): void {
  const process = processOf(work, host, pid);
  for (const thread of process ? valuesOf(process.threads) : []) {
    if (thread.waiting?.call.call === call) scheduleRun(work, host, pid, thread.tid);
  }
}

/** Gives a blocked call its reply, from outside the program. */
export function answerCall(
  work: Work,
  host: string,
  pid: number,
  tid: number,
  answer: NonNullable<Waiting['answer']>,
): void {
  const thread = threadOf(work, host, pid, tid);
  if (!thread?.waiting) return;
  const next = { ...thread, waiting: { ...thread.waiting, answer } };
  carryOver(thread, next);
  putThread(work, host, pid, next);
  scheduleRun(work, host, pid, tid);
}
