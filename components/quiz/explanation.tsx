import { Check, X } from 'lucide-react';
import { InlineText } from '@/components/ui/inline-text';
import { quizWords } from '@/content/messages/lesson';
import type { Feedback } from '@/contract/quiz-instance';
import styles from './question.module.css';

/** Why a choice is right or wrong, and which belief leads to it. */
export function Explanation({ feedback: { right, why, belief } }: { feedback: Feedback }) {
  const Icon = right ? Check : X;
  return (
    <div className={styles.why} data-right={right}>
      <Icon size={17} strokeWidth={2.5} aria-label={right ? quizWords.right : quizWords.wrong} />
      <p>
        <InlineText>{why}</InlineText>
        {belief && <span className={styles.belief}>{quizWords.belief(belief.text)}</span>}
      </p>
    </div>
  );
}
