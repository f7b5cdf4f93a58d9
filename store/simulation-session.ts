/**
 * One bench: a scenario, what was done to it, and where in time the learner stands. Every view
 * of the bench renders `viewAt` of this and nothing else, so they cannot disagree.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import { type DetailLevel, markAt } from './detail-level';
import {
  actAt,
  type Deed,
  glanceFrom,
  type History,
  lastIndex,
  replayHistory,
  startHistory,
} from './history';
import { isLookingLine } from './looking-command';
import { formatPermalink, type PermalinkProblem, parsePermalink } from './permalink';
import type { SessionEngine, SessionStop } from './session-engine';
import {
  type Bookmark,
  bookmarksIn,
  createMoments,
  loopOf,
  type MomentsActions,
  type MomentsData,
  nextPlace,
  playFrom,
  startMoments,
} from './session-moments';
import { shownMarks } from './timeline-filter';

export type Selection =
  | { kind: 'socket'; host: string; id: number }
  | { kind: 'packet'; id: number }
  | { kind: 'process'; host: string; pid: number }
  | { kind: 'host'; host: string };

/** `step`: after an action stand at its first event. `play`: at its last. */
type Mode = 'step' | 'play';
export type Speed = 'slow' | 'normal' | 'fast';

type Snapshot = { history: History; playhead: number };

export type SessionData = MomentsData & {
  scenario: Scenario;
  seed: number;
  history: History;
  /** Index of the stop that all views show. */
  playhead: number;
  past: readonly Snapshot[];
  future: readonly Snapshot[];
  detail: DetailLevel;
  mode: Mode;
  playing: boolean;
  speed: Speed;
  selection: Selection | null;
  /** The playhead waits for the learner's prediction: nothing steps, plays or acts. */
  locked: boolean;
  /** Why the last action could not be done, or a permalink not be opened. */
  problem: { kind: 'engine'; reason: string } | { kind: PermalinkProblem | 'fetch' } | null;
  /** Code that the last deed needs is being fetched; it and what is done meanwhile happen then. */
  fetching: boolean;
};

export type SessionActions = MomentsActions & {
  dispatch: (action: Action, options?: { scripted?: number }) => void;
  /** Does several actions as one step of undo, e.g. a fault of the scenario. */
  dispatchAll: (actions: readonly Action[]) => void;
  /** A right answer to a goal's question; given at the end of time, it drops nothing. */
  answer: (id: string, value: string) => void;
  nextScriptedStep: () => void;
  step: () => void;
  stepBack: () => void;
  jump: (to: 'first' | 'last' | number) => void;
  play: () => void;
  pause: () => void;
  /** What playing does next: the next event, or the start of the stretch that is played again. */
  playOn: () => void;
  undo: () => void;
  redo: () => void;
  reset: () => void;
  setDetail: (detail: DetailLevel) => void;
  setMode: (mode: Mode) => void;
  setSpeed: (speed: Speed) => void;
  select: (selection: Selection | null) => void;
  setLocked: (locked: boolean) => void;
  /** Tries again what waits for code that could not be fetched. */
  retry: () => void;
  /** Puts the notice away, and what waited for code that could not be fetched. */
  clearProblem: () => void;
};

/**
 * What undo keeps of each. `record`: a step of its own. `squash`: changes the present without a
 * step. `ignore`: only how and when it is looked at. A looking command that is dispatched squashes.
 */
export const memory: Record<keyof SessionActions, 'record' | 'squash' | 'ignore'> = {
  dispatch: 'record',
  dispatchAll: 'record',
  answer: 'squash',
  nextScriptedStep: 'record',
  reset: 'record',
  undo: 'squash',
  redo: 'squash',
  step: 'ignore',
  stepBack: 'ignore',
  jump: 'ignore',
  play: 'ignore',
  pause: 'ignore',
  playOn: 'ignore',
  setDetail: 'ignore',
  setMode: 'ignore',
  setSpeed: 'ignore',
  select: 'ignore',
  setLocked: 'ignore',
  setFilter: 'ignore',
  setPace: 'ignore',
  bookmark: 'ignore',
  removeBookmark: 'ignore',
  setMoment: 'ignore',
  setLooping: 'ignore',
  retry: 'ignore',
  clearProblem: 'ignore',
};

export type SessionState = SessionData & SessionActions;
export type Session = StoreApi<SessionState> & { engine: SessionEngine };

/** Where the playhead stands after new stops from `first` on (HOUSE: time and typing, rule 2). */
function standAfter(state: SessionData, history: History, first: number): number {
  const last = lastIndex(history);
  if (state.mode === 'play') return last;
  const marks = shownMarks(history, state.detail, state.filter);
  return marks[markAt(marks, first - 1) + 1]?.rest ?? last;
}

const isLook = (action: Action) => action.do === 'type' && isLookingLine(action.line);

