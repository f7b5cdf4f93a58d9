'use client';

import { quizWords } from '@/content/messages/lesson';
import type { QuizInstance } from '@/contract/quiz-instance';
import { passPercent } from '@/store/lesson-status';
import { useProgress } from '@/store/use-progress';
import { QuestionCard } from './question-card';
import styles from './quiz.module.css';

/** The answerable quiz. Where the learner stands in each question is kept in the record. */
export function Quiz({
  quiz: { slug, questions },
  early,
}: {
  quiz: QuizInstance;
  /** Values ticked before this code had come, by question. */
  early: Readonly<Record<string, string[]>>;
}) {
  const stored = useProgress().lessons[slug]?.quiz ?? {};
  const right = questions.filter(({ id }) => stored[id]?.scored?.right).length;
  const needed = Math.ceil((questions.length * passPercent) / 100);
  const answered = questions.some(({ id }) => stored[id]?.scored);
  return (
    <>
      {questions.map((question, index) => (
        <QuestionCard
          key={question.id}
          slug={slug}
          first={question}
          number={index + 1}
          of={questions.length}
          stored={stored[question.id]}
          early={early[question.id]}
        />
      ))}
      {answered && (
        <p className={styles.score} data-passed={right >= needed}>
          {quizWords.score(right, questions.length, needed)}
        </p>
      )}
    </>
  );
}
