'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { fetchRestWhenIdle } from '@/components/bench/programs-here';
import type { ScenarioSource } from '@/contract/scenario';
import { settingOf } from '@/simulation/scenario/repeat-actions';
import { permalinkOf, type Session } from '@/store/simulation-session';
import { type OpenedBench, openBench, playable, rebuildBench } from './open-bench';

export type BenchState = {
  session: Session | null;
  building: boolean;
  /** What became of the learner's actions when the world last changed. */
  repeated: OpenedBench['repeated'];
  /** What had been kept could not be done again. */
  lost: boolean;
  failure: string | null;
  dismiss: () => void;
};

/** How long the world must stand before its bench is made anew, in milliseconds. */
const settledAfter = 150;

/**
 * The bench of a world that changes. `blocked`: no world can be made of it now, so the last one
 * stays. `onKeep` is told what was done, as a permalink; null for nothing.
 */
export function useBench(
  source: ScenarioSource,
  blocked: boolean,
  kept: string | null,
  onKeep: (session: string | null) => void,
): BenchState {
  const [session, setSession] = useState<Session | null>(null);
  const [building, setBuilding] = useState(!blocked);
  const [told, setTold] = useState<Pick<BenchState, 'repeated' | 'lost' | 'failure'>>({
    repeated: null,
    lost: false,
    failure: null,
  });
  const latest = useRef({ source, kept, session, onKeep });
  latest.current = { ...latest.current, source, onKeep };
  const setting = useMemo(() => JSON.stringify(settingOf(source)), [source]);

  useEffect(fetchRestWhenIdle, []);

  // Not on everything it reads: a new setting makes a new bench
  useEffect(() => {
    if (blocked) return;
    let left = false;
    setBuilding(true);
    async function build() {
      const { source: now, session: before, kept: first } = latest.current;
      const nothing = { repeated: null, lost: false, failure: null };
      const opened =
        before === null ? await openBench(now, first) : await rebuildBench(now, before);
      if (left) return;
      latest.current.session = opened.session;
      // Goals may have changed while the world was being made.
      opened.session.setState({ scenario: playable(latest.current.source) });
      setSession(opened.session);
      setTold({ ...nothing, ...opened });
      setBuilding(false);
    }
    const timer = setTimeout(() => {
      build().catch((error: unknown) => {
        if (left) return;
        const failure = error instanceof Error ? error.message : String(error);
        setTold({ repeated: null, lost: false, failure });
        setBuilding(false);
      });
    }, settledAfter);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [setting, blocked]);

  // Goals, hints and ways to break it change without a new world.
  useEffect(() => {
    if (session !== null && !building) session.setState({ scenario: playable(source) });
  }, [session, building, source]);

  useEffect(() => {
    if (session === null) return;
    let { history, playhead } = session.getState();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      clearTimeout(timer);
      timer = undefined;
      const state = session.getState();
      const untouched = state.history.entries.length === 0 && state.history.glances.length === 0;
      latest.current.onKeep(untouched ? null : permalinkOf(state));
    };
    keep();
    const stop = session.subscribe((state) => {
      if (state.history === history && state.playhead === playhead) return;
      ({ history, playhead } = state);
      timer ??= setTimeout(keep, 400);
    });
    const keepNow = () => timer !== undefined && keep();
    window.addEventListener('pagehide', keepNow);
    return () => {
      stop();
      keepNow();
      window.removeEventListener('pagehide', keepNow);
    };
  }, [session]);

  const dismiss = () => setTold({ repeated: null, lost: false, failure: null });
  return { session, building, ...told, dismiss };
}
