'use client';

import { useEffect } from 'react';
import { positionOf } from '@/store/session-view';
import type { Session, Speed } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';

const pace: Record<Speed, number> = { slow: 0.55, normal: 1, fast: 2.4 };

/**
 * How long a moment is shown while playing, in real milliseconds. Simulated waiting is shown as
 * waiting: longer the longer it is, but never for its whole length.
 */
function dwellTime(simulatedGap: number, speed: Speed): number {
  const waiting = simulatedGap < 300 ? 0 : Math.min(3200, 500 + simulatedGap * 0.45);
  return (1400 + waiting) / pace[speed];
}

/** Moves the playhead on from mark to mark while the session is playing. */
export function usePlayback(session: Session) {
  const playing = useSession(session, (state) => state.playing);
  const playhead = useSession(session, (state) => state.playhead);
  const speed = useSession(session, (state) => state.speed);
  useEffect(() => {
    if (!playing) return;
    const state = session.getState();
    const { marks } = positionOf(state);
    const next = marks.find((mark) => mark.index > playhead);
    if (next === undefined) {
      state.pause();
      return;
    }
    const timeAt = (index: number) => state.history.stops[index]?.events[0]?.at;
    const gap = (timeAt(next.index) ?? 0) - (timeAt(playhead) ?? timeAt(next.index) ?? 0);
    const timer = setTimeout(() => session.getState().step(), dwellTime(gap, speed));
    return () => clearTimeout(timer);
  }, [session, playing, playhead, speed]);
}
