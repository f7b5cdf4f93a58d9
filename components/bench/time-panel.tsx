'use client';

import { Bookmark } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import {
  captionAt,
  Timeline,
  TimelineChoice,
  type TimelineFlag,
  TimelineSettings,
} from '@/components/stage/timeline';
import { benchTexts } from '@/content/messages/bench';
import { benchWords, timelineWords } from '@/content/messages/interface';
import { momentWords } from '@/content/messages/moments';
import { markAt } from '@/store/detail-level';
import { bookmarksIn, momentAt, playFrom } from '@/store/session-moments';
import { isAtEnd, nextStep, tabState } from '@/store/session-view';
import type { Session, SessionState } from '@/store/simulation-session';
import { isFiltered } from '@/store/timeline-filter';
import { useSession } from '@/store/use-session';
import { CaptionText } from './caption';
import { FilterChoices, FilterNote, useFilterWords } from './filter-choices';
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

/** The learner's bookmarks, A and B, where they stand among the marks; one flag for each place. */
function flagsOf(state: SessionState, marks: readonly ToldMark[]): TimelineFlag[] {
  const flags = new Map<number, { signs: ReactNode[]; words: string[] }>();
  const add = (at: number, sign: ReactNode, words: string) => {
    const mark = markAt(marks, at);
    const flag = flags.get(mark) ?? { signs: [], words: [] };
    flags.set(mark, { signs: [...flag.signs, sign], words: [...flag.words, words] });
  };
  for (const { at, name } of bookmarksIn(state)) {
    const sign = <Bookmark key={at} size={11} fill="currentColor" />;
    add(at, sign, momentWords.bookmarkCalled(name));
  }
  for (const name of ['a', 'b'] as const) {
    const at = momentAt(state, name);
    if (at !== null) add(at, <b key={name}>{name.toUpperCase()}</b>, momentWords.moment[name]);
  }
  return [...flags].map(([mark, { signs, words }]) => ({
    mark,
    sign: signs,
    words: words.join(', '),
  }));
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
  const state = useSession(session, (all) => all);
  const { playing, speed, locked, scenario, filter, playhead } = state;
  const next = useNextStep(session);
  const filtered = isFiltered(filter);
  // With a filter something may lie ahead that is not shown.
  const atEnd = here >= marks.length - 1 && (!filtered || isAtEnd(state));
  const { step, stepBack, jump, play, pause, nextScriptedStep } = session.getState();
  const takesNext = atEnd && next !== null;
  const stuck = atEnd && (next === null || next.blocked !== null);
  const hidden = filtered && playhead > (marks[here]?.rest ?? 0);
  const now = hidden ? undefined : marks[here];
  const say = hidden
    ? momentWords.notShown(atEnd)
    : marks.length === 0 && (next !== null || filtered)
      ? timelineWords.start
      : captionAt(marks, here);
  const filterWords = useFilterWords(session, marks.length, say);

  return (
    <>
      <Timeline
        marks={marks}
        here={here}
        playing={playing}
        locked={locked || stuck}
        atEnd={locked || atEnd}
        canPlay={!locked && playFrom(state) !== null}
        now={say}
        flags={flagsOf(state, marks)}
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
      {filtered && <FilterNote session={session} words={filterWords} />}
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

const choicesOf = <T extends string>(words: Readonly<Record<T, string>>) =>
  Object.entries(words) as [T, string][];

/** Detail, which events, speed, and where to stand after a command. */
export function TimeSettings({ session }: { session: Session }) {
  const { speed, pace, detail, mode } = useSession(session, (state) => state);
  const { setSpeed, setPace, setDetail, setMode } = session.getState();
  return (
    <TimelineSettings>
      <TimelineChoice
        label={timelineWords.detail}
        value={detail}
        choices={choicesOf(timelineWords.details)}
        onChange={setDetail}
      />
      <FilterChoices session={session} />
      <TimelineChoice
        label={timelineWords.speed}
        value={speed}
        choices={choicesOf(timelineWords.speeds)}
        onChange={setSpeed}
      />
      <TimelineChoice
        label={timelineWords.pace}
        value={pace}
        choices={choicesOf(timelineWords.paces)}
        onChange={setPace}
      />
      <TimelineChoice
        label={benchTexts.mode}
        value={mode}
        choices={choicesOf(benchTexts.modes)}
        onChange={setMode}
      />
    </TimelineSettings>
  );
}
