'use client';

import { useEffect, useState } from 'react';
import type { GoalResult } from '@/store/session-engine';
import { goalsAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';

/** How long a moment must stand before its goals are checked, in milliseconds. */
const settled = 140;

const nothing: readonly GoalResult[] = [];

/**
 * How the goals stand at the playhead. Some are tried out on a copy of the world, which takes
 * time, so they are checked a moment after the picture has changed and never in between.
 */
export function useGoals(session: Session): readonly GoalResult[] {
  const history = useSession(session, (state) => state.history);
  const playhead = useSession(session, (state) => state.playhead);
  const scenario = useSession(session, (state) => state.scenario);
  const [results, setResults] = useState(nothing);
  useEffect(() => {
    let left = false;
    const check = () => {
      if (left) return;
      try {
        setResults(goalsAt(session.engine, { history, playhead, scenario }));
      } catch (error) {
        const coming = session.engine.fetchMissing?.(error);
        if (!coming) throw error;
        // Where it does not come, the goals stand as they stood until something else is done.
        coming.then(check, () => {});
      }
    };
    const timer = setTimeout(check, settled);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [session, scenario, history, playhead]);
  return results;
}
