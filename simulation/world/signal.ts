/** What a signal does to a process: signal(7), and stopping and continuing of jobs. */
import type { Process, Thread } from '../host/process';
import type { Signal } from '../host/system-call';
import { valuesOf } from '../host/table';
import { endProcess } from './process-life';
import { answerCall, scheduleRun, wakeCalls } from './wake';
import { changeProcess, machineOf, processOf, tell, type Work } from './work';

/** Signals of job control, which stop a process that does not handle them. */
const stopping: readonly Signal[] = ['SIGTSTP', 'SIGTTIN', 'SIGTTOU'];

/** Sends a signal to one process. */
export function raise(work: Work, host: string, pid: number, signal: Signal): void {
  const process = processOf(work, host, pid);
  if (!process || process.ended) return;
  if (signal === 'SIGKILL') return endProcess(work, host, pid, { signal });
  if (signal === 'SIGSTOP') return stop(work, host, process, signal);
  if (signal === 'SIGCONT') return goOn(work, host, process);
  if (process.stopped) {
    if (process.pending.includes(signal)) return;
    return changeProcess(work, host, pid, { pending: [...process.pending, signal] });
  }
  act(work, host, process, signal);
}

function act(work: Work, host: string, process: Process, signal: Signal): void {
  const { pid } = process;
  if (process.handles.includes(signal)) return interrupt(work, host, process, signal);
  if (stopping.includes(signal)) return stop(work, host, process, signal);
  endProcess(work, host, pid, { signal });
}

/** Ends a blocked call with EINTR, now or as soon as there is one. */
function interrupt(work: Work, host: string, process: Process, signal: Signal): void {
  const blocked = valuesOf(process.threads).find(canInterrupt);
  if (blocked) {
    const answer = { ok: false, errno: 'EINTR', signal } as const;
    return answerCall(work, host, process.pid, blocked.tid, answer);
  }
  if (process.pending.includes(signal)) return;
  changeProcess(work, host, process.pid, { pending: [...process.pending, signal] });
}

function canInterrupt({ waiting }: Thread): boolean {
  return waiting !== null && waiting.answer === null;
}

/** A handled signal that came while no call was blocked; taken by the call that blocks next. */
export function takePending(work: Work, host: string, pid: number): Signal | null {
  const process = processOf(work, host, pid);
  const signal = process?.pending.find((one) => process.handles.includes(one)) ?? null;
  if (process && signal) {
    const pending = process.pending.filter((one) => one !== signal);
    changeProcess(work, host, pid, { pending });
  }
  return signal;
}

function stop(work: Work, host: string, process: Process, signal: Signal): void {
  if (process.stopped) return;
  const { pid, program, ppid } = process;
  changeProcess(work, host, pid, { stopped: true, stopUntold: signal });
  tell(work, host, { kind: 'process', pid, program, change: 'stopped', signal });
  wakeCalls(work, host, ppid, 'wait');
}

function goOn(work: Work, host: string, process: Process): void {
  if (!process.stopped) return;
  const { pid, program } = process;
  changeProcess(work, host, pid, { stopped: false, stopUntold: null, pending: [] });
  tell(work, host, { kind: 'process', pid, program, change: 'continued', signal: 'SIGCONT' });
  for (const { tid } of valuesOf(process.threads)) scheduleRun(work, host, pid, tid);
  for (const signal of process.pending) {
    const now = processOf(work, host, pid);
    if (now && !now.ended) act(work, host, now, signal);
  }
}

/** Sends a signal to every process of a group; false when there is none. */
export function raiseGroup(work: Work, host: string, group: number, signal: Signal): boolean {
  const members = valuesOf(machineOf(work, host).processes).filter(
    (process) => process.group === group && !process.ended,
  );
  for (const { pid } of members) raise(work, host, pid, signal);
  return members.length > 0;
}
