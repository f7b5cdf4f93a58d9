import type { LessonProgress, Progress, QuestionProgress } from '@/contract/progress';
import { isProgress } from './progress-check';
import { forgetSavedSessions } from './saved-session';

/**
 * The learner's progress. The browser's localStorage is the record and the server keeps nothing.
 * Small on purpose: it is loaded with every lesson page.
 */
const storageKey = 'portside:progress';
/** Data that could not be read is kept under this key, where it can still be exported. */
export const setAsideKey = 'portside:progress:set-aside';

/** Something the learner must be told about their record. */
export type ProgressNotice =
  /** Stored data was damaged or came from a newer version; it was moved to `setAsideKey`. */
  | 'set-aside'
  /** The browser's storage is full. */
  | 'full'
  /** The browser refuses storage (private window, setting): work lasts as long as the tab. */
  | 'unavailable';

const nothing: Progress = { version: 1, lessons: {}, predictions: {} };

/** By the version it starts from, what lifts older data by one version. */
type Migrations = Readonly<Record<number, (older: Record<string, unknown>) => unknown>>;
const migrations: Migrations = {};

let current: Progress | null = null;
/** The text last read or written, so that the work of other tabs is noticed. */
let lastText: string | null = null;
let notice: ProgressNotice | null = null;
const listeners = new Set<() => void>();

/** The record as it is now; the same object until something changes. */
export function getProgress(): Progress {
  if (typeof window === 'undefined') return nothing;
  current ??= readStored();
  return current;
}

/** What the server renders, and the first render in the browser: nothing done yet. */
export function getServerProgress(): Progress {
  return nothing;
}

export function getProgressNotice(): ProgressNotice | null {
  return notice;
}

export function dismissProgressNotice(): void {
  notice = null;
  tell();
}

/** The text of a record that could not be read, while it is kept. */
export function getSetAside(): string | null {
  try {
    return window.localStorage.getItem(setAsideKey);
  } catch {
    return null;
  }
}

/** Deletes it. */
export function dropSetAside(): void {
  window.localStorage.removeItem(setAsideKey);
  tell();
}

/** Calls `listener` after every change, in this tab or another. Returns what ends it. */
export function subscribeProgress(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', onStorage);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', onStorage);
  };
}

/** Notes that a lesson was opened; the first time stays. */
export function recordVisit(slug: string): void {
  if (getProgress().lessons[slug]) return;
  changeLesson(slug, (lesson) => lesson);
}

/** Notes which goals of a scenario are true right now; goals once met stay met. */
export function recordGoals(
  slug: string,
  scenario: string,
  metNow: readonly string[],
  total: number,
): void {
  const before = getProgress().lessons[slug]?.goals[scenario];
  const met = [...new Set([...(before?.met ?? []), ...metNow])];
  const reached = (before?.reached ?? false) || (total > 0 && metNow.length >= total);
  if (before && met.length === before.met.length && reached === before.reached) return;
  if (!before && met.length === 0) return;
  changeLesson(slug, (lesson) => ({
    ...lesson,
    goals: { ...lesson.goals, [scenario]: { met, reached } },
  }));
}

/** Keeps where the learner stands in one question. */
export function recordQuestion(slug: string, question: string, state: QuestionProgress): void {
  changeLesson(slug, (lesson) => ({ ...lesson, quiz: { ...lesson.quiz, [question]: state } }));
}

/** Keeps a prediction; `id` is `slug/prediction`. */
export function recordPredictionChoice(id: string, choice: string): void {
  change((progress) => ({
    ...progress,
    predictions: { ...progress.predictions, [id]: { choice, at: Date.now() } },
  }));
}

/** Forgets one lesson: goals, quiz and predictions. */
export function resetLessonProgress(slug: string): void {
  forgetSavedSessions(slug);
  change(({ lessons, predictions, ...rest }) => ({
    ...rest,
    lessons: without(lessons, (key) => key === slug),
    predictions: without(predictions, (key) => key.startsWith(`${slug}/`)),
  }));
}

/** Puts another record in place of the present one. */
export function replaceProgress(next: Progress): void {
  change(() => next);
}

/** Forgets everything. */
export function resetProgress(): void {
  forgetSavedSessions();
  replaceProgress(nothing);
}

function changeLesson(slug: string, edit: (lesson: LessonProgress) => LessonProgress): void {
  change((progress) => {
    const lesson = progress.lessons[slug] ?? { visitedAt: Date.now(), goals: {}, quiz: {} };
    return { ...progress, lessons: { ...progress.lessons, [slug]: edit(lesson) } };
  });
}

function change(edit: (progress: Progress) => Progress): void {
  // Another tab may have written since: its work is read before ours is added.
  if (readText() !== lastText) current = readStored();
  current = edit(getProgress());
  const text = JSON.stringify(current);
  try {
    window.localStorage.setItem(storageKey, text);
    lastText = text;
    if (notice !== 'set-aside') notice = null;
  } catch (error) {
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    notice = full ? 'full' : 'unavailable';
  }
  tell();
}

function onStorage(event: StorageEvent): void {
  // `key` is null when another tab cleared everything.
  if (event.key !== storageKey && event.key !== null) return;
  current = readStored();
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function readText(): string | null {
  try {
    return window.localStorage.getItem(storageKey);
  } catch {
    return lastText;
  }
}

function readStored(): Progress {
  let text: string | null;
  try {
    text = window.localStorage.getItem(storageKey);
  } catch {
    notice = 'unavailable';
    return current ?? nothing;
  }
  lastText = text;
  if (text === null) return nothing;
  const stored = parseProgress(text);
  if (stored) return stored;
  setAside(text);
  return nothing;
}

/** A record from its JSON text, lifted from older versions; null when it is none. */
export function parseProgress(text: string, lifts: Migrations = migrations): Progress | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  for (let step = 0; step < 100 && typeof data === 'object' && data !== null; step++) {
    const older: Record<string, unknown> = { ...data };
    const lift = lifts[Number(older.version)];
    if (lift === undefined) break;
    data = lift(older);
  }
  return isProgress(data) ? data : null;
}

function setAside(text: string): void {
  notice = 'set-aside';
  try {
    window.localStorage.setItem(setAsideKey, text);
    window.localStorage.removeItem(storageKey);
    lastText = null;
  } catch {
    // No room for a copy: the damaged text stays where it is until the next change.
  }
}

function without<T>(
  record: Readonly<Record<string, T>>,
  drop: (key: string) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !drop(key)));
}
