/** Pipelines: processes side by side over pipes, as jobs of the terminal (bash(1), Pipelines). */
import { formatErrno } from '../host/error-text';
import type { Routine } from '../host/program';
import { formatSignal, signalNumber } from '../host/signal';
import { type Outcome, sys } from '../host/system';
import { expandText, expandWords, type Substitute } from './expand';
import { findProgram } from './find-program';
import { fork, leadForeground, type Placement } from './fork';
import { formatPipeline } from './format-command';
import {
  createJob,
  formatJob,
  jobCondition,
  jobStatus,
  listJob,
  recordChange,
  stopSignal,
} from './jobs';
import { closeAll, redirect } from './redirect';
import type { Shell } from './shell';
import { type Descriptors, environment, type Job, type ShellState } from './shell-state';
import { findAlternative, suggestNames } from './suggest';
import type { Command, Pipeline } from './syntax';

/** Builtins that are programs too and so need no subshell within a pipeline. */
const alsoPrograms = ['echo', 'printf', 'true', 'false', 'test', '[', 'pwd', 'kill', 'help'];

/** Says `bash: message` where errors of the shell go. */
export function* complain(state: ShellState, message: string, descriptors: Descriptors): Routine {
  const fd = descriptors[2];
  if (fd !== undefined) yield* sys.writeText(fd, `${state.title}: ${message}\n`);
}

/** A program to start, all words known. Null pid: it could not be started, which was said. */
export function* startProgram(
  shell: Shell,
  argv: string[],
  descriptors: Descriptors,
  extra: Record<string, string>,
  placement: Placement,
): Routine<{ pid: number | null; status: number }> {
  const { state } = shell;
  const found = yield* findProgram(shell.programs(), argv);
  if (!found.ok) {
    yield* complain(state, found.message, descriptors);
    const fd = descriptors[2];
    const hint = state.interactive && found.status === 127 ? hintFor(shell, argv[0] ?? '') : '';
    if (hint !== '' && fd !== undefined) yield* sys.writeText(fd, hint);
    return { pid: null, status: found.status };
  }
  const started = yield* sys.spawn({
    program: found.program,
    argv: found.argv,
    fds: { ...descriptors },
    env: { ...environment(state), ...extra },
    ...placement,
  });
  if (started.ok) return { pid: started.value, status: 0 };
  const missing = started.errno === 'ENOENT';
  const why = missing ? 'command not found' : formatErrno(started.errno);
  yield* complain(state, `${argv[0]}: ${why}`, descriptors);
  return { pid: null, status: missing ? 127 : 126 };
}

/** A line that helps on after `command not found`, empty where nothing is near. */
function hintFor(shell: Shell, name: string): string {
  const names = [...Object.keys(shell.programs()), ...Object.keys(shell.builtins)];
  const other = findAlternative(name, names);
  if (other) return `This terminal has: ${other}\n`;
  const near = suggestNames(name, names);
  return near.length > 0 ? `Did you mean: ${near.join(', ')}?\n` : '';
}

/** Starts every command of a pipeline; the job, and the status of one that could not start. */
function* startPipeline(
  shell: Shell,
  commands: Command[],
  text: string,
  descriptors: Descriptors,
  foreground: boolean,
  substitute: Substitute,
): Routine<Outcome<{ job: Job; status: number | null }>> {
  const { state } = shell;
  const pids: number[] = [];
  let status: number | null = null;
  let input: number | null = null;
  for (const [index, command] of commands.entries()) {
    const last = index === commands.length - 1;
    const pipe: Outcome<[number, number]> | null = last ? null : yield* sys.pipe();
    if (pipe && !pipe.ok) return pipe;
    const own: Record<number, number> = { ...descriptors };
    if (input !== null) own[0] = input;
    if (pipe) own[1] = pipe.value[1];
    const [leader] = pids;
    const lead: Placement = foreground ? leadForeground(state) : { group: 'new' };
    const placement = !state.control ? {} : leader === undefined ? lead : { group: leader };
    const started = yield* startCommand(shell, command, own, placement, substitute);
    status = started.pid === null ? started.status : null;
    if (started.pid !== null) pids.push(started.pid);
    if (input !== null) yield* sys.close(input);
    if (pipe) yield* sys.close(pipe.value[1]);
    input = pipe?.value[0] ?? null;
  }
  return { ok: true, value: { job: createJob(text, pids), status } };
}

