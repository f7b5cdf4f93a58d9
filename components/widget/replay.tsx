'use client';

import type { ReactNode } from 'react';
import { usePlayback } from '@/components/bench/playback';
import { TimePanel, TimeSettings } from '@/components/bench/time-panel';
import { useReading } from '@/components/bench/use-reading';
import { Stage } from '@/components/stage/stage';
import { isAtEnd } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import styles from './replay.module.css';

/**
 * A session to be watched: picture, caption, time. Forwards, backwards, by slider or by itself;
 * nothing in it can be changed. `children` stand between picture and time.
 */
export function Replay({
  session,
  label,
  children,
}: {
  session: Session;
  label: string;
  children?: ReactNode;
}) {
  usePlayback(session);
  const state = useSession(session, (all) => all);
  const { view, events, before, marks, here, silent, skipSilence } = useReading(session);
  return (
    <section className={styles.replay} aria-label={label}>
      <Stage
        view={view}
        events={events}
        before={before}
        playhead={state.playhead}
        speed={state.speed}
        selection={state.selection}
        onSkip={silent && !isAtEnd(state) ? skipSilence : undefined}
      />
      {children}
      <TimePanel session={session} marks={marks} here={here} />
      <TimeSettings session={session} />
    </section>
  );
}
