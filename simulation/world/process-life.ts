/** How processes begin and end: fork(2), execve(2), _exit(2), and init(1) for orphans. */
import type { Process, Thread } from '../host/process';
import type { Signal } from '../host/system-call';
import { releaseFile } from './descriptor';
import { cancelRuns, scheduleRun, wakeCalls } from './wake';
import { changeMachine, changeProcess, machineOf, processOf, tell, type Work } from './work';

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
    threads: plan.label === null ? { 1: createThread(1, null, null) } : {},
    pending: [],
    names: {},
  };
  const { processes } = machineOf(work, host);
  changeMachine(work, host, { processes: { ...processes, [pid]: process } });
  tell(work, host, { kind: 'process', pid, program: plan.program, change: 'started' });
  if (plan.label === null) scheduleRun(work, host, pid, 1);
  return pid;
}

export function createThread(tid: number, entry: string | null, arg: unknown): Thread {
  return { tid, entry, arg, hand: null, replies: [], waiting: null };
}

type End = { status: number } | { signal: Signal };

/** Ends a process: its descriptors close from the highest down, as Linux does it. */
export function endProcess(work: Work, host: string, pid: number, end: End): void {
  const process = processOf(work, host, pid);
  if (!process || process.ended) return;
  for (const thread of Object.values(process.threads)) cancelRuns(work, host, pid, thread.tid);
  changeProcess(work, host, pid, { ended: end, threads: {}, fds: {}, names: {}, pending: [] });
  const { program } = process;
  if ('signal' in end) {
    tell(work, host, { kind: 'process', pid, program, change: 'killed', signal: end.signal });
  } else tell(work, host, { kind: 'process', pid, program, change: 'exited', status: end.status });
  const held = Object.values(process.threads).flatMap(({ waiting }) => waiting?.open ?? []);
  const fds = Object.keys(process.fds).map(Number);
  for (const fd of fds.sort((a, b) => b - a)) releaseFile(work, host, process.fds[fd] ?? 0);
  for (const file of held) releaseFile(work, host, file);
  adoptChildren(work, host, pid);
  const parent = processOf(work, host, process.ppid);
  if (!parent || parent.ended || parent.label !== null) forgetProcess(work, host, pid);
  else wakeCalls(work, host, parent.pid, 'wait');
}

/** Children without a parent belong to init, which asks for none of their ends. */
function adoptChildren(work: Work, host: string, pid: number): void {
  for (const child of Object.values(machineOf(work, host).processes)) {
    if (child.ppid !== pid) continue;
    changeProcess(work, host, child.pid, { ppid: 1 });
    if (child.ended) forgetProcess(work, host, child.pid);
  }
}

/** Takes an ended process out of the table (wait(2)). */
export function forgetProcess(work: Work, host: string, pid: number): void {
  const { [pid]: _, ...processes } = machineOf(work, host).processes;
  changeMachine(work, host, { processes });
}
