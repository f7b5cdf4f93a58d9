/**
 * How time is looked at, apart from what was done in it: which events are shown, the learner's
 * own bookmarks, two moments A and B to compare or to play between. A moment is a stop itself, not
 * its number: one that a deed in the past has cut off comes back with its moment by undo.
 */
import { type DetailLevel, markAt } from './detail-level';
import { type History, lastIndex } from './history';
import type { SessionStop } from './session-engine';
import { noFilter, shownMarks, type TimelineFilter } from './timeline-filter';

export type Bookmark = { stop: SessionStop; name: string };
export type MomentName = 'a' | 'b';

/** Longer names, and more of them, would make a link that is no longer one. */
export const longestName = 60;
export const mostBookmarks = 50;

/** `waits`: longer where simulated time passes; `even`: the same time for each event. */
export type Pace = 'waits' | 'even';

export type MomentsData = {
  filter: TimelineFilter;
  pace: Pace;
  bookmarks: readonly Bookmark[];
  moments: Readonly<Record<MomentName, SessionStop | null>>;
  /** Playing goes back to A, or whichever is earlier, when it has come to B. */
  looping: boolean;
};

export type MomentsActions = {
  setFilter: (filter: TimelineFilter) => void;
  setPace: (pace: Pace) => void;
  /** Names the moment at the playhead, or gives it another name. */
  bookmark: (name: string) => void;
  removeBookmark: (stop: SessionStop) => void;
  /** Makes the playhead's moment A or B; null takes it away. */
  setMoment: (name: MomentName, place: 'here' | null) => void;
  setLooping: (looping: boolean) => void;
};

export const startMoments: MomentsData = {
  filter: noFilter,
  pace: 'waits',
  bookmarks: [],
  moments: { a: null, b: null },
  looping: false,
};

/** What of a session this reads. */
type Looked = MomentsData & { history: History; playhead: number; detail: DetailLevel };

/** The bookmarks that stand in the history as it is, in order of time; `at` is their stop's index. */
export function bookmarksIn({
  history,
  bookmarks,
}: Pick<Looked, 'history' | 'bookmarks'>): (Bookmark & { at: number })[] {
  return bookmarks
    .map((one) => ({ ...one, at: history.stops.indexOf(one.stop) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
}

/** Index of the stop that is A or B, null where it is not chosen or not part of the history. */
export function momentAt(
  { history, moments }: Pick<Looked, 'history' | 'moments'>,
  name: MomentName,
): number | null {
  const stop = moments[name];
  const at = stop === null ? -1 : history.stops.indexOf(stop);
  return at < 0 ? null : at;
}

/** The stretch that is played again and again; null when there is none. */
export function loopOf(
  state: Pick<Looked, 'history' | 'moments' | 'looping'>,
): { from: number; to: number } | null {
  if (!state.looping) return null;
  const [a, b] = [momentAt(state, 'a'), momentAt(state, 'b')];
  if (a === null || b === null || a === b) return null;
  return { from: Math.min(a, b), to: Math.max(a, b) };
}

/**
 * Where playing goes from the playhead: the next shown mark, or back to the start of the stretch
 * that is played again. Null where it ends.
 */
export function nextPlace(state: Looked): { at: number; back: boolean } | null {
  const { history, playhead, detail, filter } = state;
  const marks = shownMarks(history, detail, filter);
  const next = marks[markAt(marks, playhead) + 1];
  const loop = loopOf(state);
  if (loop !== null && (next === undefined || next.rest > loop.to))
    return loop.from === playhead ? null : { at: loop.from, back: true };
  return next === undefined ? null : { at: next.rest, back: false };
}

/** Where playing begins: at the playhead, or at the start of a stretch that does not hold it. */
export function playFrom(state: Looked): number | null {
  const loop = loopOf(state);
  const { playhead, history } = state;
  if (loop !== null) return playhead >= loop.from && playhead < loop.to ? playhead : loop.from;
  return playhead < lastIndex(history) ? playhead : null;
}

/** The actions of a session that look and never act; undo knows none of them. */
export function createMoments(
  set: (part: Partial<MomentsData>) => void,
  get: () => Looked,
): MomentsActions {
  const here = () => get().history.stops[get().playhead] as SessionStop;
  return {
    setFilter: (filter) => set({ filter }),
    setPace: (pace) => set({ pace }),
    bookmark(name) {
      const stop = here();
      const others = get().bookmarks.filter((one) => one.stop !== stop);
      // Bookmarks that undo could bring back make room for those that can be seen.
      const kept =
        others.length < mostBookmarks
          ? others
          : bookmarksIn({ ...get(), bookmarks: others }).map(({ at: _, ...one }) => one);
      if (kept.length >= mostBookmarks) return;
      set({ bookmarks: [...kept, { stop, name: name.trim().slice(0, longestName) }] });
    },
    removeBookmark: (stop) =>
      set({ bookmarks: get().bookmarks.filter((one) => one.stop !== stop) }),
    setMoment: (name, place) =>
      set({ moments: { ...get().moments, [name]: place === null ? null : here() } }),
    setLooping: (looping) => set({ looping }),
  };
}
