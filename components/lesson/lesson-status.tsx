'use client';

import { Check, Circle } from 'lucide-react';
import { useEffect } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { statusWords } from '@/content/messages/lesson';
import type { LessonRequirement } from '@/contract/progress';
import { readLessonStatus } from '@/store/lesson-status';
import { recordVisit, resetLessonProgress } from '@/store/progress';
import { useProgress } from '@/store/use-progress';
import styles from './lesson-status.module.css';

/** Where the learner stands in this lesson, and the way to start it again. Notes the visit. */
export function LessonStatus({
  slug,
  requirement,
}: {
  slug: string;
  requirement: LessonRequirement;
}) {
  const status = readLessonStatus(useProgress().lessons[slug], requirement);
  const done = status.state === 'done';

  useEffect(() => recordVisit(slug), [slug]);

  return (
    <section className={styles.status} data-done={done} aria-label={statusWords.title}>
      <p className={styles.title}>{done ? statusWords.done : statusWords.title}</p>
      <ul>
        {status.goals > 0 && (
          <Line done={status.goalsDone} text={statusWords.goals(status.goalsMet, status.goals)} />
        )}
        <Line done={status.quizDone} text={statusWords.quiz(status.quizRight, status.questions)} />
      </ul>
      {!done && <p className={styles.left}>{statusWords.left}</p>}
      {status.state !== 'new' && (
        <details className={styles.ask}>
          <summary>{statusWords.reset}</summary>
          <p>
            {statusWords.resetAsk}{' '}
            <Button
              variant="link"
              onClick={(event) => {
                event.currentTarget.closest('details')?.removeAttribute('open');
                resetLessonProgress(slug);
                recordVisit(slug);
                announce(statusWords.resetDone);
              }}
            >
              {statusWords.resetYes}
            </Button>
          </p>
        </details>
      )}
    </section>
  );
}

function Line({ done, text }: { done: boolean; text: string }) {
  const Icon = done ? Check : Circle;
  return (
    <li data-done={done}>
      <Icon size={15} strokeWidth={done ? 3 : 2} aria-hidden /> {text}
    </li>
  );
}
