/** How processes begin and end: fork(2), execve(2), _exit(2), and init(1) for orphans. */
import type { Process, Thread } from '../host/process';
import type { Signal } from '../host/system-call';
import { createTable, emptyTable, entriesOf, valuesOf, withoutEntry } from '../host/table';
import { releaseFile } from './descriptor';
import { cancelRuns, scheduleRun, wakeCalls } from './wake';
import {
  addProcess,
  changeMachine,
  changeProcess,
  dropDescriptor,
  dropThread,
  machineOf,
  processOf,
  tell,
  type Work,
} from './work';

export type ProcessPlan = {
  ppid: number;
  /** Null: a group of its own. */
  group: number | null;
  user: string;
  program: string;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  tty: number | null;
  /** Open files by descriptor. */
  fds: Readonly<Record<number, number>>;
  handles: readonly Signal[];
  label: string | null;
};

/** Starts a process with one thread, or with none where it is driven by hand. */
export function startProcess(work: Work, host: string, plan: ProcessPlan): number {
  const pid = machineOf(work, host).nextPid;
  changeMachine(work, host, { nextPid: pid + 1 });
  const { group, ...rest } = plan;
  const process: Process = {
    ...rest,
    pid,
    group: group ?? pid,
    startedIn: plan.cwd,
    startedAt: work.world.now,
    stopped: false,
    ended: null,
    stopUntold: null,
    fds: createTable(Object.entries(plan.fds).map(([fd, id]) => [Number(fd), id])),
    threads: createTable(plan.label === null ? [[1, createThread(1, null, null)]] : []),
    pending: [],
    names: {},
  };
  addProcess(work, host, process);
  tell(work, host, { kind: 'process', pid, program: plan.program, change: 'started' });
  if (plan.label === null) scheduleRun(work, host, pid, 1);
  return pid;
}

export function createThread(tid: number, entry: string | null, arg: unknown): Thread {
  return { tid, entry, arg, hand: null, replies: emptyTable(), waiting: null };
}

type End = { status: number } | { signal: Signal };

/** Ends a process: its descriptors close from the highest down, as Linux does it. */
export function endProcess(work: Work, host: string, pid: number, end: End): void {
  const process = processOf(work, host, pid);
  if (!process || process.ended) return;
  const threads = valuesOf(process.threads);
  const fds = entriesOf(process.fds);
  for (const { tid } of threads) {
    cancelRuns(work, host, pid, tid);
    dropThread(work, host, pid, tid);
  }
  for (const [fd] of fds) dropDescriptor(work, host, pid, fd);
  changeProcess(work, host, pid, { ended: end, names: {}, pending: [] });
  const { program } = process;
  if ('signal' in end) {
    tell(work, host, { kind: 'process', pid, program, change: 'killed', signal: end.signal });
  } else tell(work, host, { kind: 'process', pid, program, change: 'exited', status: end.status });
  for (const [, file] of fds.reverse()) releaseFile(work, host, file);
  for (const { waiting } of threads) {
    for (const file of waiting?.open ?? []) releaseFile(work, host, file);
  }
  adoptChildren(work, host, pid);
  const parent = processOf(work, host, process.ppid);
  if (!parent || parent.ended || parent.label !== null) forgetProcess(work, host, pid);
  else wakeCalls(work, host, parent.pid, 'wait');
}

/** Children without a parent belong to init, which asks for none of their ends. */
function adoptChildren(work: Work, host: string, pid: number): void {
  for (const child of valuesOf(machineOf(work, host).processes)) {
    if (child.ppid !== pid) continue;
    changeProcess(work, host, child.pid, { ppid: 1 });
    if (child.ended) forgetProcess(work, host, child.pid);
  }
}

/** Takes an ended process out of the table (wait(2)). */
export function forgetProcess(work: Work, host: string, pid: number): void {
  const { processes } = machineOf(work, host);
  changeMachine(work, host, { processes: withoutEntry(processes, pid) });
}