function* startCommand(
  shell: Shell,
  command: Command,
  descriptors: Descriptors,
  placement: Placement,
  substitute: Substitute,
): Routine<{ pid: number | null; status: number }> {
  const { state } = shell;
  const simple = command.kind === 'simple' ? command : null;
  const name = simple?.words[0]?.raw ?? '';
  const inside = Object.hasOwn(shell.builtins, name) && !alsoPrograms.includes(name);
  if (!simple || name === '' || inside || state.aliases.has(name)) {
    const forked = yield* fork(state, command.raw, descriptors, placement);
    return forked.ok ? { pid: forked.value, status: 0 } : { pid: null, status: 1 };
  }
  const words = yield* expandWords(state, simple.words, substitute);
  const target = yield* redirect(state, simple.redirections, descriptors, substitute);
  if (!words.ok || !target.ok) {
    const message = !words.ok ? words.message : !target.ok ? target.message : '';
    yield* complain(state, message, descriptors);
    if (target.ok) yield* closeAll(target.opened);
    return { pid: null, status: 1 };
  }
  const extra: Record<string, string> = {};
  for (const { name: key, value } of simple.assignments) {
    const text = yield* expandText(state, value, substitute);
    if (text.ok) extra[key] = text.value;
  }
  const started = yield* startProgram(shell, words.value, target.descriptors, extra, placement);
  yield* closeAll(target.opened);
  return started;
}

/** Runs a pipeline of processes in the foreground, up to its end or its stop. */
export function* runForeground(
  shell: Shell,
  pipeline: Pipeline,
  descriptors: Descriptors,
  substitute: Substitute,
): Routine<number> {
  const { commands } = pipeline;
  const text = formatPipeline(pipeline);
  const started = yield* startPipeline(shell, commands, text, descriptors, true, substitute);
  if (!started.ok) return 1;
  const { job, status } = started.value;
  const ended = yield* waitForeground(shell.state, job);
  return status ?? ended;
}

/**
 * Runs a job in the background and says `[1] 1234`. Without job control nothing would stop it
 * from reading the terminal, so that it reads nothing at all (bash(1), COMMAND EXECUTION).
 */
export function* runBackground(
  shell: Shell,
  commands: Command[],
  text: string,
  descriptors: Descriptors,
  substitute: Substitute,
): Routine<number> {
  const { state } = shell;
  const nothing = state.control ? null : yield* sys.open('/dev/null', 'r');
  const own = nothing?.ok ? { ...descriptors, 0: nothing.value } : descriptors;
  const started = yield* startPipeline(shell, commands, text, own, false, substitute);
  if (nothing?.ok) yield* sys.close(nothing.value);
  if (!started.ok) return 1;
  const { job, status } = started.value;
  const last = job.members.at(-1)?.pid;
  if (last === undefined) return status ?? 1;
  state.lastBackground = last;
  listJob(state, job);
  if (state.interactive) yield* sys.writeText(2, `[${job.id}] ${last}\n`);
  return 0;
}

/** Waits until `job` has ended or stopped; the terminal is the shell's own again afterwards. */
export function* waitForeground(state: ShellState, job: Job): Routine<number> {
  if (job.members.length === 0) return 0;
  while (jobCondition(job) === 'running') {
    const change = yield* sys.wait({ pid: 'any', ...(state.control ? { untraced: true } : {}) });
    if (change.ok) {
      if (change.value) recordChange([job, ...state.jobs], change.value);
    } else if (change.errno === 'EINTR') {
      if (!state.interactive && change.signal === 'SIGINT') state.interrupted = true;
    } else break;
  }
  if (state.control) yield* sys.foreground(state.control.tty, state.control.group);
  // Who ended meanwhile has sent SIGCHLD too.
  if (state.interactive) yield* reapChildren(state);
  if (jobCondition(job) === 'stopped') {
    listJob(state, job);
    yield* sys.writeText(2, `\n${formatJob(state, job)}`);
    job.told = true;
    return 128 + signalNumber(stopSignal(job));
  }
  state.jobs = state.jobs.filter((other) => other !== job);
  yield* tellDeath(state, job);
  return jobStatus(job);
}

function* tellDeath(state: ShellState, job: Job): Routine {
  const last = job.members.at(-1)?.last;
  if (last?.change !== 'killed') return;
  if (last.signal === 'SIGINT') {
    state.interrupted = true;
    if (state.interactive) yield* sys.writeText(2, '\n');
  } else if (state.interactive && last.signal !== 'SIGPIPE') {
    yield* sys.writeText(2, `${formatSignal(last.signal)}\n`);
  }
}

/** Takes note of children that changed without waiting for any. */
export function* reapChildren(state: ShellState): Routine {
  for (;;) {
    const change = yield* sys.wait({ pid: 'any', noHang: true, untraced: true });
    if (!change.ok || !change.value) return;
    recordChange(state.jobs, change.value);
  }
}
