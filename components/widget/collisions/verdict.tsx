import { CircleCheck, CircleX, Info } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { beliefs, type Case, type Plan } from '@/content/messages/collisions/cases';
import { collisionWords as words } from '@/content/messages/collisions/words';
import styles from './lab.module.css';
import { guessOf } from './read-lab';
import { type Run, tellResult } from './use-experiment';

/** What came of it beside what was said; errno, why, and what to try; the belief where they differ. */
export function Verdict({
  run: { guess, failure, ownerless },
  plan,
  about,
}: {
  run: Run;
  plan: Plan;
  about: Pick<Case, 'wrong' | 'why'> | null;
}) {
  const result = guessOf(failure);
  const right = guess === null ? null : guess === result;
  const name = right === false && guess !== null ? about?.wrong[guess] : undefined;
  const belief = name === undefined ? null : beliefs[name];
  const Icon = right === null ? Info : right ? CircleCheck : CircleX;
  return (
    <div className={styles.verdict} data-right={right ?? undefined}>
      <p>
        <Icon size={18} aria-hidden /> <b>{tellResult(plan, failure)}</b>{' '}
        {guess !== null && words.said(guess)} {right && words.right}
      </p>
      {belief !== null && (
        <p>
          {belief.code !== null && <Badge code>{belief.code}</Badge>} {words.belief(belief.says)}
        </p>
      )}
      {failure !== null && (
        <p>
          <code>{failure.errno}</code> {words.explain(failure).means} {words.tryNext}{' '}
          {ownerless ? words.nextOwnerless : words.explain(failure).next}
        </p>
      )}
      {about !== null && (
        <p>
          <b>{words.why}:</b> {about.why}
        </p>
      )}
    </div>
  );
}
