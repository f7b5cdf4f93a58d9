'use client';

import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { momentWords } from '@/content/messages/moments';
import { marksOf } from '@/store/detail-level';
import type { Session } from '@/store/simulation-session';
import { noFilter } from '@/store/timeline-filter';
import styles from './caption-print.module.css';
import { tellMarks } from './marks-told';

/**
 * On paper nothing can be stepped through, so a bench prints all that its timeline tells, in order.
 * On the screen there is nothing of it.
 */
export function CaptionPrint({ session }: { session: Session }) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    // The browser takes its picture of the page as soon as the event is over.
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  if (!printing) return null;
  // All of it, whatever is chosen to be seen on the screen.
  const { history, detail } = session.getState();
  const marks = tellMarks(history, marksOf(history, detail), noFilter);
  if (marks.length === 0) return null;
  return (
    <div className={styles.captions}>
      <h4>{momentWords.printed}</h4>
      <ol>
        {marks.map((mark) => (
          <li key={mark.at}>{mark.say}</li>
        ))}
      </ol>
    </div>
  );
}
