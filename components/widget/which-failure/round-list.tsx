import { Check, X } from 'lucide-react';
import { failureWords as words } from '@/content/messages/which-failure';
import { cases, causeWords } from '@/content/messages/which-failure-causes';
import { type Found, isRight, sumRound } from './round';
import styles from './which-failure.module.css';

/** What was found in this round: causes, and layers as the score; never how fast. */
export function RoundList({ round }: { round: readonly Found[] }) {
  const { done, right, layers } = sumRound(round);
  return (
    <section className={styles.part} aria-labelledby="failure-round">
      <h2 id="failure-round">{words.round}</h2>
      <p className={styles.note}>
        {done === 0 ? words.roundNone : words.roundSum(done, right, layers)}
      </p>
      {done > 0 && (
        <ul className={styles.round}>
          {round.map((found) => {
            const good = isRight(found);
            const Icon = good ? Check : X;
            const { cause, fault } = cases[found.number] as (typeof cases)[number];
            return (
              <li key={found.number} data-right={good}>
                <Icon size={15} strokeWidth={2.5} aria-hidden />
                <span>
                  {causeWords[cause].label} <i>({fault})</i>:{' '}
                  {good ? words.roundItem.right : words.roundItem.wrong}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
