'use client';

import { useMemo } from 'react';
import { Timeline, TimelineSettings } from '@/components/stage/timeline';
import { benchTexts } from '@/content/messages/bench';
import { benchWords, timelineWords } from '@/content/messages/interface';
import { nextStep, tabState } from '@/store/session-view';
import type { Mode, Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import { CaptionText } from './caption';
import type { ToldMark } from './marks-told';
import styles from './time-panel.module.css';

/** The scripted step that would come next, unless its terminal is taken. */
function useNextStep(session: Session) {
  const state = useSession(session, (all) => all);
  return useMemo(() => {
    const next = nextStep(state);
    if (next === null) return null;
    const { action } = next;
    const end = { history: state.history, playhead: state.history.stops.length - 1 };
    const blocked =
      action.do === 'type' && !next.input && tabState(session.engine, end, action) !== 'prompt'
        ? action.host
        : null;
    return { ...next, blocked };
  }, [session, state]);
}

/** Time and what it says: caption, buttons, slider, and the next step of the walk. */
export function TimePanel({
  session,
  marks,
  here,
}: {
  session: Session;
  marks: readonly ToldMark[];
  here: number;
}) {
  const { playing, speed, locked, scenario } = useSession(session, (state) => state);
  const next = useNextStep(session);
  const atEnd = here >= marks.length - 1;
  const { step, stepBack, jump, play, pause, nextScriptedStep } = session.getState();
  const takesNext = atEnd && next !== null;
  const stuck = atEnd && (next === null || next.blocked !== null);
  const now = marks[here];
  const say =
    now?.say ?? (marks.length === 0 && next === null ? timelineWords.empty : timelineWords.start);

  return (
    <>
      <Timeline
        marks={marks}
        here={here}
        playing={playing}
        locked={locked || stuck}
        stepLabel={takesNext ? benchTexts.doNext : timelineWords.step}
        actions={{
          first: () => jump('first'),
          back: stepBack,
          step: () => (takesNext ? nextScriptedStep() : step()),
          toggle: () => (playing ? pause() : play()),
          last: () => jump('last'),
          goTo: (mark) => jump(mark < 0 ? 'first' : (marks[mark]?.rest ?? 'last')),
        }}
      />
      <CaptionText say={say} why={now?.why} silent={playing && speed === 'fast'} />
      {takesNext && !locked && (
        <p className={styles.next}>
          <b>{benchTexts.nextStep(next.number, scenario.steps.length)}</b>{' '}
          {next.blocked === null ? next.text : benchTexts.stepBusy(next.blocked)}
        </p>
      )}
      {next === null && atEnd && scenario.steps.length > 0 && (
        <p className={styles.next}>{benchWords.stepsDone}</p>
      )}
    </>
  );
}

/** Detail, speed, and where to stand after a command. */
export function TimeSettings({ session }: { session: Session }) {
  const { speed, detail, mode } = useSession(session, (state) => state);
  const { setSpeed, setDetail, setMode } = session.getState();
  return (
    <TimelineSettings speed={speed} detail={detail} setSpeed={setSpeed} setDetail={setDetail}>
      <label>
        <span>{benchTexts.mode}</span>
        <select value={mode} onChange={(event) => setMode(event.currentTarget.value as Mode)}>
          {Object.entries(benchTexts.modes).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
    </TimelineSettings>
  );
}
