'use client';

import { MoveDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { coachWords } from '@/content/messages/moments';
import { isCoached, setCoached } from '@/store/saved-session';
import styles from './coach-marks.module.css';

/**
 * Three short notes on the first bench that a visitor opens, one at a time. They stand in a place of
 * their own above what they speak of, hold nobody up, and come once.
 */
export function CoachMarks() {
  const [at, setAt] = useState<number | null>(() => (isCoached() ? null : 0));
  const { notes } = coachWords;
  const note = at === null ? undefined : notes[at];
  const shown = note !== undefined;

  useEffect(() => {
    if (!shown) return;
    // Seen is seen: whoever leaves the page in between is not told again.
    setCoached();
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) setAt(null);
    };
    document.addEventListener('keydown', leave);
    return () => document.removeEventListener('keydown', leave);
  }, [shown]);

  if (note === undefined || at === null) return null;
  const last = at === notes.length - 1;
  function goOn() {
    const next = notes[(at ?? 0) + 1];
    setAt(next === undefined ? null : (at ?? 0) + 1);
    if (next !== undefined) announce(next);
  }
  return (
    <div role="group" className={styles.coach} aria-label={coachWords.label}>
      <MoveDown size={15} aria-hidden />
      <p>
        <span className={styles.number}>{coachWords.number(at + 1, notes.length)}</span> {note}
      </p>
      <span className={styles.buttons}>
        <Button size="tiny" onClick={goOn}>
          {coachWords.understood}
        </Button>
        {!last && (
          <Button size="tiny" variant="quiet" onClick={() => setAt(null)}>
            {coachWords.enough}
          </Button>
        )}
      </span>
    </div>
  );
}
