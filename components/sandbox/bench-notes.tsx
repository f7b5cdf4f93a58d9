'use client';

import { X } from 'lucide-react';
import { useEffect } from 'react';
import { actionWords } from '@/components/bench/action-words';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { linkWords, benchSandboxWords as words } from '@/content/messages/sandbox';
import { lackText } from '@/content/messages/sandbox-findings';
import styles from './sandbox.module.css';
import type { BenchState } from './use-bench';

/** Reasons that are listed at most. */
const LISTED = 5;

/** What became of the bench and of what was done in it when the world changed. */
export function BenchNotes({
  bench: { building, repeated, lost, failure, dismiss },
}: {
  bench: BenchState;
}) {
  const left = repeated?.left ?? [];
  const said =
    failure !== null
      ? words.failed(failure)
      : lost
        ? linkWords.actionsLost
        : repeated !== null
          ? words.repeated(repeated.of - left.length, repeated.of)
          : null;
  useEffect(() => {
    if (said !== null) announce(said);
  }, [said]);
  if (building) return <p className={styles.note}>{words.building}</p>;
  if (said === null) return null;
  return (
    <div className={styles.note} data-failure={failure !== null || undefined}>
      <p>{said}</p>
      {left.length > 0 && (
        <ul>
          {left.slice(0, LISTED).map(({ action, lack }, index) => (
            <li key={index}>
              {words.left(actionWords(action), lack === null ? words.refused : lackText(lack))}
            </li>
          ))}
          {left.length > LISTED && <li>{words.more(left.length - LISTED)}</li>}
        </ul>
      )}
      <Button size="tiny" variant="quiet" aria-label={words.dismiss} onClick={dismiss}>
        <X size={14} aria-hidden />
      </Button>
    </div>
  );
}
