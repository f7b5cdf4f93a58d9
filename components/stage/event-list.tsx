'use client';

import { useEffect, useRef } from 'react';
import { formatDuration } from '@/content/messages/duration';
import { timelineWords } from '@/content/messages/interface';
import styles from './event-list.module.css';
import type { TimelineMark } from './timeline';

export type ListedEvent = TimelineMark & { word: string; host: string; time: number };

/** All shown events in words; picking one goes to its moment. */
export function EventList({
  events,
  here,
  onGoTo,
  empty = timelineWords.empty,
}: {
  events: readonly ListedEvent[];
  here: number;
  onGoTo: (mark: number) => void;
  /** Said where there is none. */
  empty?: string;
}) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const box = list.current;
    const item = box?.children[here] as HTMLElement | undefined;
    if (!box || !item) return;
    // Scrolls the list alone; scrollIntoView would move the page.
    const top = item.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top + item.offsetHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = top - box.clientHeight / 2;
  }, [here]);
  if (events.length === 0) return <p className={styles.empty}>{empty}</p>;
  return (
    <ol ref={list} className={styles.list} aria-label={timelineWords.list}>
      {events.map((event, index) => (
        <li key={event.at}>
          <button
            type="button"
            aria-current={index === here ? 'step' : undefined}
            data-future={index > here || undefined}
            onClick={() => onGoTo(index)}
          >
            <span className={styles.time}>{formatDuration(event.time)}</span>
            <span className={styles.word} data-tone={event.tone}>
              {event.word}
            </span>
            <span className={styles.say}>{event.say}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
