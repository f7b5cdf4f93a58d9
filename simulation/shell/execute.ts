/** Runs what `parse.ts` read: lists, conditions, loops, single commands. */
import type { Routine } from '../host/program';
import { print, readAllText, sys } from '../host/system';
import { withDescriptors } from './descriptors';
import { expandText, expandWords } from './expand';
import { fork, leadForeground } from './fork';
import { formatAndOr, formatCommand } from './format-command';
import { createJob } from './jobs';
import { parse } from './parse';
import { closeAll, redirect } from './redirect';
import {
  complain,
  runBackground,
  runForeground,
  startProgram,
  waitForeground,
} from './run-pipeline';
import type { Shell } from './shell';
import { type Descriptors, isLeaving, type ShellState, setVariable } from './shell-state';
import type { AndOr, Command, CompoundCommand, List, Pipeline, SimpleCommand } from './syntax';

/** A loop that goes round more often than this is stopped: no simulated minute is worth more. */
const roundLimit = 1000;

/** Parses and runs a whole text; the exit status. */
export function* runText(shell: Shell, text: string, descriptors: Descriptors): Routine<number> {
  const parsed = parse(text);
  if (parsed.ok) yield* runList(shell, parsed.list, descriptors);
  else {
    yield* complain(shell.state, parsed.message, descriptors);
    shell.state.status = 2;
  }
  return shell.state.status;
}

export function* runList(shell: Shell, list: List, descriptors: Descriptors): Routine {
  for (const entry of list) {
    if (isLeaving(shell.state)) return;
    if (entry.background) yield* runBackgroundEntry(shell, entry, descriptors);
    else yield* runAndOr(shell, entry, descriptors);
  }
}

function* runBackgroundEntry(shell: Shell, entry: AndOr, descriptors: Descriptors): Routine {
  const only = entry.pipelines.length === 1 ? entry.pipelines[0]?.pipeline : undefined;
  const whole: Command = {
    kind: 'group',
    body: [{ ...entry, background: false }],
    redirections: [],
    raw: entry.raw,
  };
  const commands = only && !only.negated ? only.commands : [whole];
  const text = formatAndOr(entry);
  shell.state.status = yield* runBackground(shell, commands, text, descriptors, substitute);
}

function* runAndOr(shell: Shell, entry: AndOr, descriptors: Descriptors): Routine {
  const { state } = shell;
  for (const { after, pipeline } of entry.pipelines) {
    if (isLeaving(state)) return;
    if (after !== null && (after === '&&') !== (state.status === 0)) continue;
    state.status = yield* runPipeline(shell, pipeline, descriptors);
  }
}

function* runPipeline(shell: Shell, pipeline: Pipeline, descriptors: Descriptors): Routine<number> {
  const [first, ...others] = pipeline.commands;
  if (!first) return 0;
  const status =
    others.length > 0
      ? yield* runForeground(shell, pipeline, descriptors, substitute)
      : first.kind === 'simple'
        ? yield* runSimple(shell, first, descriptors)
        : yield* runCompound(shell, first, descriptors);
  return pipeline.negated ? Number(status === 0) : status;
}

function* runSimple(
  shell: Shell,
  command: SimpleCommand,
  descriptors: Descriptors,
): Routine<number> {
  const { state } = shell;
  const before = state.status;
  const words = yield* expandWords(state, command.words, substitute);
  if (!words.ok) return yield* failExpansion(state, words.message, descriptors);
  const values: [string, string][] = [];
  for (const { name, value } of command.assignments) {
    const text = yield* expandText(state, value, substitute);
    if (!text.ok) return yield* failExpansion(state, text.message, descriptors);
    values.push([name, text.value]);
  }
  const target = yield* redirect(state, command.redirections, descriptors, substitute);
  if (!target.ok) {
    yield* complain(state, target.message, descriptors);
    return 1;
  }
  if (words.value.length === 0) {
    for (const [name, value] of values) setVariable(state, name, value);
    yield* closeAll(target.opened);
    const computed = command.assignments.some(({ value }) => value.raw.includes('$('));
    return computed && state.status !== before ? state.status : 0;
  }
  const { raw } = command;
  const extra = Object.fromEntries(values);
  const run = { argv: words.value, raw, text: formatCommand(command), extra };
  const status = yield* runNamed(shell, run, target.descriptors);
  yield* closeAll(target.opened);
  return status;
}

function* failExpansion(
  state: ShellState,
  message: string,
  descriptors: Descriptors,
): Routine<number> {
  yield* complain(state, message, descriptors);
  return 1;
}

/** Builtins to which `--help` is a word like any other. */
const plainWords = ['echo', 'test', '[', 'true', 'false', ':', 'eval', 'command', 'exit'];

/** `raw` as it was typed, `text` as a list of jobs shows it. */
type Named = { argv: string[]; raw: string; text: string; extra: Record<string, string> };

