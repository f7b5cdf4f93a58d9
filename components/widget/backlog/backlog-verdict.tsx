import { CircleCheck, CircleX } from 'lucide-react';
import { backlogWords, explainCount } from '@/content/messages/backlog';
import styles from './backlog.module.css';
import type { Backlog } from './read-backlog';

/** The guess beside what happened, and the belief behind it where they differ. */
export function BacklogVerdict({
  guess,
  found,
  backlog,
}: {
  guess: number;
  found: Backlog;
  backlog: number;
}) {
  const connected = found.clients.filter(({ believes }) => believes === 'connected').length;
  const belief = explainCount(guess, connected, backlog);
  const Icon = belief === null ? CircleCheck : CircleX;
  return (
    <div className={styles.verdict} data-right={belief === null}>
      <p>
        <Icon size={18} aria-hidden /> <b>{backlogWords.truth(connected)}</b> {backlogWords.said}:{' '}
        {backlogWords.guess(guess)}. {belief === null && backlogWords.right}
      </p>
      {belief !== null && (
        <p>
          {backlogWords.belief(belief.says)} {belief.truth}
        </p>
      )}
    </div>
  );
}
