import { Check, X } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import type { Belief, Guess } from '@/content/messages/beliefs/belief';
import { resultWord, beliefWords as words } from '@/content/messages/beliefs/words';
import { holds, type Truth } from './align';
import styles from './question.module.css';

/** What was said beside what happens: why, the belief behind a wrong guess, and where to see it. */
export function Verdict({
  belief: { question },
  said,
  truths,
  partsAt,
  onGoTo,
}: {
  belief: Belief;
  said: Guess;
  truths: readonly Truth[];
  partsAt: number;
  onGoTo: (step: number) => void;
}) {
  const truth = truths[question.step - 1];
  if (truth === undefined) return null;
  const right = holds(said, truth);
  const Icon = right ? Check : X;
  return (
    <div className={styles.verdict} data-right={right}>
      <Icon size={18} strokeWidth={2.5} aria-hidden />
      <div>
        <p>
          {question.text} <b>{words.said(said.text)}</b>{' '}
          {right ? words.asSaid : words.notAsSaid(resultWord(truth.result))} {said.reply}{' '}
          {said.code && <Badge code>{said.code}</Badge>}
        </p>
        <p className={styles.foot}>
          <Button size="small" onClick={() => onGoTo(question.step - 1)}>
            {words.see(question.step)}
          </Button>
          {partsAt !== question.step - 1 && (
            <Button size="small" onClick={() => onGoTo(partsAt)}>
              {words.toParting(partsAt + 1)}
            </Button>
          )}
        </p>
      </div>
    </div>
  );
}
