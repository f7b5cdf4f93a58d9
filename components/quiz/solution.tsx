import { InlineText } from '@/components/ui/inline-text';
import { quizWords } from '@/content/messages/lesson';
import type { Answer, QuestionInstance } from '@/contract/quiz-instance';
import styles from './question.module.css';

/** The right answer in words, after giving up. Options carry theirs as marks already. */
export function Solution({
  question,
  solution,
}: {
  question: QuestionInstance;
  solution: Answer | null;
}) {
  const lines = describe(question, solution);
  if (lines.length === 0) return null;
  return (
    <div className={styles.solution}>
      <p>{quizWords.solution}</p>
      <ol data-plain={question.type !== 'order'}>
        {lines.map((line) => (
          <li key={line}>
            <InlineText>{line}</InlineText>
          </li>
        ))}
      </ol>
    </div>
  );
}

function describe(question: QuestionInstance, solution: Answer | null): string[] {
  switch (question.type) {
    case 'order':
      if (!Array.isArray(solution)) return [];
      return solution.map((id) => question.items.find((item) => item.id === id)?.text ?? '');
    case 'match': {
      if (typeof solution !== 'object' || solution === null || Array.isArray(solution)) return [];
      return question.left.map(({ id, text }) => {
        const partner = question.right.find((right) => right.id === solution[id]);
        return `${text}: ${partner?.text ?? ''}`;
      });
    }
    case 'number':
      return typeof solution === 'number' ? [`${solution} ${question.unit ?? ''}`.trim()] : [];
    default:
      return [];
  }
}
