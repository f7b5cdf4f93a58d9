'use client';

import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { momentWords } from '@/content/messages/moments';
import styles from './caption-print.module.css';

/**
 * On paper nothing can be stepped through, so a bench prints all that its timeline tells, in order.
 * On the screen there is nothing of it.
 */
export function CaptionPrint({ marks }: { marks: readonly { at: number; say: string }[] }) {
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
  if (!printing || marks.length === 0) return null;
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
