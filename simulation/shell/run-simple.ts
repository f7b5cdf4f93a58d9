/** A simple command: its words filled in, then an alias, a function, a builtin or a program. */
import type { Routine } from '../host/program';
import { print } from '../host/system';
import { type Assigned, applyAssignment } from './assign';
import { withDescriptors } from './descriptors';
import { expandText, expandWords } from './expand';
import type { Expanded, ExpandFailure } from './expanded';
import { leadForeground } from './fork';
import { formatCommand } from './format-command';
import { createJob } from './jobs';
import { missingBuiltins } from './missing-builtins';
import { declaring } from './parse-simple';
import { closeAll, redirect } from './redirect';
import { callFunction } from './run-function';
import { complain, startProgram, waitForeground } from './run-pipeline';
import type { Shell } from './shell';
import type { Variable } from './shell-state';
import { type Descriptors, type ShellState, standOnLine } from './shell-state';
import { substitute } from './substitute';
import type { SimpleCommand, Word } from './syntax';
import { traceWords } from './trace-commands';

export function* runSimple(
  shell: Shell,
  command: SimpleCommand,
  descriptors: Descriptors,
): Routine<number> {
  const { state } = shell;
  standOnLine(state, command.line);
  state.substituted = null;
  const words = yield* expandArguments(state, command.words);
  if (!words.ok) return yield* failExpansion(state, words, descriptors);
  if (words.value.length === 0) return yield* runAssignments(shell, command, descriptors);
  const extra: Assigned[] = [];
  for (const assignment of command.assignments) {
    const text = yield* expandText(state, assignment.value, substitute);
    if (!text.ok) return yield* failExpansion(state, text, descriptors);
    extra.push({ name: assignment.name, text: text.value });
  }
  for (const { name, text } of extra) yield* traceWords(state, [`${name}=`, text], descriptors);
  yield* traceWords(state, words.value, descriptors);
  const target = yield* redirect(state, command.redirections, descriptors, substitute);
  if (!target.ok) {
    yield* complain(state, target.message, descriptors);
    return 1;
  }
  const run = { argv: words.value, raw: command.raw, text: formatCommand(command), extra };
  if (words.value[0] === 'exec') {
    return yield* runExec(shell, run, target, descriptors);
  }
  const status = yield* runNamed(shell, run, target.descriptors);
  yield* closeAll(target.opened);
  for (const list of command.lists) {
    const done = yield* applyAssignment(state, list, substitute);
    if (!done.ok) return yield* failExpansion(state, done, descriptors);
  }
  return status;
}

/** Values of `local x=$y` and the like are one text each, however many words that is. */
function* expandArguments(state: ShellState, words: Word[]): Routine<Expanded<string[]>> {
  if (!declaring.includes(words[0]?.raw ?? '')) return yield* expandWords(state, words, substitute);
  const all: string[] = [];
  for (const word of words) {
    const value = /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(word.raw);
    const found: Expanded<string | string[]> = value
      ? yield* expandText(state, word, substitute)
      : yield* expandWords(state, [word], substitute);
    if (!found.ok) return found;
    all.push(...(typeof found.value === 'string' ? [found.value] : found.value));
  }
  return { ok: true, value: all };
}

function* runAssignments(
  shell: Shell,
  command: SimpleCommand,
  descriptors: Descriptors,
): Routine<number> {
  const { state } = shell;
  for (const assignment of command.assignments) {
    const done = yield* applyAssignment(state, assignment, substitute);
    if (!done.ok) return yield* failExpansion(state, done, descriptors);
    yield* traceWords(state, [`${done.value.name}=`, done.value.text], descriptors);
  }
  const target = yield* redirect(state, command.redirections, descriptors, substitute);
  if (!target.ok) {
    yield* complain(state, target.message, descriptors);
    return 1;
  }
  yield* closeAll(target.opened);
  return state.substituted ?? 0;
}

/** Says what is wrong; what is fatal ends the line, or a shell that nobody types to. */
export function* failExpansion(
  state: ShellState,
  { message, fatal }: ExpandFailure,
  descriptors: Descriptors,
): Routine<number> {
  yield* complain(state, message, descriptors);
  if (fatal === 'script' && !state.interactive) {
    state.exit = state.commandLine ? 127 : 1;
    return state.exit;
  }
  if (fatal) state.dropped = true;
  return 1;
}

