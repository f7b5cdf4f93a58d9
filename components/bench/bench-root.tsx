'use client';

import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Scenario } from '@/contract/scenario';
import { linesOf } from '@/simulation/scenario/growing-table';
import { getPrediction, getServerPrediction, subscribePredictions } from '@/store/predictions';
import { recordGoals } from '@/store/progress';
import { loadSavedSession, saveSession } from '@/store/saved-session';
import { createSession, permalinkOf, type Session } from '@/store/simulation-session';
import { LiveBench } from './live-bench';
import { fetchLikely, fetchRestWhenIdle, whenHere } from './programs-here';
import { simulationEngine } from './simulation-engine';
import { useLabOffer } from './use-lab-offer';

type Opening = {
  scenario: Scenario;
  /** Slug of the lesson; null outside lessons. */
  lesson: string | null;
  /** `slug/prediction`: the question that opens this bench. */
  prediction: string | null;
  /** Text of a permalink that was followed to this bench. */
  permalink: string | null;
};
export type BenchRootProps = Omit<Opening, 'permalink'> & { session: Session };

/**
 * A session from a permalink, else from where the learner left it, else from the start; once the
 * programs that it starts with are there. Rejects where they cannot be fetched.
 */
export function openBench(props: Opening): Promise<Session> {
  fetchLikely(linesOf(props.scenario));
  return whenHere(() => openSession(props));
}

function openSession({ scenario, lesson, prediction, permalink }: Opening): Session {
  const locked = prediction !== null && getPrediction(prediction) === null;
  if (permalink !== null) return createSession(simulationEngine, scenario, { permalink, locked });
  const saved = loadSavedSession(lesson, scenario.id);
  const session = createSession(simulationEngine, scenario, { permalink: saved, locked });
  // An old state of one's own that cannot be opened any more is dropped without a reproach.
  session.getState().clearProblem();
  return session;
}

/** The bench with all that it needs: engine, progress, predictions, and what was kept of it. */
export function BenchRoot({ session, scenario, lesson, prediction }: BenchRootProps) {
  const said = useSyncExternalStore(
    subscribePredictions,
    () => (prediction === null ? null : getPrediction(prediction)),
    getServerPrediction,
  );

  const offer = useLabOffer();

  useEffect(fetchRestWhenIdle, []);

  useEffect(() => {
    session.getState().setLocked(prediction !== null && said === null);
  }, [session, prediction, said]);

  useEffect(() => {
    let { history, playhead, bookmarks } = session.getState();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      clearTimeout(timer);
      timer = undefined;
      const state = session.getState();
      const untouched =
        state.history.entries.length === 0 &&
        state.history.glances.length === 0 &&
        state.bookmarks.length === 0;
      saveSession(lesson, scenario.id, untouched ? null : permalinkOf(state));
    };
    const stop = session.subscribe((state) => {
      const same = state.history === history && state.playhead === playhead;
      if (same && state.bookmarks === bookmarks) return;
      ({ history, playhead, bookmarks } = state);
      // While playing the playhead moves on by itself; the last place is enough.
      timer ??= setTimeout(keep, 400);
    });
    const keepNow = () => timer !== undefined && keep();
    window.addEventListener('pagehide', keepNow);
    return () => {
      stop();
      keepNow();
      window.removeEventListener('pagehide', keepNow);
    };
  }, [session, lesson, scenario.id]);

  const onGoals = useCallback(
    (met: readonly string[], total: number) => {
      if (lesson !== null) recordGoals(lesson, scenario.id, met, total);
    },
    [lesson, scenario.id],
  );

  return (
    <LiveBench
      session={session}
      lesson={lesson}
      prediction={prediction === null ? null : { id: prediction, said }}
      onGoals={onGoals}
      offer={offer}
    />
  );
}
