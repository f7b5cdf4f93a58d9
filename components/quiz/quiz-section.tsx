import { Button } from '@/components/ui/button';
import { quizWords } from '@/content/messages/lesson';
import type { QuizInstance } from '@/contract/quiz-instance';
import { QuestionFields } from './question-fields';
import { QuestionFrame } from './question-frame';
import styles from './quiz.module.css';
import { QuizIsland } from './quiz-island';

/** The quiz as the server draws it: readable without JavaScript, answered once the island is up. */
export function QuizSection({ quiz }: { quiz: QuizInstance }) {
  const { questions } = quiz;
  return (
    <section id="quiz" className={styles.quiz} aria-label={quizWords.title}>
      <p className={styles.intro}>{quizWords.intro}</p>
      <noscript>
        <p className={styles.intro}>{quizWords.noScript}</p>
      </noscript>
      <QuizIsland quiz={quiz}>
        {questions.map((question, index) => (
          <div key={question.id} className={styles.card}>
            <QuestionFrame question={question} number={index + 1} of={questions.length}>
              <QuestionFields question={question} />
            </QuestionFrame>
            {/* Keeps the place of the button that works, so that nothing moves when it comes. */}
            <p className={styles.actions}>
              <Button variant="primary" disabled>
                {quizWords.check}
              </Button>
            </p>
          </div>
        ))}
      </QuizIsland>
    </section>
  );
}
