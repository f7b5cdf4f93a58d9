/** Blocked threads try again when something they wait for has changed. */
import type { Waiting } from '../host/process';
import { changeThread, machineOf, processOf, schedule, unschedule, type Work } from './work';

function isRun(host: string, pid: number, tid: number) {
  return (one: { kind: string; host: string; pid?: number; tid?: number }): boolean =>
    one.kind === 'run' && one.host === host && one.pid === pid && one.tid === tid;
}

/** Lets a thread go on now. A timeout that it had waits no more. */
export function scheduleRun(work: Work, host: string, pid: number, tid: number): void {
  const same = isRun(host, pid, tid);
  const { now } = work.world;
  const deadline = processOf(work, host, pid)?.threads[tid]?.waiting?.deadline ?? null;
  if (work.world.queue.some((one) => same(one) && one.at === now)) return;
  unschedule(work, (one) => same(one) && one.at !== deadline);
  schedule(work, { kind: 'run', at: now, host, pid, tid });
}

/** Takes a thread's future out of the queue. */
export function cancelRuns(work: Work, host: string, pid: number, tid: number): void {
  unschedule(work, isRun(host, pid, tid));
}

/** Wakes every thread whose waiting fits, first come first. */
function wakeThreads(work: Work, host: string, fits: (waiting: Waiting) => boolean): void {
  const found: { order: number; pid: number; tid: number }[] = [];
  for (const { pid, threads } of Object.values(machineOf(work, host).processes)) {
    for (const { tid, waiting } of Object.values(threads)) {
      if (waiting && fits(waiting)) found.push({ order: waiting.order, pid, tid });
    }
  }
  found.sort((a, b) => a.order - b.order);
  for (const { pid, tid } of found) scheduleRun(work, host, pid, tid);
}

/** Wakes every thread that waits for one of these open files. */
function wakeFiles(work: Work, host: string, files: readonly number[]): void {
  if (files.length === 0) return;
  wakeThreads(work, host, ({ open }) => open.some((file) => files.includes(file)));
}

export function wakeSocket(work: Work, host: string, socket: number): void {
  const files = Object.entries(machineOf(work, host).open)
    .filter(([, file]) => file.kind === 'socket' && file.socket === socket)
    .map(([id]) => Number(id));
  if (files.length > 0) wakeFiles(work, host, files);
  // A socket without a file may still hold up a close(2) that lingers.
  else wakeThreads(work, host, (waiting) => waiting.socket === socket);
}

export function wakePipe(work: Work, host: string, pipe: number): void {
  const files = Object.entries(machineOf(work, host).open)
    .filter(
      ([, file]) => (file.kind === 'pipe-read' || file.kind === 'pipe-write') && file.pipe === pipe,
    )
    .map(([id]) => Number(id));
  wakeFiles(work, host, files);
}

export function wakeTerminal(work: Work, host: string, tty: number): void {
  const files = Object.entries(machineOf(work, host).open)
    .filter(([, file]) => file.kind === 'terminal' && file.tty === tty)
    .map(([id]) => Number(id));
  wakeFiles(work, host, files);
}

/** Threads of `pid` that wait in `call`, e.g. in wait(2). */
export function wakeCalls(work: Work, host: string, pid: number, call: string): void {
  const process = processOf(work, host, pid);
  for (const thread of Object.values(process?.threads ?? {})) {
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
  const thread = processOf(work, host, pid)?.threads[tid];
  if (!thread?.waiting) return;
  changeThread(work, host, pid, { ...thread, waiting: { ...thread.waiting, answer } });
  scheduleRun(work, host, pid, tid);
}
