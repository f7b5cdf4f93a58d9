import type { LessonProgress, Progress, QuestionProgress } from '@/contract/progress';
import { parseProgress } from './progress';

/** Marks a file as ours; beside the record itself. */
const kind = 'portside-progress';
/** Most bytes of a file that is read; a full record is a few hundred kB. */
export const largestFile = 5_000_000;

/** The text of a file that holds the whole record. */
export function formatProgressFile(progress: Progress, savedAt: Date): string {
  return `${JSON.stringify({ kind, savedAt: savedAt.toISOString(), progress }, null, 2)}\n`;
}

export type ReadFile =
  | { ok: true; progress: Progress }
  | { ok: false; reason: 'not-json' | 'not-progress' | 'too-large' };

/** Reads such a file. Everything in it is checked before any of it is used. */
export function parseProgressFile(text: string): ReadFile {
  if (text.length > largestFile) return { ok: false, reason: 'too-large' };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not-json' };
  }
  const file: Record<string, unknown> = typeof data === 'object' ? { ...data } : {};
  if (file.kind !== kind) return { ok: false, reason: 'not-json' };
  const progress = parseProgress(JSON.stringify(file.progress ?? null));
  return progress ? { ok: true, progress } : { ok: false, reason: 'not-progress' };
}

/**
 * Both records in one: goals of either, of each question the attempt scored last, of each
 * prediction the newer. Merging twice changes nothing more.
 */
export function mergeProgress(mine: Progress, other: Progress): Progress {
  return {
    version: 1,
    lessons: mergeRecords(mine.lessons, other.lessons, mergeLessons),
    predictions: mergeRecords(mine.predictions, other.predictions, (a, b) => (b.at > a.at ? b : a)),
  };
}

function mergeLessons(mine: LessonProgress, other: LessonProgress): LessonProgress {
  return {
    visitedAt: Math.min(mine.visitedAt, other.visitedAt),
    goals: mergeRecords(mine.goals, other.goals, (a, b) => ({
      met: [...new Set([...a.met, ...b.met])].slice(0, 64),
      reached: a.reached || b.reached,
    })),
    quiz: mergeRecords(mine.quiz, other.quiz, mergeQuestions),
  };
}

function mergeQuestions(mine: QuestionProgress, other: QuestionProgress): QuestionProgress {
  return (other.scored?.at ?? -1) > (mine.scored?.at ?? -1) ? other : mine;
}

function mergeRecords<T>(
  mine: Readonly<Record<string, T>>,
  other: Readonly<Record<string, T>>,
  merge: (mine: T, other: T) => T,
): Record<string, T> {
  const merged: Record<string, T> = { ...mine };
  for (const [key, value] of Object.entries(other)) {
    const own = Object.hasOwn(mine, key) ? mine[key] : undefined;
    merged[key] = own === undefined ? value : merge(own, value);
  }
  return merged;
}
