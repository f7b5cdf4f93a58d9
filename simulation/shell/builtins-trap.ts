/** `trap`: what to run when a signal comes or the shell ends (bash(1), trap). */
import type { Routine } from '../host/program';
import { parseSignal } from '../host/signal';
import { print, printError } from '../host/system';
import type { Signal } from '../host/system-call';
import { builtinOptions, fail, failUsage } from './builtin-options';
import type { Builtin, Shell } from './shell';
import { formatSignalTable } from './signal-table';
import { setHandling } from './traps';

const usage = 'trap [-lp] [[arg] signal_spec ...]';

export const trap: Builtin = {
  usage,
  summary: 'run a command when a signal comes or the shell ends',
  run: function* (shell, args) {
    const given =
      args[0] === '-'
        ? { ok: true as const, letters: '', operands: args }
        : builtinOptions(args, 'lp');
    if (!given.ok) return yield* failUsage(shell, 'trap', given.bad);
    if (given.letters.includes('l')) {
      yield* print(formatSignalTable());
      return 0;
    }
    if (given.letters.includes('p') || given.operands.length === 0) {
      return yield* listTraps(shell, given.operands);
    }
    const [first = '', ...others] = given.operands;
    const resets = others.length === 0 && parseName(first) !== null;
    if (others.length === 0 && !resets) {
      yield* printError(`trap: usage: ${usage}\n`);
      return 2;
    }
    let status = 0;
    for (const word of resets ? [first] : others) {
      status = (yield* setTrap(shell, resets || first === '-' ? null : first, word)) || status;
    }
    return status;
  },
};

/** EXIT, ERR and the like, or a signal by name or number; null where there is none. */
function parseName(word: string): string | null {
  const name = word.toUpperCase();
  if (word === '0' || name === 'EXIT') return 'EXIT';
  if (['ERR', 'DEBUG', 'RETURN'].includes(name)) return name;
  return parseSignal(word);
}

/** A null command takes the trap away. */
function* setTrap(shell: Shell, command: string | null, word: string): Routine<number> {
  const { state } = shell;
  const name = parseName(word);
  if (name === null) return yield* fail(shell, 'trap', `${word}: invalid signal specification`);
  if (name === 'DEBUG' || name === 'RETURN') {
    return yield* fail(shell, 'trap', `${name}: this trap is not in this simulation`);
  }
  if (command === '' && name.startsWith('SIG')) {
    const text = `${name}: signals cannot be ignored in this simulation: use a command such as ':'`;
    return yield* fail(shell, 'trap', text);
  }
  if (command === null) state.traps.delete(name);
  else state.traps.set(name, command);
  if (name === 'EXIT') yield* setHandling(state, 'SIGTERM');
  else if (name !== 'ERR' && name !== 'SIGKILL' && name !== 'SIGSTOP') {
    yield* setHandling(state, name as Signal);
  }
  return 0;
}

function* listTraps({ state }: Shell, words: string[]): Routine<number> {
  const wanted = words.map(parseName);
  for (const [name, command] of state.traps) {
    if (words.length > 0 && !wanted.includes(name)) continue;
    yield* print(`trap -- '${command.replaceAll("'", "'\\''")}' ${name}\n`);
  }
  return 0;
}
