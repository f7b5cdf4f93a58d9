/** Sessions of a world under construction. Large: only what is loaded on demand imports this. */
import { fetchLikely, whenHere } from '@/components/bench/programs-here';
import { simulationEngine } from '@/components/bench/simulation-engine';
import { settled } from '@/components/widget/open-session';
import type { Action } from '@/contract/action';
import type { Lack } from '@/contract/sandbox';
import type { Scenario, ScenarioSource } from '@/contract/scenario';
import { linesOf } from '@/simulation/scenario/growing-table';
import { toPublicScenario } from '@/simulation/scenario/public-scenario';
import { lackFor } from '@/simulation/scenario/repeat-actions';
import { lastIndex } from '@/store/history';
import { createSession, type Session } from '@/store/simulation-session';

/**
 * What a bench plays of a built world. Its id and version are always the same, so that what was
 * done outlives a new title: whether it still fits is found out by doing it.
 */
export function playable(source: ScenarioSource): Scenario {
  return { ...toPublicScenario(source), id: 'sandbox', version: 1 };
}

/** An action that was not done again; without `lack` the new world itself did not take it. */
type LeftOut = { action: Action; lack: Lack | null };
export type OpenedBench = {
  session: Session;
  /** What became of what had been done; null where nothing had. */
  repeated: { of: number; left: LeftOut[] } | null;
};

async function freshSession(source: ScenarioSource, permalink: string | null): Promise<Session> {
  const scenario = playable(source);
  fetchLikely(linesOf(scenario));
  return whenHere(() => createSession(simulationEngine, scenario, { permalink }));
}

/** A session as it was kept; from the start where that cannot be done again. */
export async function openBench(
  source: ScenarioSource,
  kept: string | null,
): Promise<{ session: Session; lost: boolean }> {
  const session = await freshSession(source, kept);
  const lost = session.getState().problem !== null;
  session.getState().clearProblem();
  return { session, lost };
}

/** The same actions in a changed world, each after the one before has settled. */
export async function rebuildBench(source: ScenarioSource, before: Session): Promise<OpenedBench> {
  const old = before.getState();
  const session = await freshSession(source, null);
  const state = () => session.getState();
  state().setMode('play');
  const left: LeftOut[] = [];
  const { entries } = old.history;
  for (const { action } of entries) {
    const lack = lackFor(action, source);
    if (lack === null && (await redo(session, action))) continue;
    left.push({ action, lack });
  }
  state().setMode(old.mode);
  state().setDetail(old.detail);
  state().setSpeed(old.speed);
  return { session, repeated: entries.length === 0 ? null : { of: entries.length, left } };
}

/** False where the world refuses, and then nothing of it stays. */
async function redo(session: Session, action: Action): Promise<boolean> {
  const from = lastIndex(session.getState().history) + 1;
  const known = session.getState().history.entries.length;
  session.getState().dispatch(action);
  await settled(session);
  const { problem, history } = session.getState();
  if (problem !== null) {
    session.getState().clearProblem();
    return false;
  }
  if (history.entries.length === known) return false;
  const events = history.stops.slice(from).flatMap((stop) => stop.events);
  const ignored = events.some((event) => event.kind === 'machine' && event.change === 'ignored');
  if (ignored) session.getState().undo();
  return !ignored;
}
