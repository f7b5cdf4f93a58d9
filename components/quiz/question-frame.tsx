import type { ReactNode } from 'react';
import { InlineText } from '@/components/ui/inline-text';
import { quizWords } from '@/content/messages/lesson';
import type { QuestionInstance } from '@/contract/quiz-instance';
import styles from './question.module.css';

/** Number, prompt and exhibits around a question's inputs. */
export function QuestionFrame({
  question,
  number,
  of,
  children,
}: {
  question: QuestionInstance;
  number: number;
  of: number;
  children: ReactNode;
}) {
  const { id, type, prompt, exhibits, warmUp } = question;
  return (
    <fieldset className={styles.question} aria-describedby={`quiz-${id}-kind`}>
      <legend className={styles.prompt}>
        <span className="visually-hidden">{quizWords.question(number, of)}: </span>
        <InlineText>{prompt}</InlineText>
      </legend>
      <p id={`quiz-${id}-kind`} className={styles.kind}>
        <span aria-hidden>
          {number} / {of}
        </span>{' '}
        {quizWords.types[type]}
        {warmUp && <span className={styles.warmUp}>{quizWords.warmUp(warmUp.title)}</span>}
      </p>
      {exhibits.map(({ title, text }) => (
        <figure key={text} className={styles.exhibit}>
          {title && <figcaption>{title}</figcaption>}
          {/* Long lines scroll, and what scrolls must be reachable by keyboard. */}
          <pre tabIndex={0}>{text.trimEnd()}</pre>
        </figure>
      ))}
      {children}
    </fieldset>
  );
}
