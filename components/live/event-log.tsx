'use client';

import { useEffect, useRef, useState } from 'react';
import { StateChip } from '@/components/stage/state-chip';
import { captionFor } from '@/content/messages/captions';
import { liveWords } from '@/content/messages/live';
import type { LabEvent } from '@/contract/lab';
import { eventLine } from './event-line';
import styles from './event-log.module.css';

const stamp = (ms: number) =>
  ms < 100_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`;

/** What the sandbox's programs asked and what their kernel said, with its time; newest below. */
export function EventLog({ events }: { events: readonly LabEvent[] }) {
  const [inWords, setInWords] = useState(false);
  const box = useRef<HTMLOListElement>(null);
  const newest = events.at(-1)?.seq ?? 0;

  useEffect(() => {
    // Scrolls the list alone; newest is what it follows.
    if (newest > 0 && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [newest]);

  // Two machines write it: their lines meet in the order of their common clock.
  const ordered = events.toSorted((a, b) => a.event.at - b.event.at || a.seq - b.seq);
  return (
    <div role="group" aria-label={liveWords.events}>
      <div className={styles.head}>
        <h4>{liveWords.events}</h4>
        <label>
          <input
            type="checkbox"
            checked={inWords}
            onChange={({ target }) => setInWords(target.checked)}
          />{' '}
          in words
        </label>
      </div>
      {events.length === 0 ? (
        <p className={styles.empty}>{liveWords.noEvents}</p>
      ) : (
        <ol ref={box} className={styles.list} tabIndex={0} aria-label={liveWords.events}>
          {ordered.map(({ seq, event }, index) => {
            const line = eventLine(event);
            if (!line) return null;
            const before = ordered.slice(0, index).map((item) => item.event);
            return (
              <li key={seq}>
                <span className={styles.time}>{stamp(event.at)}</span>
                <span className={styles.host}>{event.host}</span>
                {inWords ? (
                  <span className={styles.words}>{captionFor(event, { before }).say}</span>
                ) : (
                  <span className={styles.line}>
                    {line.text}
                    {line.result && (
                      <span className={line.failed ? styles.failed : styles.result}>
                        {' '}
                        {line.result}
                      </span>
                    )}
                    {line.state && (
                      <>
                        {' '}
                        <StateChip word={line.state} />
                      </>
                    )}
                    {line.detail && <span className={styles.detail}> {line.detail}</span>}
                  </span>
                )}
              </li>
            );
          })}
        </ol>
      )}
    </div>
  );
}
