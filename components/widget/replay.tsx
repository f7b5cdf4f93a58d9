'use client';

import { type ReactNode, useMemo } from 'react';
import { usePlayback } from '@/components/bench/playback';
import { TimePanel, TimeSettings } from '@/components/bench/time-panel';
import { useReading } from '@/components/bench/use-reading';
import { Stage } from '@/components/stage/stage';
import { Disclosure } from '@/components/ui/disclosure';
import { isAtEnd } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import { onlyHosts } from './only-hosts';
import styles from './replay.module.css';

/**
 * A session to be watched: picture, caption, time. Forwards, backwards, by slider or by itself;
 * nothing in it can be changed. `children` stand between picture and time. With `hosts` only these
 * are drawn; what happens at others is still told. A widget with a picture of its own gives the
 * picture a title, `folded`: under it, it waits below the time.
 */
export function Replay({
  session,
  label,
  hosts,
  folded,
  children,
}: {
  session: Session;
  label: string;
  hosts?: readonly string[];
  folded?: string;
  children?: ReactNode;
}) {
  usePlayback(session);
  const state = useSession(session, (all) => all);
  const { view, events, before, marks, here, silent, skipSilence } = useReading(session);
  const drawn = useMemo(() => (hosts === undefined ? view : onlyHosts(view, hosts)), [view, hosts]);
  const stage = (
    <Stage
      view={drawn}
      events={events}
      before={before}
      playhead={state.playhead}
      speed={state.speed}
      selection={state.selection}
      onSkip={silent && !isAtEnd(state) ? skipSilence : undefined}
    />
  );
  return (
    <section className={styles.replay} aria-label={label}>
      <h3 className="visually-hidden">{label}</h3>
      {folded === undefined && stage}
      {children}
      <TimePanel session={session} marks={marks} here={here} />
      <TimeSettings session={session} />
      {folded !== undefined && <Disclosure summary={folded}>{stage}</Disclosure>}
    </section>
  );
}
