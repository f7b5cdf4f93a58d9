'use client';

import { ChevronFirst, ChevronLast, Pause, Play, StepBack, StepForward } from 'lucide-react';
import type { ReactNode } from 'react';
import { timelineWords } from '@/content/messages/interface';
import type { EventTone } from './event-kind';
import styles from './timeline.module.css';

export type TimelineMark = { say: string; tone: EventTone; at: number };

/** A moment with a name of its own; `mark` is the event it stands at or after, -1 the start. */
export type TimelineFlag = { mark: number; sign: ReactNode; words: string };

export type TimelineActions = {
  first: () => void;
  back: () => void;
  step: () => void;
  toggle: () => void;
  last: () => void;
  /** Goes to the mark with that number; -1 is the start. */
  goTo: (mark: number) => void;
};

/** The sentence of the moment at mark `here`. */
export function captionAt(marks: readonly TimelineMark[], here: number): string {
  return marks[here]?.say ?? (marks.length === 0 ? timelineWords.empty : timelineWords.start);
}

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
  atEnd = here >= marks.length - 1,
  canPlay = !locked && !atEnd,
  now = captionAt(marks, here),
  flags = [],
  stepLabel,
  actions,
}: {
  marks: readonly TimelineMark[];
  here: number;
  playing: boolean;
  locked: boolean;
  /** Nothing lies ahead, shown or not. */
  atEnd?: boolean;
  canPlay?: boolean;
  /** The moment in words. */
  now?: string;
  flags?: readonly TimelineFlag[];
  /** Words on the step button; it may take the scenario's next step at the end of time. */
  stepLabel: ReactNode;
  actions: TimelineActions;
}) {
  const named = flags.filter((flag) => flag.mark === here).map((flag) => flag.words);
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
          !canPlay && !playing,
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
          aria-valuetext={[timelineWords.position(here + 1, marks.length), ...named, now].join(
            '. ',
          )}
          onChange={(event) => actions.goTo(Number(event.currentTarget.value) - 1)}
          style={
            {
              '--gone': `${(100 * (here + 1)) / Math.max(marks.length, 1)}%`,
            } as React.CSSProperties
          }
        />
        {flags.length > 0 && (
          <span className={styles.flags} aria-hidden>
            {flags.map((flag) => (
              <i
                key={flag.mark}
                title={flag.words}
                style={{
                  insetInlineStart: `${(100 * (flag.mark + 1)) / Math.max(marks.length, 1)}%`,
                }}
              >
                {flag.sign}
              </i>
            ))}
          </span>
        )}
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

/** One setting of the timeline: a choice with its name. */
export function TimelineChoice<T extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: T;
  /** What can be chosen, in order, and its words. */
  choices: readonly (readonly [value: T, words: string])[];
  onChange: (value: T) => void;
}) {
  return (
    <label className={styles.choice}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
        {choices.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Choices of the timeline, side by side. */
export function TimelineSettings({ children }: { children: ReactNode }) {
  return <div className={styles.settings}>{children}</div>;
}
