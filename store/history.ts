/**
 * The one log that scrubbing, undo, redo, replay and permalinks come from: what was done, at
 * which stop it was done, and the stops that came of it. Plain values; nothing here is changed
 * in place.
 */
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import { keepStops } from './kept-stops';
import type { SessionEngine, SessionStop } from './session-engine';

/** `at`: index of the stop it was done at; its own stops begin at `at + 1`. */
export type Entry = {
  action: Action;
  at: number;
  /** Done when all before it had settled; then `at` follows from what came before. */
  settled: boolean;
  /** Looked without acting (`ss`, `help`): drops nothing, enters no undo. */
  look: boolean;
  /** Index of the scenario's scripted step that this was. */
  scripted: number | null;
};

/** Looking while standing in the past: a side branch at `at` that the main line never sees. */
export type Glance = {
  at: number;
  entries: readonly Entry[];
  stops: readonly SessionStop[];
};

export type History = {
  entries: readonly Entry[];
  /** `stops[0]` is the start, with no events. */
  stops: readonly SessionStop[];
  glances: readonly Glance[];
};

export type Deed = { action: Action; look?: boolean; scripted?: number | null };

export function startHistory(engine: SessionEngine, scenario: Scenario, seed: number): History {
  const world = engine.createWorld(scenario, seed);
  return { entries: [], stops: [{ world, events: [] }], glances: [] };
}

export function lastIndex(history: History): number {
  return history.stops.length - 1;
}

function stopAt(history: History, index: number): SessionStop {
  const stop = history.stops[index];
  if (stop === undefined) throw new RangeError(`there is no stop ${index} in this session`);
  return stop;
}

export function glanceAt(history: History, playhead: number): Glance | undefined {
  return history.glances.find((glance) => glance.at === playhead);
}

/** Cuts all that comes after `index`, and takes in what was looked at there. */
function cutAfter(history: History, index: number): History {
  const side = glanceAt(history, index);
  const kept = {
    entries: history.entries.filter((entry) => entry.at < index),
    stops: history.stops.slice(0, index + 1),
    glances: history.glances.filter((glance) => glance.at < index),
  };
  if (side === undefined) return kept;
  return {
    ...kept,
    entries: [...kept.entries, ...side.entries],
    stops: [...kept.stops, ...side.stops],
  };
}

/**
 * Does something at stop `at`. What came after it is dropped. `first` is the index of the first
 * new stop; when nothing came of it the history is given back as it was and `first` is null.
 */
export function actAt(
  engine: SessionEngine,
  history: History,
  at: number,
  deed: Deed,
): { history: History; first: number | null } {
  const settled = at === lastIndex(history) && glanceAt(history, at) === undefined;
  const base = cutAfter(history, at);
  const from = lastIndex(base);
  const stops = keepStops(engine, engine.performAction(stopAt(base, from).world, deed.action));
  if (stops.length === 0) return { history, first: null };
  const entry: Entry = {
    action: deed.action,
    at: from,
    settled,
    look: deed.look ?? false,
    scripted: deed.scripted ?? null,
  };
  return {
    history: {
      entries: [...base.entries, entry],
      stops: [...base.stops, ...stops],
      glances: base.glances,
    },
    first: from + 1,
  };
}

/** Index of the stop at which the line typed in that terminal has returned; -1 while it runs on. */
function finishedAt(stops: readonly SessionStop[], line: string): number {
  return stops.findIndex((stop) =>
    stop.events.some(
      (event) => event.kind === 'command' && event.change === 'finished' && event.line === line,
    ),
  );
}

/**
 * Looks without acting at a stop of the past. Null when the command does not return by itself
 * (then it holds its tab, which is an act).
 */
export function glanceFrom(
  engine: SessionEngine,
  history: History,
  at: number,
  action: Extract<Action, { do: 'type' }>,
): History | null {
  const side = glanceAt(history, at);
  const before = side?.stops.at(-1) ?? stopAt(history, at);
  const stops = engine.performAction(before.world, action);
  const end = finishedAt(stops, action.line.trim());
  if (end < 0) return null;
  const from = at + (side?.stops.length ?? 0);
  const entry: Entry = { action, at: from, settled: false, look: true, scripted: null };
  const glance: Glance = {
    at,
    entries: [...(side?.entries ?? []), entry],
    stops: [...(side?.stops ?? []), ...stops.slice(0, end + 1)],
  };
  return { ...history, glances: [...history.glances.filter((one) => one.at !== at), glance] };
}

/** All stops up to the playhead, with what was looked at on the way: what goals are checked on. */
export function timelineUpTo(history: History, playhead: number): SessionStop[] {
  const timeline: SessionStop[] = [];
  for (let index = 0; index <= playhead; index += 1) {
    timeline.push(stopAt(history, index));
    const side = glanceAt(history, index);
    if (side !== undefined) timeline.push(...side.stops);
  }
  return timeline;
}

export type Replay = { ok: true; history: History } | { ok: false; reason: string };

/**
 * Builds a history from nothing but its entries; the same entries give the same bytes. Throws only
 * what `engine.fetchMissing` knows of.
 */
export function replayHistory(
  engine: SessionEngine,
  scenario: Scenario,
  seed: number,
  entries: readonly Entry[],
): Replay {
  let history = startHistory(engine, scenario, seed);
  for (const [index, entry] of entries.entries()) {
    const last = lastIndex(history);
    const at = entry.settled ? last : entry.at;
    if (at > last) {
      return {
        ok: false,
        reason: `action ${index + 1} was done at event ${at}, but there are only ${last} before it`,
      };
    }
    try {
      const done = actAt(engine, history, at, entry);
      if (done.first === null) continue;
      history = {
        ...done.history,
        entries: [...done.history.entries.slice(0, -1), { ...entry, at }],
      };
    } catch (error) {
      if (engine.fetchMissing?.(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      return { ok: false, reason: `action ${index + 1} cannot be done here: ${why}` };
    }
  }
  return { ok: true, history };
}
