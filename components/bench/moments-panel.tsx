'use client';

import { useId, useMemo } from 'react';
import { ChangeList } from '@/components/stage/change-list';
import { compareTables } from '@/components/stage/compare-tables';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { momentWords } from '@/content/messages/moments';
import { markAt, marksOf } from '@/store/detail-level';
import { loopOf, type MomentName, momentAt } from '@/store/session-moments';
import { viewAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { noFilter } from '@/store/timeline-filter';
import { useSession } from '@/store/use-session';
import { BookmarkList } from './bookmark-list';
import { tellMarks } from './marks-told';
import styles from './moments-panel.module.css';

/** Says where a stop stands in time; every event counts, shown or not. */
function usePlaces(session: Session) {
  const history = useSession(session, (state) => state.history);
  const detail = useSession(session, (state) => state.detail);
  return useMemo(() => {
    const marks = tellMarks(history, marksOf(history, detail), noFilter);
    return (at: number) => {
      const number = markAt(marks, at) + 1;
      return { number, words: momentWords.place(number, marks[number - 1]?.say ?? '') };
    };
  }, [history, detail]);
}

/** A or B: which moment it is, and the buttons that change it. */
function Moment({
  session,
  name,
  placeOf,
}: {
  session: Session;
  name: MomentName;
  placeOf: (at: number) => { words: string };
}) {
  const at = useSession(session, (state) => momentAt(state, name));
  const { setMoment, jump } = session.getState();
  const id = useId();
  function set() {
    setMoment(name, 'here');
    announce(momentWords.momentSet(name, placeOf(session.getState().playhead).words));
  }
  return (
    <div className={styles.moment} role="group" aria-labelledby={id}>
      <b id={id}>{momentWords.moment[name]}</b>
      <span className={styles.place}>
        {at === null ? momentWords.unset[name] : placeOf(at).words}
      </span>
      <span className={styles.buttons}>
        <Button size="tiny" onClick={set}>
          {momentWords.setHere}
        </Button>
        {at !== null && (
          <>
            <Button size="tiny" onClick={() => jump(at)}>
              {momentWords.goThere}
            </Button>
            <Button size="tiny" onClick={() => setMoment(name, null)}>
              {momentWords.clear}
            </Button>
          </>
        )}
      </span>
    </div>
  );
}

/** What changed from A to B: the start and the playhead, until others are chosen. */
function Changes({ session }: { session: Session }) {
  const { engine } = session;
  const history = useSession(session, (state) => state.history);
  const from = useSession(session, (state) => momentAt(state, 'a') ?? 0);
  const to = useSession(session, (state) => momentAt(state, 'b') ?? state.playhead);
  const hosts = useMemo(
    () =>
      compareTables(
        viewAt(engine, { history, playhead: from }),
        viewAt(engine, { history, playhead: to }),
      ),
    [engine, history, from, to],
  );
  return <ChangeList hosts={hosts} />;
}

/** The learner's own marks in time: bookmarks, and two moments to compare or to play between. */
export function MomentsPanel({ session }: { session: Session }) {
  const placeOf = usePlaces(session);
  const looping = useSession(session, (state) => state.looping);
  const possible = useSession(session, (state) => loopOf({ ...state, looping: true }) !== null);
  const needs = useId();
  return (
    <div className={styles.moments}>
      <section>
        <h4>{momentWords.bookmarks}</h4>
        <BookmarkList session={session} placeOf={placeOf} />
      </section>
      <section>
        <h4>{momentWords.compare}</h4>
        <Moment session={session} name="a" placeOf={placeOf} />
        <Moment session={session} name="b" placeOf={placeOf} />
        <label className={styles.loop}>
          <input
            type="checkbox"
            checked={looping}
            aria-describedby={!possible && looping ? needs : undefined}
            onChange={(event) => session.getState().setLooping(event.currentTarget.checked)}
          />
          {momentWords.loop}
        </label>
        {!possible && looping && (
          <p id={needs} className={styles.note}>
            {momentWords.loopNeeds}
          </p>
        )}
        <Changes session={session} />
      </section>
    </div>
  );
}
