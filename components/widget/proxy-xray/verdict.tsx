import { Check, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { explainGuess, type Question } from '@/content/messages/proxy-xray/questions';
import { resultWords, xrayWords as words } from '@/content/messages/proxy-xray/words';
import styles from './visit-panel.module.css';

/** What was said beside what came; the belief behind a wrong guess; what the visitor gets of it. */
export function Verdict({
  question,
  said,
  came,
  result,
  took,
  onAgain,
}: {
  question: Question;
  said: string;
  came: string;
  /** What the visitor got, whatever was asked. */
  result: string;
  took: number;
  onAgain: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that was pressed is gone.
  useEffect(() => heading.current?.focus(), []);
  const belief = explainGuess(question.asks, said, came);
  const textOf = (id: string) => question.guesses.find((guess) => guess.id === id)?.text ?? id;
  const right = said === came;
  const Icon = right ? Check : X;
  const got = resultWords[result];
  return (
    <div className={styles.verdict} data-right={right}>
      <h2 ref={heading} tabIndex={-1}>
        <Icon size={18} strokeWidth={2.5} aria-hidden /> {words.came(textOf(came))}
      </h2>
      <p>
        {question.text} {words.said(textOf(said))} {right && words.right}
      </p>
      {belief !== null && (
        <p>
          {words.belief} <i>{belief.says}.</i>{' '}
          {belief.code !== null && <Badge code>{belief.code}</Badge>} {belief.truth}
        </p>
      )}
      {got && (
        <p>
          <b>
            {words.got}: {got.title}
          </b>{' '}
          {words.took(took)}. {got.errno !== null && <code>{got.errno}</code>} {got.where}{' '}
          {got.means}{' '}
          <span className={styles.next}>
            <b>{words.next}</b> {got.next}
          </span>
        </p>
      )}
      <Button size="small" onClick={onAgain}>
        {words.again}
      </Button>
    </div>
  );
}
