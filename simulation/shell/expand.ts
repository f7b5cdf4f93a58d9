/** From parsed words to arguments (bash(1), EXPANSION): tilde, variables, splitting, patterns. */
import type { Routine } from '../host/program';
import { evaluateSum } from './arithmetic';
import { expandBraces } from './braces';
import { escapePattern, expandPattern, isPattern, unescapePattern } from './glob';
import { getVariable, type ShellState, setVariable } from './shell-state';
import type { Word, WordPart } from './syntax';

export type Expanded<T> = { ok: true; value: T } | { ok: false; message: string };

/** Runs `$(source)` and gives what it printed. */
export type Substitute = (state: ShellState, source: string) => Routine<string>;

/** Arguments of a command: each word gives none, one or several. */
export function* expandWords(
  state: ShellState,
  words: Word[],
  substitute: Substitute,
): Routine<Expanded<string[]>> {
  const all: string[] = [];
  for (const word of words.flatMap(expandBraces)) {
    const fields = yield* expandFields(state, word, substitute);
    if (!fields.ok) return fields;
    for (const field of fields.value) {
      const found = isPattern(field) ? yield* expandPattern(field) : [];
      if (found.length > 0) all.push(...found);
      else all.push(unescapePattern(field));
    }
  }
  return { ok: true, value: all };
}

/** One text, neither split nor matched with files: the value of an assignment. */
export function* expandText(
  state: ShellState,
  word: Word,
  substitute: Substitute,
): Routine<Expanded<string>> {
  let text = '';
  for (const [index, part] of word.parts.entries()) {
    const piece = yield* expandPart(state, part, index === 0, substitute);
    if (!piece.ok) return piece;
    text += piece.value;
  }
  return { ok: true, value: text };
}

/** The fields of a word as patterns, in which quoted characters are escaped. */
function* expandFields(
  state: ShellState,
  word: Word,
  substitute: Substitute,
): Routine<Expanded<string[]>> {
  const fields: string[] = [];
  let open: string | null = null;
  for (const [index, part] of word.parts.entries()) {
    if (part.kind === 'variable' && part.name === '@' && part.quoted) {
      for (const [place, value] of state.positional.slice(1).entries()) {
        if (place > 0 && open !== null) {
          fields.push(open);
          open = '';
        }
        open = (open ?? '') + escapePattern(value);
      }
      continue;
    }
    const piece = yield* expandPart(state, part, index === 0, substitute);
    if (!piece.ok) return piece;
    if (part.quoted) open = (open ?? '') + escapePattern(piece.value);
    else if (part.kind === 'text') open = (open ?? '') + piece.value.replaceAll('\\', '\\\\');
    else {
      for (const [, blank, text] of piece.value.matchAll(/([ \t\n]+)|([^ \t\n]+)/g)) {
        if (blank && open !== null) {
          fields.push(open);
          open = null;
        }
        if (text) open = (open ?? '') + text.replaceAll('\\', '\\\\');
      }
    }
  }
  if (open !== null) fields.push(open);
  return { ok: true, value: fields };
}

function* expandPart(
  state: ShellState,
  part: WordPart,
  first: boolean,
  substitute: Substitute,
): Routine<Expanded<string>> {
  switch (part.kind) {
    case 'text':
      return { ok: true, value: first && !part.quoted ? expandTilde(state, part.text) : part.text };
    case 'substitution':
      return {
        ok: true,
        value: (yield* substitute(state, part.source)).replace(/\n+$/, '').replaceAll('\0', ''),
      };
    case 'arithmetic': {
      const sum = evaluateSum(part.source.replace(/\$(?=\w)/g, ''), (name) =>
        getVariable(state, name),
      );
      return sum.ok ? { ok: true, value: String(sum.value) } : sum;
    }
    case 'variable':
      return yield* expandVariable(state, part, substitute);
  }
}

function* expandVariable(
  state: ShellState,
  part: Extract<WordPart, { kind: 'variable' }>,
  substitute: Substitute,
): Routine<Expanded<string>> {
  const value = getVariable(state, part.name);
  const { rule } = part;
  if (!rule) return { ok: true, value: value ?? '' };
  if (rule.kind === 'length') return { ok: true, value: String([...(value ?? '')].length) };
  const missing = value === null || (rule.orEmpty && value === '');
  if (missing === (rule.kind === 'alternative'))
    return { ok: true, value: missing ? '' : (value ?? '') };
  const other = yield* expandText(state, rule.word, substitute);
  if (other.ok && rule.kind === 'assign' && /^[A-Za-z_]/.test(part.name)) {
    setVariable(state, part.name, other.value);
  }
  return other;
}

function expandTilde(state: ShellState, text: string): string {
  const user = /^~([a-z_][a-z0-9_-]*)?(?=\/|$)/.exec(text);
  if (!user) return text;
  const home =
    user[1] === undefined
      ? (getVariable(state, 'HOME') ?? homeOf(state.user))
      : user[1] === 'root' || user[1] === state.user
        ? homeOf(user[1])
        : null;
  return home === null ? text : home + text.slice(user[0].length);
}

/** Home directories of the course's hosts. */
export function homeOf(user: string): string {
  return user === 'root' ? '/root' : `/home/${user}`;
}
