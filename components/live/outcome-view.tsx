import { formatDuration } from '@/content/messages/duration';
import type { LiveOutcome } from '@/store/live-lab';
import { OutcomeIcon } from './outcome-icon';
import styles from './outcome-view.module.css';
import { outcomeCard } from './outcome-words';

/** The newest outcome in full, the ones before it in a line each. */
export function OutcomeView({ outcomes }: { outcomes: readonly LiveOutcome[] }) {
  const [newest, ...older] = outcomes.map((outcome) => ({
    at: outcome.at,
    ...outcomeCard(outcome),
  }));
  if (!newest) return null;
  return (
    <div className={styles.outcomes}>
      <div className={`${styles.newest} ${styles[newest.tone]}`}>
        <p className={styles.head}>
          <OutcomeIcon tone={newest.tone} size={18} />
          <b>{newest.word}</b>
          {newest.errno && <code>{newest.errno}</code>}
          {newest.ms !== null && <span className={styles.ms}>{formatDuration(newest.ms)}</span>}
        </p>
        <p className={styles.line}>{newest.line}</p>
        <p>{newest.sentence}</p>
        {newest.heard && <pre className={styles.heard}>{newest.heard}</pre>}
        {newest.next && (
          <p>
            <b>Next:</b> {newest.next}
          </p>
        )}
      </div>
      {older.length > 0 && (
        <ol className={styles.older} aria-label="Before that">
          {older.map((card) => (
            <li key={card.at} className={styles[card.tone]}>
              <OutcomeIcon tone={card.tone} size={13} /> <b>{card.word}</b> <span>{card.line}</span>
              {card.ms !== null && <span> · {formatDuration(card.ms)}</span>}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
