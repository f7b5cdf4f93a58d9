import { formatContentPath } from './content-folder';

/** A mistake of an author: where it is, and what to do about it. Lines and columns count from 1. */
export type Mistake = { file: string; line: number; column: number; message: string };

export function formatMistake({ file, line, column, message }: Mistake): string {
  return `${formatContentPath(file)}:${line}:${column} ${message}`;
}

/**
 * Stops a page or a build with every mistake found, one line each. In development app/error.tsx
 * knows it by its name and shows the lines over the page; `next build` fails with them.
 */
export class ContentError extends Error {
  override name = 'ContentError';
  constructor(readonly mistakes: readonly Mistake[]) {
    super(mistakes.map(formatMistake).join('\n'));
  }
}

/** Nearest of the known words, for "did you mean"; null when none is near. */
function findNearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** `Did you mean "x"? Known: a, b.` */
export function formatKnown(word: string, known: readonly string[]): string {
  const near = findNearest(word, known);
  const list = known.length > 0 ? `Known: ${[...known].sort().join(', ')}.` : 'There is none yet.';
  return near === null ? list : `Did you mean "${near}"? ${list}`;
}

/** Levenshtein's distance: insertions, deletions and replacements. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
