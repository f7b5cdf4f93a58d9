/** Command substitution (bash(1), Command Substitution). */
import { formatErrno } from '../host/error-text';
import type { Routine } from '../host/program';
import { printError, readAllText, readFile, sys } from '../host/system';
import { expandWords } from './expand';
import { fork } from './fork';
import { createJob } from './jobs';
import { parse } from './parse';
import { waitForeground } from './run-pipeline';
import type { ShellState } from './shell-state';
import type { List, Word } from './syntax';

/** Runs `$(source)` in a subshell and collects its output; `$(<file)` only reads. */
export function* substitute(state: ShellState, source: string): Routine<string> {
  const parsed = parse(source);
  if (!parsed.ok) {
    yield* printError(`${state.title}: command substitution: ${parsed.message}\n`);
    state.substituted = 2;
    return '';
  }
  const file = onlyInput(parsed.list);
  if (file) return yield* readInput(state, file);
  const pipe = yield* sys.pipe();
  if (!pipe.ok) return '';
  const [readEnd, writeEnd] = pipe.value;
  // `set -e` holds in subshells, but not in substitutions.
  const options = [...state.options].filter((letter) => letter !== 'e');
  const inner = { list: parsed.list, depth: state.depth + 1, options };
  const forked = yield* fork(state, inner, { 0: 0, 1: writeEnd, 2: 2 }, {});
  yield* sys.close(writeEnd);
  const text = yield* readAllText(readEnd);
  yield* sys.close(readEnd);
  if (forked.ok) {
    const { control, pipeStatus } = state;
    state.control = null;
    state.substituted = yield* waitForeground(state, createJob(source, [forked.value]));
    state.status = state.substituted;
    state.control = control;
    state.pipeStatus = pipeStatus;
  }
  return text.ok ? text.value : '';
}

/** The file of `<file` without a command. */
function onlyInput(list: List): Word | null {
  const [entry, more] = list;
  const command = entry?.pipelines.length === 1 ? entry.pipelines[0]?.pipeline.commands : [];
  const [only, piped] = command ?? [];
  if (more || piped || only?.kind !== 'simple') return null;
  const [redirection, second] = only.redirections;
  if (only.words.length + only.assignments.length > 0 || second) return null;
  return redirection?.kind === 'file' && redirection.mode === 'r' ? redirection.target : null;
}

function* readInput(state: ShellState, word: Word): Routine<string> {
  const words = yield* expandWords(state, [word], substitute);
  const path = words.ok ? (words.value[0] ?? '') : '';
  const text = yield* readFile(path);
  state.substituted = Number(!text.ok);
  if (text.ok) return text.value;
  yield* printError(`${state.title}: ${path}: ${formatErrno(text.errno)}\n`);
  return '';
}
