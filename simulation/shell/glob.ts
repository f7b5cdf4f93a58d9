/** File name patterns: `*`, `?`, `[...]`, with `\` before what is meant literally (glob(7)). */
import type { Routine } from '../host/program';
import { sys } from '../host/system';
import { classes } from './regular-expression';

/** Whether `text` has an active `*`, `?` or `[`. */
export function isPattern(text: string): boolean {
  return /[*?[]/.test(text.replace(/\\[\s\S]/g, ''));
}

/** Takes the backslashes out. */
export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, '$1');
}

/** Puts a backslash before each character that would mean something. */
export function escapePattern(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&');
}

/** `[:digit:]` and the like within brackets. */
function classAt(pattern: string, at: number): { expression: RegExp; length: number } | null {
  const found = pattern[at] === '[' ? /^\[:(\w+):\]/.exec(pattern.slice(at, at + 12)) : null;
  const set = found && Object.hasOwn(classes, found[1] ?? '') ? classes[found[1] ?? ''] : undefined;
  return found && set
    ? { expression: new RegExp(`^[${set}]$`, 'u'), length: found[0].length }
    : null;
}

/** Length of the bracket expression at `at` and whether it takes `character`; null if none. */
function matchBracket(pattern: string, at: number, character: string) {
  let index = at + 1;
  const not = pattern[index] === '!' || pattern[index] === '^';
  if (not) index += 1;
  let found = false;
  for (let first = true; ; first = false) {
    let low = pattern[index];
    if (low === undefined) return null;
    if (low === ']' && !first) break;
    const named = classAt(pattern, index);
    if (named) {
      if (named.expression.test(character)) found = true;
      index += named.length;
      continue;
    }
    if (low === '\\') low = pattern[++index];
    if (low === undefined) return null;
    let high = low;
    if (pattern[index + 1] === '-' && (pattern[index + 2] ?? ']') !== ']') {
      high = pattern[index + 2] ?? low;
      index += 2;
    }
    if (low <= character && character <= high) found = true;
    index += 1;
  }
  return { length: index + 1 - at, matches: found !== not };
}

/** Whether the whole of `name` fits `pattern`. Time is at most the product of the lengths. */
export function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let starName = 0;
  while (n < name.length) {
    const step = matchOne(pattern, p, name.charAt(n));
    if (pattern[p] === '*') {
      star = p;
      starName = n;
      p += 1;
    } else if (step > 0) {
      p += step;
      n += 1;
    } else if (star >= 0) {
      starName += 1;
      p = star + 1;
      n = starName;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** How much of the pattern takes `character`, 0 for none. */
function matchOne(pattern: string, at: number, character: string): number {
  const here = pattern[at];
  if (here === undefined || here === '*') return 0;
  if (here === '?') return 1;
  if (here === '\\' && at + 1 < pattern.length) return pattern[at + 1] === character ? 2 : 0;
  const bracket = here === '[' ? matchBracket(pattern, at, character) : null;
  if (bracket) return bracket.matches ? bracket.length : 0;
  return here === character ? 1 : 0;
}

/** The pattern as a regular expression with flag `u`, taking as much as it can or as little. */
export function expressionOfPattern(pattern: string, longest: boolean): string {
  let source = '';
  for (let at = 0; at < pattern.length; ) {
    const here = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    const bracket = here === '[' ? matchBracket(pattern, at, '') : null;
    if (here === '*') {
      // Several stars are one; more would only take longer.
      while (pattern[at] === '*') at += 1;
      source += longest ? '[^]*' : '[^]*?';
    } else if (here === '?') {
      source += '[^]';
      at += 1;
    } else if (bracket) {
      source += expressionOfBracket(pattern.slice(at + 1, at + bracket.length - 1));
      at += bracket.length;
    } else {
      const quoted = here === '\\' && at + 1 < pattern.length;
      const letter = quoted ? String.fromCodePoint(pattern.codePointAt(at + 1) ?? 0) : here;
      source += letter.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
      at += (quoted ? 1 : 0) + letter.length;
    }
  }
  return source;
}

function expressionOfBracket(inside: string): string {
  const not = /^[!^]/.test(inside);
  let set = '';
  const named = inside.slice(not ? 1 : 0).replace(/\[:(\w+):\]/g, (whole, name: string) => {
    const known = Object.hasOwn(classes, name) ? classes[name] : undefined;
    set += known ?? '';
    return known === undefined ? whole : '';
  });
  const items = [...named.replace(/\\([^])/g, '$1')];
  for (let at = 0; at < items.length; at += 1) {
    const [low = '', dash, high] = items.slice(at, at + 3);
    const ranged = dash === '-' && high !== undefined;
    if (!ranged || low <= high) set += escapeMember(low) + (ranged ? `-${escapeMember(high)}` : '');
    if (ranged) at += 2;
  }
  // A set of nothing fits nothing, its opposite anything.
  return set === '' ? (not ? '[^]' : '(?!)') : `[${not ? '^' : ''}${set}]`;
}

function escapeMember(letter: string): string {
  return letter.replace(/[\\\]^[-]/, '\\$&');
}

/** The paths that fit `pattern`, sorted; empty when none does. A leading dot must be typed. */
export function* expandPattern(pattern: string): Routine<string[]> {
  const absolute = pattern.startsWith('/');
  let found = [absolute ? '/' : ''];
  const segments = pattern.split('/').filter((segment) => segment !== '');
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    const next: string[] = [];
    for (const base of found) {
      if (!isPattern(segment)) {
        const path = base + unescapePattern(segment);
        if ((yield* sys.stat(path)).ok) next.push(path);
        continue;
      }
      const names = yield* sys.readdir(base === '' ? '.' : base);
      if (!names.ok) continue;
      for (const name of names.value) {
        if (name.startsWith('.') && !segment.startsWith('.')) continue;
        if (matchesPattern(segment, name)) next.push(base + name);
      }
    }
    if (last && !pattern.endsWith('/')) return next.sort();
    found = [];
    for (const path of next) {
      const status = yield* sys.stat(path);
      if (status.ok && status.value.kind === 'directory') found.push(`${path}/`);
    }
  }
  return segments.length > 0 ? found.sort() : [];
}
