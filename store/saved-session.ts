/**
 * Keeps a bench's state over the closing of a tab: its permalink's text in localStorage, under
 * lesson and scenario. Nothing here throws: where storage is full or forbidden the state is lost
 * with the tab, and store/progress.ts says so.
 */
const prefix = 'portside:bench:';

const keyOf = (lesson: string | null, scenario: string) => `${prefix}${lesson ?? ''}/${scenario}`;

export function loadSavedSession(lesson: string | null, scenario: string): string | null {
  try {
    return window.localStorage.getItem(keyOf(lesson, scenario));
  } catch {
    return null;
  }
}

/** Null forgets it. */
export function saveSession(lesson: string | null, scenario: string, permalink: string | null) {
  try {
    if (permalink === null) window.localStorage.removeItem(keyOf(lesson, scenario));
    else window.localStorage.setItem(keyOf(lesson, scenario), permalink);
  } catch {
    // See above.
  }
}

const celebratedKey = (lesson: string | null, scenario: string) =>
  `${keyOf(lesson, scenario)}#celebrated`;

/**
 * True the first time that it is asked for a scenario, and never again until the lesson's work is
 * forgotten. Where storage is forbidden: never, since once could not be told from every time.
 */
export function isFirstCelebration(lesson: string | null, scenario: string): boolean {
  try {
    const key = celebratedKey(lesson, scenario);
    if (window.localStorage.getItem(key) !== null) return false;
    window.localStorage.setItem(key, '1');
    return true;
  } catch {
    return false;
  }
}

const coachedKey = 'portside:coached';

/** Whether this visitor has seen the notes of a first bench. Where that cannot be kept: yes. */
export function isCoached(): boolean {
  try {
    return window.localStorage.getItem(coachedKey) !== null;
  } catch {
    return true;
  }
}

export function setCoached(): void {
  try {
    window.localStorage.setItem(coachedKey, '1');
  } catch {
    // See above.
  }
}

/** Forgets the benches of a lesson, or of all. */
export function forgetSavedSessions(lesson?: string): void {
  try {
    const start = lesson === undefined ? prefix : keyOf(lesson, '');
    const keys = Object.keys(window.localStorage).filter((key) => key.startsWith(start));
    for (const key of keys) window.localStorage.removeItem(key);
  } catch {
    // See above.
  }
}
