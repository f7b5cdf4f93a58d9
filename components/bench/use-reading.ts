'use client';

import { useMemo } from 'react';
import { isSilent, latestAttempt } from '@/components/stage/attempt';
import { markAt, marksOf } from '@/store/detail-level';
import { eventsAt, eventsUpTo, positionOf, viewAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import { tellMarks } from './marks-told';

/**
 * What a session shows at its playhead: the world, the events told now and all before, the marks
 * of the timeline in words, where it stands among them, how many events lie ahead whether they are
 * shown or not, and whether somebody waits in silence.
 */
export function useReading(session: Session) {
  const { engine } = session;
  const history = useSession(session, (state) => state.history);
  const playhead = useSession(session, (state) => state.playhead);
  const detail = useSession(session, (state) => state.detail);
  const filter = useSession(session, (state) => state.filter);
  const view = useMemo(() => viewAt(engine, { history, playhead }), [engine, history, playhead]);
  const events = useMemo(
    () => eventsAt({ history, playhead, detail, filter }),
    [history, playhead, detail, filter],
  );
  const before = useMemo(() => eventsUpTo({ history, playhead }), [history, playhead]);
  const { marks: places, here } = useMemo(
    () => positionOf({ history, playhead, detail, filter }),
    [history, playhead, detail, filter],
  );
  const marks = useMemo(() => tellMarks(history, places, filter), [history, places, filter]);
  const all = marksOf(history, detail);
  const ahead = all.length - 1 - markAt(all, playhead);
  const silent = useMemo(() => {
    const attempt = latestAttempt(before, view.now);
    return attempt !== null && isSilent(attempt);
  }, [before, view.now]);

  /** Goes to the moment at which the silence ends. */
  function skipSilence() {
    const end = all.slice(all.length - ahead).find((mark) => {
      const upTo = history.stops.slice(0, mark.rest + 1).flatMap((stop) => stop.events);
      return latestAttempt(upTo, upTo.at(-1)?.at ?? 0)?.outcome !== null;
    });
    session.getState().jump(end?.rest ?? 'last');
  }
  return { view, events, before, marks, here, ahead, silent, skipSilence };
}
