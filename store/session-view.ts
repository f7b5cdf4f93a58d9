/** What a session's state shows: pure readings of it that every view shares. */
import type { TraceEvent } from '@/contract/trace';
import type { HostView, TerminalView, WorldView } from '@/simulation/world/view';
import { type Mark, markAt } from './detail-level';
import { glanceAt, lastIndex, timelineUpTo } from './history';
import type {
  Completion,
  GoalResult,
  SessionEngine,
  SessionStop,
  SessionWorld,
} from './session-engine';
import { nextScriptIndex, type SessionData } from './simulation-session';
import { shownMarks } from './timeline-filter';

const views = new WeakMap<SessionWorld, WorldView>();

function viewOf(engine: SessionEngine, world: SessionWorld): WorldView {
  const known = views.get(world);
  if (known !== undefined) return known;
  const view = engine.viewWorld(world);
  views.set(world, view);
  return view;
}

type Shown = Pick<SessionData, 'history' | 'playhead'>;
type Told = Shown & Pick<SessionData, 'detail' | 'filter'>;

function stopOf({ history, playhead }: Shown): SessionStop {
  return history.stops[playhead] as SessionStop;
}

const withGlance = new WeakMap<WorldView, { stop: SessionStop; view: WorldView }>();

/** The world at the playhead. What was looked at from there is in its terminals, and only there. */
export function viewAt(engine: SessionEngine, state: Shown): WorldView {
  const view = viewOf(engine, stopOf(state).world);
  const side = glanceAt(state.history, state.playhead)?.stops.at(-1);
  if (side === undefined) return view;
  const known = withGlance.get(view);
  if (known?.stop === side) return known.view;
  const looked = viewOf(engine, side.world);
  const hosts = view.hosts.map((host) => ({
    ...host,
    terminals: looked.hosts.find((one) => one.name === host.name)?.terminals ?? host.terminals,
  }));
  const joined = { ...view, hosts };
  withGlance.set(view, { stop: side, view: joined });
  return joined;
}

/** Events of the stop at which the playhead stands. */
export function eventsAt(state: Told): readonly TraceEvent[] {
  const marks = shownMarks(state.history, state.detail, state.filter);
  const mark = marks[markAt(marks, state.playhead)];
  // Between marks (after a change of detail) the exact stop is told.
  const index = mark !== undefined && state.playhead <= mark.rest ? mark.index : state.playhead;
  return state.history.stops[index]?.events ?? [];
}

/** All events up to the playhead, oldest first. */
export function eventsUpTo(state: Shown): TraceEvent[] {
  return state.history.stops.slice(0, state.playhead + 1).flatMap((stop) => stop.events);
}

/** What Tab does to a line typed at the playhead. */
export function completeAt(
  engine: SessionEngine,
  state: Shown,
  tab: Tab,
  line: string,
  cursor: number,
): Completion {
  const side = glanceAt(state.history, state.playhead)?.stops.at(-1);
  return engine.complete((side ?? stopOf(state)).world, tab, line, cursor);
}

export type Position = { marks: readonly Mark[]; here: number };

/** The shown stops and the number of the one the playhead is at, -1 at the start. */
export function positionOf(state: Told): Position {
  const marks = shownMarks(state.history, state.detail, state.filter);
  return { marks, here: markAt(marks, state.playhead) };
}

export function isAtEnd({ history, playhead }: Shown): boolean {
  return playhead === lastIndex(history);
}

export function goalsAt(
  engine: SessionEngine,
  state: Shown & Pick<SessionData, 'scenario'>,
): readonly GoalResult[] {
  if (state.scenario.goals.length === 0) return [];
  return engine.checkGoals(state.scenario.goals, timelineUpTo(state.history, state.playhead));
}

export type Tab = { host: string; tty: number };

export function terminalAt(view: WorldView, tab: Tab): TerminalView | undefined {
  return hostIn(view, tab.host)?.terminals.find((terminal) => terminal.tty === tab.tty);
}

export function hostIn(view: WorldView, name: string): HostView | undefined {
  return view.hosts.find((host) => host.name === name);
}

/**
 * Why a line cannot be typed in a tab, as far as time is concerned. `replaying`: a command runs
 * at the playhead that has returned by the end of the timeline, so its output is still to be
 * stepped through. A command that still runs at the end reads what is typed.
 */
export function tabState(
  engine: SessionEngine,
  state: Shown,
  tab: Tab,
): 'prompt' | 'replaying' | 'program' | 'editor' | 'none' {
  const now = terminalAt(viewAt(engine, state), tab);
  if (now === undefined) return 'none';
  if (now.editing !== null) return 'editor';
  if (now.prompt !== null) return 'prompt';
  if (isAtEnd(state)) return 'program';
  const end = terminalAt(viewAt(engine, { ...state, playhead: lastIndex(state.history) }), tab);
  return end?.running === now.running && end?.prompt === null ? 'program' : 'replaying';
}

/** The scripted step that comes next, or null when all are taken. */
export function nextStep(state: Pick<SessionData, 'scenario' | 'history'>) {
  const index = nextScriptIndex(state.history);
  const step = state.scenario.steps[index];
  return step === undefined ? null : { ...step, number: index + 1 };
}
