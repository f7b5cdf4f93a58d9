import { Check, Hourglass, X } from 'lucide-react';
import { formatDuration } from '@/content/messages/duration';
import { type Guess, guessWords } from '@/content/messages/front-bench';
import styles from './outcome.module.css';
import type { FrontRow } from './run-front-bench';

const icons = { answers: Check, refused: X, silent: Hourglass } satisfies Record<Guess, unknown>;

/** How one try went: icon, word and simulated time. Holds its place until there is something. */
export function Outcome({ row }: { row: FrontRow | undefined }) {
  if (!row) return <p className={styles.none}>·</p>;
  const Icon = icons[row.outcome];
  return (
    <p className={styles[row.outcome]}>
      <Icon size={15} strokeWidth={2.5} aria-hidden />
      {guessWords[row.outcome]} <span>· {formatDuration(row.ms)}</span>
    </p>
  );
}
