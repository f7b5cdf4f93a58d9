/** Pipelines: processes side by side over pipes, as jobs of the terminal (bash(1), Pipelines). */
import { formatErrno } from '../host/error-text';
import type { Routine } from '../host/program';
import { formatSignal, signalNumber } from '../host/signal';
import { type Outcome, sys } from '../host/system';
import { expandText, expandWords } from './expand';
import type { Substitute } from './expanded';
import { findProgram } from './find-program';
import { fork, leadForeground, listWith, type Placement } from './fork';
import { formatPipeline } from './format-command';
import {
  createJob,
  formatJob,
  jobCondition,
  jobStatus,
  listJob,
  memberStatus,
  recordChange,
  stopSignal,
} from './jobs';
import { missingBuiltins } from './missing-builtins';
import { closeAll, redirect } from './redirect';
import type { Shell } from './shell';
import {
  type Descriptors,
  environment,
  type Job,
  type ShellState,
  standOnLine,
} from './shell-state';
import { findAlternative, suggestNames } from './suggest';
import type { Command, Pipeline } from './syntax';
import { traceWords } from './trace-commands';
import { noteSignal } from './traps';

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

/** A command of a pipeline; null: it could not be started, and `status` tells why. */
type Part = { pid: number | null; status: number };

/** Starts every command of a pipeline. */
function* startPipeline(
  shell: Shell,
  commands: Command[],
  text: string,
  descriptors: Descriptors,
  foreground: boolean,
  substitute: Substitute,
): Routine<Outcome<{ job: Job; parts: Part[] }>> {
  const { state } = shell;
  const parts: Part[] = [];
  let input: number | null = null;
  for (const [index, command] of commands.entries()) {
    const last = index === commands.length - 1;
    const pipe: Outcome<[number, number]> | null = last ? null : yield* sys.pipe();
    if (pipe && !pipe.ok) return pipe;
    const own: Record<number, number> = { ...descriptors };
    if (input !== null) own[0] = input;
    if (pipe) own[1] = pipe.value[1];
    const leader = parts.find(({ pid }) => pid !== null)?.pid ?? null;
    const lead: Placement = foreground ? leadForeground(state) : { group: 'new' };
    const placement = !state.control ? {} : leader === null ? lead : { group: leader };
    const begin = foreground || commands.length > 1 ? startCommand : startInBackground;
    parts.push(yield* begin(shell, command, own, placement, substitute));
    if (input !== null) yield* sys.close(input);
    if (pipe) yield* sys.close(pipe.value[1]);
    input = pipe?.value[0] ?? null;
  }
  const pids = parts.flatMap(({ pid }) => pid ?? []);
  return { ok: true, value: { job: createJob(text, pids), parts } };
}

function* startForked(
  state: ShellState,
  command: Command,
  descriptors: Descriptors,
  placement: Placement,
): Routine<Part> {
  const forked = yield* fork(state, { list: listWith(command) }, descriptors, placement);
  return forked.ok ? { pid: forked.value, status: 0 } : { pid: null, status: 1 };
}

/** A name that is not known is a job too, which ends as soon as it has said so. */
function* startInBackground(
  shell: Shell,
  command: Command,
  descriptors: Descriptors,
  placement: Placement,
  substitute: Substitute,
): Routine<Part> {
  const name = command.kind === 'simple' ? (command.words[0]?.parts[0] ?? null) : null;
  const plain = name?.kind === 'text' ? name.text : '';
  const known = Object.hasOwn(shell.programs(), plain);
  const start = known ? startCommand(shell, command, descriptors, placement, substitute) : null;
  return yield* start ?? startForked(shell.state, command, descriptors, placement);
}

function* startCommand(
  shell: Shell,
  command: Command,
  descriptors: Descriptors,
  placement: Placement,
  substitute: Substitute,
): Routine<Part> {
  const { state } = shell;
  const simple = command.kind === 'simple' ? command : null;
  const name = simple?.words[0]?.raw ?? '';
  const known =
    Object.hasOwn(shell.builtins, name) || Object.hasOwn(missingBuiltins, name) || name === 'exec';
  const inside = known && !alsoPrograms.includes(name);
  const named = state.aliases.has(name) || state.functions.has(name);
  // Words that are not plain may turn out to be any of these.
  if (!simple || inside || named || !/^[\w./-]+$|^\[$/.test(name)) {
    return yield* startForked(state, command, descriptors, placement);
  }
  standOnLine(state, simple.line);
  const words = yield* expandWords(state, simple.words, substitute);
  if (words.ok) {
    yield* traceWords(state, words.value, descriptors);
  }
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
  const { state } = shell;
  const { commands } = pipeline;
  const text = formatPipeline(pipeline);
  const started = yield* startPipeline(shell, commands, text, descriptors, true, substitute);
  if (!started.ok) return 1;
  const { job, parts } = started.value;
  const ended = yield* waitForeground(state, job);
  const stopped = jobCondition(job) === 'stopped';
  state.pipeStatus = parts.map(({ pid, status }) =>
    pid === null ? status : memberStatus(job, pid),
  );
  if (stopped) return ended;
  const failed = state.options.has('P') ? state.pipeStatus.findLast((one) => one !== 0) : undefined;
  return failed ?? state.pipeStatus.at(-1) ?? ended;
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
  const { job, parts } = started.value;
  const last = job.members.at(-1)?.pid;
  if (last === undefined) return parts.at(-1)?.status ?? 1;
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
      if (noteSignal(state, change.signal)) continue;
      if (!state.interactive && change.signal === 'SIGINT') state.interrupted = true;
      if (!state.interactive && change.signal === 'SIGTERM') {
        state.exit = 128 + signalNumber('SIGTERM');
        return state.exit;
      }
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
    // A script got the signal too and has a trap for it.
    if (!state.interactive && state.traps.has('SIGINT')) return;
    if (!noteSignal(state, last.signal)) state.interrupted = true;
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
