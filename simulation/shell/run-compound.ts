/** Conditions, loops, groups and definitions (bash(1), Compound Commands). */
import type { Routine } from '../host/program';
import { evaluateCondition } from './evaluate-condition';
import { expandAsPattern, expandSum, expandText, expandWords } from './expand';
import { fork, leadForeground } from './fork';
import { formatCommand } from './format-command';
import { matchesPattern } from './glob';
import { createJob } from './jobs';
import { closeAll, redirect } from './redirect';
import { complain, waitForeground } from './run-pipeline';
import { failExpansion } from './run-simple';
import type { Shell } from './shell';
import { type Descriptors, isLeaving, standOnLine } from './shell-state';
import { substitute } from './substitute';
import type { CompoundCommand, List, Word } from './syntax';
import { traceText } from './trace-commands';
import { setVariable } from './variables';

/** A loop that goes round more often than this is stopped: no simulated minute is worth more. */
const roundLimit = 1000;

type Kind<K> = Extract<CompoundCommand, { kind: K }>;

export function* runCompound(
  shell: Shell,
  command: CompoundCommand,
  descriptors: Descriptors,
): Routine<number> {
  const { state } = shell;
  if (command.kind === 'function') {
    state.functions.set(command.name, command.body);
    return 0;
  }
  standOnLine(state, command.line);
  const target =
    command.redirections.length === 0
      ? { ok: true as const, descriptors, opened: [] }
      : yield* redirect(state, command.redirections, descriptors, substitute);
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
      return yield* shell.runList(shell, command.body, descriptors);
    case 'subshell': {
      const inner = { list: command.body };
      const forked = yield* fork(state, inner, descriptors, leadForeground(state));
      if (!forked.ok) return;
      const text = formatCommand({ ...command, redirections: [] });
      state.status = yield* waitForeground(state, createJob(text, [forked.value]));
      return;
    }
    case 'if': {
      for (const { test, body } of command.branches) {
        yield* runTest(shell, test, descriptors);
        if (isLeaving(state)) return;
        if (state.status === 0) return yield* shell.runList(shell, body, descriptors);
      }
      state.status = 0;
      return yield* shell.runList(shell, command.otherwise, descriptors);
    }
    case 'for':
      return yield* runFor(shell, command, descriptors);
    case 'for-sum':
      return yield* runForSum(shell, command, descriptors);
    case 'while':
      return yield* runWhile(shell, command, descriptors);
    case 'case':
      return yield* runCase(shell, command, descriptors);
    case 'condition': {
      const result = yield* evaluateCondition(state, command.condition, substitute, descriptors);
      if (result.ok) state.status = Number(!result.value);
      else if ('status' in result) state.status = result.status;
      else {
        state.status = yield* failExpansion(
          state,
          { ...result, message: `[[: ${result.message}` },
          descriptors,
        );
      }
      return;
    }
    case 'sum': {
      const value = yield* runSum(shell, command.sum, descriptors);
      if (value !== null) state.status = Number(value === 0n);
      return;
    }
    case 'function':
      return;
  }
}

/** Commands whose status is only asked for: `set -e` lets them fail. */
function* runTest(shell: Shell, test: List, descriptors: Descriptors): Routine {
  shell.state.tested += 1;
  yield* shell.runList(shell, test, descriptors);
  shell.state.tested -= 1;
}

/** Null after a complaint. */
function* runSum(shell: Shell, sum: Word, descriptors: Descriptors): Routine<bigint | null> {
  const { state } = shell;
  const text = yield* expandText(state, sum, substitute);
  if (text.ok) yield* traceText(state, `(( ${text.value.trim()} ))`, descriptors);
  const value = text.ok ? yield* expandSum(state, sum, substitute) : text;
  if (value.ok) return value.value;
  const failure = { ok: false as const, message: `((: ${value.message}` };
  state.status = yield* failExpansion(state, failure, descriptors);
  return null;
}

function* runFor(shell: Shell, command: Kind<'for'>, descriptors: Descriptors): Routine {
  const { state } = shell;
  const words = command.words
    ? yield* expandWords(state, command.words, substitute)
    : { ok: true as const, value: state.positional.slice(1) };
  if (!words.ok) {
    state.status = yield* failExpansion(state, words, descriptors);
    return;
  }
  state.status = 0;
  const values = words.value.values();
  const list = command.words?.map(({ raw }) => raw).join(' ') ?? '"$@"';
  yield* runLoop(shell, command.body, descriptors, function* () {
    const next = values.next();
    if (next.done) return false;
    standOnLine(state, command.line);
    yield* traceText(state, `for ${command.name} in ${list}`, descriptors);
    if (setVariable(state, command.name, next.value)) return true;
    const message = `${command.name}: readonly variable`;
    state.status = yield* failExpansion(state, { ok: false, message, fatal: 'line' }, descriptors);
    return false;
  });
}

function* runForSum(shell: Shell, command: Kind<'for-sum'>, descriptors: Descriptors): Routine {
  const { state } = shell;
  state.status = 0;
  const { begin, test, step } = command;
  let first = true;
  yield* runLoop(shell, command.body, descriptors, function* () {
    const before = first ? begin : step;
    first = false;
    const { status } = state;
    if (before.raw.trim() !== '' && (yield* runSum(shell, before, descriptors)) === null)
      return false;
    if (test.raw.trim() === '') return true;
    const value = yield* runSum(shell, test, descriptors);
    if (value !== null) state.status = status;
    return value !== null && value !== 0n;
  });
}

function* runWhile(shell: Shell, command: Kind<'while'>, descriptors: Descriptors): Routine {
  const { state } = shell;
  let status = 0;
  let first = true;
  yield* runLoop(shell, command.body, descriptors, function* () {
    if (!first) status = state.status;
    first = false;
    yield* runTest(shell, command.test, descriptors);
    const goOn = (state.status === 0) !== command.until;
    if (!goOn) state.status = status;
    return goOn;
  });
}

function* runCase(shell: Shell, command: Kind<'case'>, descriptors: Descriptors): Routine {
  const { state } = shell;
  const word = yield* expandText(state, command.word, substitute);
  if (!word.ok) {
    state.status = yield* failExpansion(state, word, descriptors);
    return;
  }
  yield* traceText(state, `case ${command.word.raw} in`, descriptors);
  const { status } = state;
  state.status = 0;
  let fallsThrough = false;
  for (const clause of command.clauses) {
    let fits = fallsThrough;
    for (const pattern of fits ? [] : clause.patterns) {
      state.status = status;
      const text = yield* expandAsPattern(state, pattern, substitute);
      state.status = 0;
      if (!text.ok) {
        state.status = yield* failExpansion(state, text, descriptors);
        return;
      }
      fits = matchesPattern(text.value, word.value);
      if (fits) break;
    }
    if (!fits) continue;
    yield* shell.runList(shell, clause.body, descriptors);
    if (clause.end === ';;' || isLeaving(state)) return;
    fallsThrough = clause.end === ';&';
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
    yield* shell.runList(shell, body, descriptors);
    if (!state.leave) continue;
    state.leave.loops -= 1;
    const { loops, again } = state.leave;
    if (loops <= 0) state.leave = null;
    if (loops > 0 || !again) break;
  }
  state.loops -= 1;
}
