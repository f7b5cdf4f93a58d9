'use client';

import { useEffect } from 'react';
import { nextPlace, type Pace } from '@/store/session-moments';
import type { Session, Speed } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';

const rate: Record<Speed, number> = { slow: 0.55, normal: 1, fast: 2.4 };

/**
 * How long a moment is shown while playing, in real milliseconds. Unless every moment gets the
 * same, simulated waiting is shown as waiting: longer the longer it is, but never for its whole
 * length.
 */
export function dwellTime(simulatedGap: number, speed: Speed, pace: Pace): number {
  const long = pace === 'waits' && simulatedGap >= 300;
  const waiting = long ? Math.min(3200, 500 + simulatedGap * 0.45) : 0;
  return (1400 + waiting) / rate[speed];
}

/** Moves the playhead on from mark to mark while the session is playing. */
export function usePlayback(session: Session) {
  const playing = useSession(session, (state) => state.playing);
  const playhead = useSession(session, (state) => state.playhead);
  const speed = useSession(session, (state) => state.speed);
  const pace = useSession(session, (state) => state.pace);
  const filter = useSession(session, (state) => state.filter);
  const looping = useSession(session, (state) => state.looping);
  useEffect(() => {
    if (!playing) return;
    const state = session.getState();
    const next = nextPlace(state);
    if (next === null) {
      state.playOn();
      return;
    }
    const timeAt = (index: number) => state.history.stops[index]?.events[0]?.at;
    const gap = (timeAt(next.at) ?? 0) - (timeAt(playhead) ?? timeAt(next.at) ?? 0);
    const timer = setTimeout(() => session.getState().playOn(), dwellTime(gap, speed, pace));
    return () => clearTimeout(timer);
  }, [session, playing, playhead, speed, pace, filter, looping]);
}