/** Number of the next scripted step: one more than the last that is part of the history. */
export function nextScriptIndex(history: History): number {
  return Math.max(-1, ...history.entries.map((entry) => entry.scripted ?? -1)) + 1;
}

export type SessionOptions = {
  seed?: number;
  /** Text of a permalink; one that cannot be opened leaves its reason in `problem`. */
  permalink?: string | null;
  mode?: Mode;
  locked?: boolean;
};

function opened(engine: SessionEngine, scenario: Scenario, options: SessionOptions) {
  const seed = options.seed ?? scenario.seed;
  const fresh = {
    seed,
    history: startHistory(engine, scenario, seed),
    playhead: 0,
    bookmarks: [],
    problem: null,
  };
  if (options.permalink === null || options.permalink === undefined) return fresh;
  const read = parsePermalink(options.permalink, scenario);
  if (!read.ok) return { ...fresh, problem: { kind: read.problem } };
  const saved = read.value;
  const replay = replayHistory(engine, scenario, saved.seed, saved.entries);
  if (!replay.ok) return { ...fresh, problem: { kind: 'broken' as const } };
  let history = replay.history;
  for (const { at, action } of saved.glances) {
    if (action.do !== 'type' || at > lastIndex(history)) continue;
    history = glanceFrom(engine, history, at, action) ?? history;
  }
  const playhead = Math.min(saved.playhead, lastIndex(history));
  const bookmarks = saved.bookmarks.flatMap(({ at, name }): Bookmark[] => {
    const stop: SessionStop | undefined = history.stops[at];
    return stop === undefined ? [] : [{ stop, name }];
  });
  return { seed: saved.seed, history, playhead, bookmarks, problem: null };
}

