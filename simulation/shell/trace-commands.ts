/** What `set -x` prints: each command as it is run, after its expansions (bash(1), set). */
import type { Routine } from '../host/program';
import { sys } from '../host/system';
import type { Descriptors, ShellState } from './shell-state';

export function* traceText(state: ShellState, text: string, descriptors: Descriptors): Routine {
  const fd = descriptors[2];
  if (!state.options.has('x') || fd === undefined) return;
  yield* sys.writeText(fd, `${'+'.repeat(state.depth + 1)} ${text}\n`);
}

/** Words such that a shell could read them again; `['x=', 'a b']` is `x='a b'`. */
export function* traceWords(
  state: ShellState,
  words: readonly string[],
  descriptors: Descriptors,
): Routine {
  const [first = '', second = ''] = words;
  const assigned = words.length === 2 && /^[A-Za-z_][\w[\]]*\+?=$/.test(first);
  const list = second.startsWith('(') && second.endsWith(')');
  const text = assigned
    ? first + (second === '' || list ? second : traceQuote(second))
    : words.map(traceQuote).join(' ');
  yield* traceText(state, text, descriptors);
}

export function traceQuote(word: string): string {
  if (word === '') return "''";
  if (!/[\s'"\\|&;()<>!{}*[\]?^$`]|^[~#]/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
