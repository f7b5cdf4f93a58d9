/** File name patterns: `*`, `?`, `[...]`, with `\` before what is meant literally (glob(7)). */
import type { Routine } from '../host/program';
import { sys } from '../host/system';

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
