'use client';

import { Lightbulb } from 'lucide-react';
import { useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { goalWords } from '@/content/messages/interface';
import styles from './hint-list.module.css';

/** Hints in their order, one at a time; those that were given stay readable. */
export function HintList({
  hints,
  solutions,
}: {
  hints: readonly { text: string }[];
  /** Whether solutions can be asked for after the last one. */
  solutions: boolean;
}) {
  const [shown, setShown] = useState(0);
  if (hints.length === 0) return null;
  const left = hints.length - shown;

  function next() {
    announce(hints[shown]?.text ?? '');
    setShown(shown + 1);
  }

  return (
    <div className={styles.hints}>
      {shown > 0 && (
        <ol>
          {hints.slice(0, shown).map((hint, index) => (
            <li key={hint.text}>
              <b>{goalWords.hintNumber(index + 1, hints.length)}</b> {hint.text}
            </li>
          ))}
        </ol>
      )}
      {left > 0 ? (
        <Button size="small" onClick={next}>
          <Lightbulb size={15} aria-hidden />
          {shown === 0 ? goalWords.hint : goalWords.nextHint(left)}
        </Button>
      ) : (
        <p className={styles.none}>{goalWords.noMoreHints(solutions)}</p>
      )}
    </div>
  );
}
