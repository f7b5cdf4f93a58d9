'use client';

import { ChevronFirst, ChevronLast, Pause, Play, StepBack, StepForward } from 'lucide-react';
import type { ReactNode } from 'react';
import { timelineWords } from '@/content/messages/interface';
import type { DetailLevel } from '@/store/detail-level';
import type { Speed } from '@/store/simulation-session';
import type { EventTone } from './event-kind';
import styles from './timeline.module.css';

export type TimelineMark = { say: string; tone: EventTone; at: number };

export type TimelineActions = {
  first: () => void;
  back: () => void;
  step: () => void;
  toggle: () => void;
  last: () => void;
  /** Goes to the mark with that number; -1 is the start. */
  goTo: (mark: number) => void;
};

/** More marks than this are told by the slider alone. */
const dotted = 26;

/**
 * Time as a control: buttons, and a slider over all shown events (arrows, Home and End work as in
 * any slider).
 */
export function Timeline({
  marks,
  here,
  playing,
  locked,
  stepLabel,
  actions,
}: {
  marks: readonly TimelineMark[];
  here: number;
  playing: boolean;
  locked: boolean;
  /** Words on the step button; it may take the scenario's next step at the end of time. */
  stepLabel: ReactNode;
  actions: TimelineActions;
}) {
  const atEnd = here >= marks.length - 1;
  const now = marks[here]?.say ?? (marks.length === 0 ? timelineWords.empty : timelineWords.start);
  const button = (label: string, icon: ReactNode, onClick: () => void, off: boolean) => (
    <button
      type="button"
      className={styles.button}
      aria-label={label}
      title={label}
      aria-disabled={off}
      onClick={() => !off && onClick()}
    >
      {icon}
    </button>
  );
  return (
    <div className={styles.timeline} role="group" aria-label={timelineWords.label}>
      <div className={styles.buttons}>
        {button(
          timelineWords.first,
          <ChevronFirst size={17} aria-hidden />,
          actions.first,
          here < 0,
        )}
        {button(timelineWords.back, <StepBack size={15} aria-hidden />, actions.back, here < 0)}
        <button
          type="button"
          className={styles.step}
          aria-disabled={locked}
          onClick={() => !locked && actions.step()}
        >
          {stepLabel} <StepForward size={15} aria-hidden />
        </button>
        {button(
          playing ? timelineWords.pause : timelineWords.play,
          playing ? <Pause size={15} aria-hidden /> : <Play size={15} aria-hidden />,
          actions.toggle,
          locked || (atEnd && !playing),
        )}
        {button(
          timelineWords.last,
          <ChevronLast size={17} aria-hidden />,
          actions.last,
          locked || atEnd,
        )}
      </div>
      <div className={styles.track} data-many={marks.length > dotted || undefined}>
        <input
          type="range"
          min={0}
          max={Math.max(marks.length, 1)}
          value={here + 1}
          disabled={marks.length === 0}
          aria-label={timelineWords.label}
          aria-valuetext={`${timelineWords.position(here + 1, marks.length)}. ${now}`}
          onChange={(event) => actions.goTo(Number(event.currentTarget.value) - 1)}
          style={
            {
              '--gone': `${(100 * (here + 1)) / Math.max(marks.length, 1)}%`,
            } as React.CSSProperties
          }
        />
        {marks.length <= dotted && (
          <span className={styles.dots} aria-hidden>
            {marks.map((mark, index) => (
              <i
                key={mark.at}
                data-tone={mark.tone}
                data-done={index <= here || undefined}
                data-now={index === here || undefined}
                style={{ insetInlineStart: `${(100 * (index + 1)) / marks.length}%` }}
              />
            ))}
          </span>
        )}
      </div>
      <span className={styles.position} aria-hidden>
        {here + 1} / {marks.length}
      </span>
    </div>
  );
}

/** How fast and in how much detail time is shown. */
export function TimelineSettings({
  speed,
  detail,
  setSpeed,
  setDetail,
  children,
}: {
  speed: Speed;
  detail: DetailLevel;
  setSpeed: (speed: Speed) => void;
  setDetail: (detail: DetailLevel) => void;
  /** More settings, beside these. */
  children?: ReactNode;
}) {
  return (
    <div className={styles.settings}>
      <label>
        <span>{timelineWords.detail}</span>
        <select
          value={detail}
          onChange={(event) => setDetail(event.currentTarget.value as DetailLevel)}
        >
          {Object.entries(timelineWords.details).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{timelineWords.speed}</span>
        <select value={speed} onChange={(event) => setSpeed(event.currentTarget.value as Speed)}>
          {Object.entries(timelineWords.speeds).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {children}
    </div>
  );
}