/** An alias, a builtin or a program. */
function* runNamed(shell: Shell, run: Named, descriptors: Descriptors): Routine<number> {
  const { state } = shell;
  const [name = '', ...args] = run.argv;
  const alias = state.aliases.get(name);
  if (alias !== undefined) {
    state.aliases.delete(name);
    const rest = run.raw.replace(/^\S+/, '');
    const status = yield* runText(shell, alias + rest, descriptors);
    state.aliases.set(name, alias);
    return status;
  }
  if (/^%\S/.test(name)) {
    // A job's name alone brings it to the foreground (bash(1), JOB CONTROL).
    const jobs = shell.builtins.fg;
    if (jobs) return yield* withDescriptors(jobs.run(shell, [name, ...args]), descriptors);
  }
  const builtin = Object.hasOwn(shell.builtins, name) ? shell.builtins[name] : undefined;
  if (builtin && args[0] === '--help' && !plainWords.includes(name)) {
    const text = `${name}: ${builtin.usage}\n    ${builtin.summary}\n`;
    yield* withDescriptors(print(text), descriptors);
    return 2;
  }
  if (builtin) return yield* withDescriptors(builtin.run(shell, args), descriptors);
  const started = yield* startProgram(
    shell,
    run.argv,
    descriptors,
    run.extra,
    leadForeground(state),
  );
  if (started.pid === null) return started.status;
  return yield* waitForeground(state, createJob(run.text, [started.pid]));
}

/** One command whose words are known already. */
export function* runArguments(
  shell: Shell,
  argv: string[],
  descriptors: Descriptors,
): Routine<number> {
  const text = argv.join(' ');
  return yield* runNamed(shell, { argv, raw: text, text, extra: {} }, descriptors);
}

function* runCompound(
  shell: Shell,
  command: CompoundCommand,
  descriptors: Descriptors,
): Routine<number> {
  const { state } = shell;
  const target = yield* redirect(state, command.redirections, descriptors, substitute);
  if (!target.ok) {
    yield* complain(state, target.message, descriptors);
    return 1;
  }
  yield* runBody(shell, command, target.descriptors);
  yield* closeAll(target.opened);
  return state.status;
}

function* runBody(shell: Shell, command: CompoundCommand, descriptors: Descriptors): Routine {
  const { state } = shell;
  switch (command.kind) {
    case 'group':
      return yield* runList(shell, command.body, descriptors);
    case 'subshell': {
      const forked = yield* fork(state, command.source, descriptors, leadForeground(state));
      if (!forked.ok) return;
      state.status = yield* waitForeground(
        state,
        createJob(formatCommand({ ...command, redirections: [] }), [forked.value]),
      );
      return;
    }
    case 'if': {
      for (const { test, body } of command.branches) {
        yield* runList(shell, test, descriptors);
        if (isLeaving(state)) return;
        if (state.status === 0) return yield* runList(shell, body, descriptors);
      }
      state.status = 0;
      return yield* runList(shell, command.otherwise, descriptors);
    }
    case 'for': {
      const words = command.words
        ? yield* expandWords(state, command.words, substitute)
        : { ok: true as const, value: state.positional.slice(1) };
      if (!words.ok) {
        state.status = yield* failExpansion(state, words.message, descriptors);
        return;
      }
      state.status = 0;
      const values = words.value.values();
      return yield* runLoop(shell, command.body, descriptors, function* () {
        const next = values.next();
        if (!next.done) setVariable(state, command.name, next.value);
        return !next.done;
      });
    }
    case 'while': {
      let status = 0;
      yield* runLoop(shell, command.body, descriptors, function* () {
        status = state.status;
        yield* runList(shell, command.test, descriptors);
        const goOn = (state.status === 0) !== command.until;
        if (!goOn) state.status = status;
        return goOn;
      });
    }
  }
}

/** Rounds of a loop while `advance` says so; `break` and `continue` are settled here. */
function* runLoop(
  shell: Shell,
  body: List,
  descriptors: Descriptors,
  advance: () => Routine<boolean>,
): Routine {
  const { state } = shell;
  state.loops += 1;
  for (let round = 0; (yield* advance()) && !isLeaving(state); round += 1) {
    if (round === roundLimit) {
      yield* complain(
        state,
        `a loop was stopped after ${roundLimit} rounds, the limit of this simulated shell`,
        descriptors,
      );
      state.status = 1;
      break;
    }
    yield* runList(shell, body, descriptors);
    if (!state.leave) continue;
    state.leave.loops -= 1;
    const { loops, again } = state.leave;
    if (loops <= 0) state.leave = null;
    if (loops > 0 || !again) break;
  }
  state.loops -= 1;
}

/** Runs `$(source)` in a subshell and collects its output. */
function* substitute(state: ShellState, source: string): Routine<string> {
  const pipe = yield* sys.pipe();
  if (!pipe.ok) return '';
  const [readEnd, writeEnd] = pipe.value;
  const forked = yield* fork(state, source, { 0: 0, 1: writeEnd, 2: 2 }, {});
  yield* sys.close(writeEnd);
  const text = yield* readAllText(readEnd);
  yield* sys.close(readEnd);
  if (forked.ok) {
    const control = state.control;
    state.control = null;
    state.status = yield* waitForeground(state, createJob(source, [forked.value]));
    state.control = control;
  }
  return text.ok ? text.value : '';
}