/** A bench's store. The engine is given, so that a page loads it only when it is needed. */
export function createSession(
  engine: SessionEngine,
  scenario: Scenario,
  options: SessionOptions = {},
): Session {
  const store = createStore<SessionState>()((set, get) => {
    /** Deeds to do, in order. Between turns of the event loop it is empty, unless the first one waits for code. */
    let queue: (() => void)[] = [];
    let busy = false;

    /** Does all that is in the queue, or as much as can be done before code is needed that is not here. */
    function runQueue() {
      busy = true;
      const mine = queue;
      try {
        for (let deed = mine[0]; deed !== undefined; deed = mine[0]) {
          deed();
          mine.shift();
        }
        busy = false;
      } catch (error) {
        const coming = engine.fetchMissing?.(error) ?? null;
        if (coming === null) {
          abandon();
          throw error;
        }
        set({ fetching: true, playing: false, problem: null });
        const goOn = () => {
          if (queue !== mine) return;
          set({ fetching: false });
          runQueue();
        };
        const giveUp = () => {
          if (queue !== mine) return;
          busy = false;
          set({ fetching: false, problem: { kind: 'fetch' } });
        };
        coming.then(goOn, giveUp);
      }
    }

    /** Forgets what waits. */
    function abandon() {
      queue = [];
      busy = false;
      if (get().fetching) set({ fetching: false });
    }

    /**
     * A deed that may need code which is still to come. Then it waits, and so does what is done
     * after it: all happens as if the code had been there from the start. One that is done after
     * a fetch has failed tries it again.
     */
    function inTurn<Args extends unknown[]>(deed: (...args: Args) => void) {
      return (...args: Args) => {
        queue.push(() => deed(...args));
        if (!busy) runQueue();
      };
    }

    const snapshot = (): Snapshot => ({ history: get().history, playhead: get().playhead });
    const marks = () => shownMarks(get().history, get().detail, get().filter);

    /** Does deeds one after another at the playhead; gives up on all when one fails. */
    function perform(deeds: readonly Deed[]) {
      const state = get();
      if (state.locked) return;
      const before = snapshot();
      let { history } = state;
      let at = state.playhead;
      let first: number | null = null;
      try {
        for (const deed of deeds) {
          const done = actAt(engine, history, at, deed);
          if (done.first === null) continue;
          history = done.history;
          at = lastIndex(history);
          first ??= done.first;
        }
      } catch (error) {
        if (engine.fetchMissing?.(error)) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        set({ problem: { kind: 'engine', reason }, playing: false });
        return;
      }
      if (first === null) return;
      const looked = deeds.every((deed) => deed.look);
      set({
        history,
        playhead: looked ? lastIndex(history) : standAfter(state, history, first),
        problem: null,
        ...(looked ? {} : { past: [...state.past, before], future: [], playing: false }),
      });
    }

    /** Looking in the past is a side branch; true when that was possible. */
    function glance(action: Extract<Action, { do: 'type' }>): boolean {
      const { history, playhead, locked } = get();
      if (locked) return true;
      const looked = glanceFrom(engine, history, playhead, action);
      if (looked !== null) set({ history: looked, problem: null });
      return looked !== null;
    }

    return {
      scenario,
      ...startMoments,
      ...opened(engine, scenario, options),
      past: [],
      future: [],
      detail: 'story',
      mode: options.mode ?? 'step',
      playing: false,
      speed: 'normal',
      selection: null,
      locked: options.locked ?? false,
      fetching: false,

      dispatch: inTurn((action: Action, { scripted }: { scripted?: number } = {}) => {
        const { history, playhead } = get();
        const look = isLook(action);
        const inPast = playhead < lastIndex(history);
        if (look && inPast && scripted === undefined && action.do === 'type' && glance(action))
          return;
        perform([
          { action, look: look && scripted === undefined && !inPast, scripted: scripted ?? null },
        ]);
      }),
      dispatchAll: inTurn((actions: readonly Action[]) =>
        perform(actions.map((action) => ({ action }))),
      ),
      answer: inTurn((id: string, value: string) => {
        if (get().locked) return;
        set({ playhead: lastIndex(get().history) });
        perform([{ action: { do: 'answer', id, value, right: true }, look: true }]);
      }),
      nextScriptedStep: inTurn(() => {
        const index = nextScriptIndex(get().history);
        const next = scenario.steps[index];
        if (next === undefined || get().locked) return;
        // A scripted step follows what has happened; it never cuts off what is still to be seen.
        set({ playhead: lastIndex(get().history) });
        perform([{ action: next.action, scripted: index }]);
      }),
      step: inTurn(() => {
        if (get().locked) return;
        const all = marks();
        const next = all[markAt(all, get().playhead) + 1];
        if (next !== undefined) set({ playhead: next.rest });
        else set({ playhead: lastIndex(get().history), playing: false });
      }),
      stepBack: inTurn(() => {
        const all = marks();
        const here = markAt(all, get().playhead);
        set({ playhead: all[here - 1]?.rest ?? 0, playing: false });
      }),
      jump: inTurn((to: 'first' | 'last' | number) => {
        const last = lastIndex(get().history);
        const wanted = to === 'first' ? 0 : to === 'last' ? last : Math.round(to);
        if (get().locked && wanted > get().playhead) return;
        set({ playhead: Math.max(0, Math.min(last, wanted)), playing: false });
      }),
      play: inTurn(() => {
        const playhead = get().locked ? null : playFrom(get());
        if (playhead !== null) set({ playing: true, playhead });
      }),
      pause: () => set({ playing: false }),
      playOn: inTurn(() => {
        if (get().locked) return;
        const next = nextPlace(get());
        if (next !== null) set({ playhead: next.at });
        else
          set({ playing: false, ...(loopOf(get()) ? {} : { playhead: lastIndex(get().history) }) });
      }),
      undo() {
        // What waits has not been done yet: to undo it is to forget it.
        if (queue.length > 0) return get().clearProblem();
        const { past, future } = get();
        const back = past.at(-1);
        if (back === undefined) return;
        set({
          ...back,
          past: past.slice(0, -1),
          future: [...future, snapshot()],
          playing: false,
          problem: null,
        });
      },
      redo: inTurn(() => {
        const { past, future } = get();
        const forth = future.at(-1);
        if (forth === undefined) return;
        set({
          ...forth,
          past: [...past, snapshot()],
          future: future.slice(0, -1),
          playing: false,
          problem: null,
        });
      }),
      reset() {
        abandon();
        const { seed, past, history } = get();
        if (history.entries.length === 0 && history.glances.length === 0) {
          set({ playhead: 0, playing: false, problem: null });
          return;
        }
        set({
          history: startHistory(engine, scenario, seed),
          playhead: 0,
          past: [...past, snapshot()],
          future: [],
          playing: false,
          selection: null,
          problem: null,
        });
      },
      setDetail: (detail) => set({ detail }),
      setMode: (mode) => set({ mode }),
      setSpeed: (speed) => set({ speed }),
      select: (selection) => set({ selection }),
      setLocked: (locked) => set({ locked, ...(locked ? { playing: false } : {}) }),
      retry: () => {
        if (!busy) runQueue();
      },
      clearProblem() {
        abandon();
        set({ problem: null });
      },
      ...createMoments(set, get),
    };
  });
  return Object.assign(store, { engine });
}

/** The state as a permalink's text. */
export function permalinkOf(state: SessionData): string {
  return formatPermalink({
    scenario: state.scenario.id,
    version: state.scenario.version,
    seed: state.seed,
    entries: [...state.history.entries],
    glances: state.history.glances.flatMap((glance) =>
      glance.entries.map((entry) => ({ at: glance.at, action: entry.action })),
    ),
    bookmarks: bookmarksIn(state).map(({ at, name }) => ({ at, name })),
    playhead: state.playhead,
  });
}
