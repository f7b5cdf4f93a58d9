/** From parsed words to arguments (bash(1), EXPANSION): tilde, variables, splitting, patterns. */
import type { Routine } from '../host/program';
import { expandBraces } from './braces';
import { expandVariable } from './expand-variable';
import type { Expanded, Piece, Substitute } from './expanded';
import { splitFields } from './fields';
import { escapePattern, expandPattern, isPattern, unescapePattern } from './glob';
import { homeOf } from './home';
import { escapeLiteral } from './regular-expression';
import type { ShellState } from './shell-state';
import type { Assignment, Word, WordPart } from './syntax';
import { getVariable, joiner, sumIn } from './variables';

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
      const wanted = isPattern(field) && !state.options.has('f');
      const found = wanted ? yield* expandPattern(field) : [];
      if (found.length > 0) all.push(...found);
      else all.push(unescapePattern(field));
    }
  }
  return { ok: true, value: all };
}

/** One text, neither split nor matched with files: the value of an assignment. */
export function expandText(
  state: ShellState,
  word: Word,
  substitute: Substitute,
): Routine<Expanded<string>> {
  return expandJoined(state, word, substitute, (text) => text);
}

/** A pattern, in which what was quoted means itself. */
export function expandAsPattern(
  state: ShellState,
  word: Word,
  substitute: Substitute,
): Routine<Expanded<string>> {
  return expandJoined(state, word, substitute, escapePattern);
}

/** A regular expression, in which what was quoted means itself. */
export function expandAsExpression(
  state: ShellState,
  word: Word,
  substitute: Substitute,
): Routine<Expanded<string>> {
  return expandJoined(state, word, substitute, escapeLiteral);
}

/** What a pattern is replaced by: a quoted `&` is only that. */
function expandAsReplacement(
  state: ShellState,
  word: Word,
  substitute: Substitute,
): Routine<Expanded<string>> {
  return expandJoined(state, word, substitute, (text) => text.replace(/[&\\]/g, '\\$&'));
}

/** A sum, its variables filled in and worked out. */
export function* expandSum(
  state: ShellState,
  word: Word,
  substitute: Substitute,
): Routine<Expanded<bigint>> {
  const text = yield* expandText(state, word, substitute);
  if (!text.ok) return text;
  const sum = sumIn(state, text.value);
  return sum.ok ? sum : { ...sum, fatal: 'line' };
}

/** The elements of `name=(items)`, by their place. */
export function* expandItems(
  state: ShellState,
  items: NonNullable<Assignment['items']>,
  first: number,
  substitute: Substitute,
): Routine<Expanded<[number, string][]>> {
  const all: [number, string][] = [];
  let next = first;
  for (const { index, value } of items) {
    if (index) {
      const place = yield* expandSum(state, index, substitute);
      if (!place.ok) return place;
      next = Number(place.value);
    }
    const values = index
      ? yield* single(expandText(state, value, substitute))
      : yield* expandWords(state, [value], substitute);
    if (!values.ok) return values;
    for (const text of values.value) all.push([next++, text]);
  }
  return { ok: true, value: all };
}

function* single(routine: Routine<Expanded<string>>): Routine<Expanded<string[]>> {
  const text = yield* routine;
  return text.ok ? { ok: true, value: [text.value] } : text;
}

function* expandJoined(
  state: ShellState,
  word: Word,
  substitute: Substitute,
  escapeQuoted: (text: string) => string,
): Routine<Expanded<string>> {
  let text = '';
  for (const [index, part] of word.parts.entries()) {
    const piece = yield* expandPart(state, part, index === 0, substitute);
    if (!piece.ok) return piece;
    const { value } = piece;
    const star = part.kind === 'variable' && (part.name === '*' || part.index?.raw === '*');
    const joined = typeof value === 'string' ? value : value.join(star ? joiner(state) : ' ');
    text += part.quoted ? escapeQuoted(joined) : joined;
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
  const separators = state.variables.get('IFS')?.value ?? ' \t\n';
  for (const [index, part] of word.parts.entries()) {
    const piece = yield* expandPart(state, part, index === 0, substitute);
    if (!piece.ok) return piece;
    if (part.kind === 'text' && !part.quoted) {
      open = (open ?? '') + String(piece.value).replaceAll('\\', '\\\\');
      continue;
    }
    const values = typeof piece.value === 'string' ? [piece.value] : piece.value;
    for (const [place, value] of values.entries()) {
      if (place > 0 && open !== null) {
        fields.push(open);
        open = null;
      }
      if (part.quoted) {
        open = (open ?? '') + escapePattern(value);
        continue;
      }
      for (const { text, hard } of splitFields(value, separators)) {
        if (text !== null) open = (open ?? '') + text.replaceAll('\\', '\\\\');
        else if (open !== null || hard) {
          fields.push(open ?? '');
          open = null;
        }
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
): Routine<Expanded<Piece>> {
  switch (part.kind) {
    case 'text':
      return { ok: true, value: first && !part.quoted ? expandTilde(state, part.text) : part.text };
    case 'substitution': {
      const text = yield* substitute(state, part.source);
      return { ok: true, value: text.replace(/\n+$/, '').replaceAll('\0', '') };
    }
    case 'arithmetic': {
      const sum = yield* expandSum(state, part.sum, substitute);
      return sum.ok ? { ok: true, value: String(sum.value) } : sum;
    }
    case 'variable':
      return yield* expandVariable(state, part, {
        text: (word) => expandText(state, word, substitute),
        pattern: (word) => expandAsPattern(state, word, substitute),
        replacement: (word) => expandAsReplacement(state, word, substitute),
        sum: (word) => expandSum(state, word, substitute),
      });
  }
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