/** `exec`: redirections that stay, or a program in place of the shell. */
function* runExec(
  shell: Shell,
  run: Named,
  target: { descriptors: Descriptors; opened: number[] },
  descriptors: Descriptors,
): Routine<number> {
  const { state } = shell;
  const argv = run.argv.slice(1);
  const [name = ''] = argv;
  if (argv.length === 0) {
    for (const fd of Object.keys(descriptors).map(Number)) {
      if (!(fd in target.descriptors)) delete descriptors[fd];
    }
    Object.assign(descriptors, target.descriptors);
    return 0;
  }
  const extra = Object.fromEntries(run.extra.map(({ name: key, text }) => [key, text]));
  const known = Object.hasOwn(shell.programs(), name) || name.includes('/');
  if (!known) {
    yield* complain(state, `exec: ${name}: not found`, target.descriptors);
    if (!state.interactive) state.exit = 127;
    return 127;
  }
  const placement = leadForeground(state);
  const started = yield* startProgram(shell, argv, target.descriptors, extra, placement);
  yield* closeAll(target.opened);
  if (started.pid === null) {
    if (!state.interactive) state.exit = started.status;
    return started.status;
  }
  state.exit = yield* waitForeground(state, createJob(run.text, [started.pid]));
  return state.exit;
}

/** Builtins to which `--help` is a word like any other. */
const plainWords = ['echo', 'test', '[', 'true', 'false', ':', 'eval', 'command', 'exit'];

/** `raw` as it was typed, `text` as a list of jobs shows it; `extra` are variables before it. */
type Named = { argv: string[]; raw: string; text: string; extra: Assigned[] };

function* runNamed(shell: Shell, run: Named, descriptors: Descriptors): Routine<number> {
  const { state } = shell;
  const [name = '', ...args] = run.argv;
  const alias = state.aliasing && run.raw.startsWith(name) ? state.aliases.get(name) : undefined;
  if (alias !== undefined) {
    state.aliases.delete(name);
    const rest = run.raw.replace(/^\S+/, '');
    const status = yield* shell.runText(shell, alias + rest, descriptors);
    state.aliases.set(name, alias);
    return status;
  }
  const body = state.functions.get(name);
  if (body) {
    const call = callFunction(shell, { name, body, args }, descriptors);
    return yield* withVariables(state, run.extra, call);
  }
  return yield* runUnaliased(shell, run, descriptors);
}

function* runUnaliased(shell: Shell, run: Named, descriptors: Descriptors): Routine<number> {
  const { state } = shell;
  const [name = '', ...args] = run.argv;
  if (/^%\S/.test(name)) {
    // A job's name alone brings it to the foreground (bash(1), JOB CONTROL).
    const jobs = shell.builtins.fg;
    if (jobs) {
      const routine = jobs.run(shell, [name, ...args], descriptors);
      return yield* withDescriptors(routine, descriptors);
    }
  }
  const builtin = Object.hasOwn(shell.builtins, name) ? shell.builtins[name] : undefined;
  if (builtin && args[0] === '--help' && !plainWords.includes(name)) {
    const text = `${name}: ${builtin.usage}\n    ${builtin.summary}\n`;
    yield* withDescriptors(print(text), descriptors);
    return 2;
  }
  if (builtin) {
    const routine = builtin.run(shell, args, descriptors);
    const inner = builtin.runsCommands ? routine : withDescriptors(routine, descriptors);
    return yield* withVariables(state, run.extra, inner);
  }
  if (Object.hasOwn(missingBuiltins, name) && !Object.hasOwn(shell.programs(), name)) {
    yield* complain(state, `${name}: ${missingBuiltins[name]}`, descriptors);
    return 1;
  }
  const extra = Object.fromEntries(run.extra.map(({ name: key, text }) => [key, text]));
  const placement = leadForeground(state);
  const started = yield* startProgram(shell, run.argv, descriptors, extra, placement);
  if (started.pid === null) return started.status;
  const status = yield* waitForeground(state, createJob(run.text, [started.pid]));
  return status;
}

/** `X=1 name`: the variables hold while a function or a builtin runs. */
function* withVariables(
  state: ShellState,
  extra: readonly Assigned[],
  routine: Routine<number>,
): Routine<number> {
  const before: [string, Variable | undefined][] = [];
  for (const { name, text } of extra) {
    before.push([name, state.variables.get(name)]);
    state.variables.set(name, { value: text, exported: true });
  }
  const status = yield* routine;
  for (const [name, old] of before.reverse()) {
    if (old) state.variables.set(name, old);
    else state.variables.delete(name);
  }
  return status;
}

/** One command whose words are known already; functions and aliases are passed over. */
export function* runArguments(
  shell: Shell,
  argv: string[],
  descriptors: Descriptors,
): Routine<number> {
  const text = argv.join(' ');
  return yield* runUnaliased(shell, { argv, raw: text, text, extra: [] }, descriptors);
}
