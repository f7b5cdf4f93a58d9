/** Processes, threads, signals and time: fork(2), wait(2), kill(2), nanosleep(2). */
import type { Process } from '../host/process';
import { signalNumber } from '../host/signal';
import type { Call } from '../host/system-call';
import { entryOf, lastKey, valuesOf } from '../host/table';
import { type Attempt, done, fail, isLate, type Result } from './attempt';
import { createThread, endProcess, forgetProcess, startProcess } from './process-life';
import { raise, raiseGroup } from './signal';
import { scheduleRun, wakeTerminal } from './wake';
import { changeProcess, changeTerminal, machineOf, processOf, putThread, takeRandom } from './work';

type On<Name extends Call['call']> = Attempt<Extract<Call, { call: Name }>>;

/** Set-uid programs of root, which may start others as anyone (sudo(8), su(1), login(1)). */
const setUid = ['sudo', 'su', 'login', 'sshd', 'sendmail'];

export function callSpawn({ work, host, process, call }: On<'spawn'>): Result {
  const program = work.programs[call.program];
  if (!program) return fail('ENOENT');
  const user = call.user ?? process.user;
  if (user !== process.user && process.user !== 'root' && !setUid.includes(process.program)) {
    return fail('EPERM');
  }
  const fds: Record<number, number> = {};
  for (const [theirs, ours] of Object.entries(call.fds)) {
    const id = entryOf(process.fds, ours);
    if (id === undefined) return fail('EBADF');
    fds[Number(theirs)] = id;
  }
  const group = typeof call.group === 'string' ? null : (call.group ?? process.group);
  const pid = startProcess(work, host, {
    ppid: process.pid,
    group,
    user,
    program: call.program,
    argv: call.argv,
    env: call.env ?? process.env,
    cwd: process.cwd,
    tty: call.group === 'session' ? null : process.tty,
    fds,
    handles: program.handles ?? [],
    label: null,
  });
  if (call.foreground && process.tty !== null) {
    changeTerminal(work, host, process.tty, {
      foreground: processOf(work, host, pid)?.group ?? pid,
    });
  }
  return done(pid);
}

export function callThread({ work, host, process, call }: On<'thread'>): Result {
  if (!work.programs[process.program]?.threads?.[call.entry]) return fail('EINVAL');
  const now = processOf(work, host, process.pid) ?? process;
  const tid = (lastKey(now.threads) ?? 0) + 1;
  putThread(work, host, process.pid, createThread(tid, call.entry, call.arg));
  scheduleRun(work, host, process.pid, tid);
  return done(tid);
}

export function callWait(attempt: On<'wait'>): Result {
  const { work, host, process, call } = attempt;
  const { processes } = machineOf(work, host);
  const children = valuesOf(processes).filter(
    ({ ppid, pid }) => ppid === process.pid && (call.pid === 'any' || call.pid === pid),
  );
  if (children.length === 0) return fail('ECHILD');
  const ended = children.find((child) => child.ended !== null);
  if (ended?.ended) {
    forgetProcess(work, host, ended.pid);
    noteStatus(attempt, ended.ended);
    return done({ pid: ended.pid, ...formatEnd(ended.ended) });
  }
  const stopped = call.untraced
    ? children.find(({ stopUntold }) => stopUntold !== null)
    : undefined;
  if (stopped) {
    changeProcess(work, host, stopped.pid, { stopUntold: null });
    return done({ pid: stopped.pid, change: 'stopped', signal: stopped.stopUntold });
  }
  return call.noHang ? done(null) : { block: { open: [] } };
}

/** A shell's terminal remembers how its last command ended. */
function noteStatus({ work, host, process }: Attempt, end: NonNullable<Process['ended']>): void {
  const terminal = process.tty === null ? null : machineOf(work, host).terminals[process.tty];
  if (terminal?.session !== process.pid) return;
  const status = 'signal' in end ? 128 + signalNumber(end.signal) : end.status;
  changeTerminal(work, host, terminal.tty, { status });
}

function formatEnd(end: NonNullable<Process['ended']>) {
  return 'signal' in end
    ? { change: 'killed' as const, signal: end.signal }
    : { change: 'exited' as const, status: end.status };
}

export function callKill({ work, host, process, call }: On<'kill'>): Result {
  const own = call.pid === 0;
  const group = own ? process.group : call.pid;
  const all = valuesOf(machineOf(work, host).processes).filter(({ ended }) => !ended);
  const targets =
    call.group || own
      ? all.filter((one) => one.group === group)
      : all.filter(({ pid }) => pid === call.pid);
  if (targets.length === 0) return fail('ESRCH');
  const mine = targets.filter(({ user }) => process.user === 'root' || user === process.user);
  if (mine.length === 0) return fail('EPERM');
  if (call.group || own) raiseGroup(work, host, group, call.signal);
  else raise(work, host, call.pid, call.signal);
  return done();
}

export function callForeground({ work, host, call }: On<'foreground'>): Result {
  const terminal = machineOf(work, host).terminals[call.tty];
  if (!terminal) return fail('EINVAL');
  changeTerminal(work, host, call.tty, { foreground: call.group });
  wakeTerminal(work, host, call.tty);
  return done();
}

export function callExit({ work, host, process, call }: On<'exit'>): Result {
  endProcess(work, host, process.pid, { status: call.status & 0xff });
  return done();
}

export function callSleep(attempt: On<'sleep'>): Result {
  const { work, call, waiting } = attempt;
  if (isLate(attempt) || call.ms <= 0) return done();
  return { block: { open: [], deadline: waiting?.deadline ?? work.world.now + call.ms } };
}

export function callNow({ work }: On<'now'>): Result {
  return done(work.world.startsAt + Math.floor(work.world.now));
}

export function callRandom({ work, call }: On<'random'>): Result {
  return call.below >= 1 ? done(takeRandom(work, Math.floor(call.below))) : fail('EINVAL');
}

export function callSignal({ work, host, process, call }: On<'signal'>): Result {
  if (call.signal === 'SIGKILL' || call.signal === 'SIGSTOP') return fail('EINVAL');
  const others = process.handles.filter((signal) => signal !== call.signal);
  const handles = call.handled ? [...others, call.signal] : others;
  changeProcess(work, host, process.pid, { handles });
  return done();
}
