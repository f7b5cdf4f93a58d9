import type { QuestionProgress } from '@/contract/progress';
import type { Answer, AnswerResponse, Feedback, QuestionInstance } from '@/contract/quiz-instance';

/** A question not touched yet. `scored` is carried from one set of numbers to the next. */
export function freshQuestion(
  seed: number,
  scored: QuestionProgress['scored'] = null,
  answer: Answer | null = null,
): QuestionProgress {
  return { seed, answer, feedback: [], solution: null, closed: false, scored };
}

/** After a change of mind: what was said of the answer as a whole no longer speaks of this one. */
export function withAnswer(
  state: QuestionProgress,
  type: QuestionInstance['type'],
  answer: Answer,
): QuestionProgress {
  const stays = ({ about }: Feedback) => {
    if (about === null) return false;
    return type !== 'match' || partnerOf(state.answer, about) === partnerOf(answer, about);
  };
  return { ...state, answer, feedback: state.feedback.filter(stays) };
}

/** After the server's reply. Only the first scored answer of an instance counts. */
export function withScore(
  state: QuestionProgress,
  { right, feedback, solution }: AnswerResponse,
  now: number,
): QuestionProgress {
  const told = feedback.map(({ about }) => about);
  const tries = (state.scored?.tries ?? 0) + 1;
  return {
    ...state,
    feedback: [
      ...state.feedback.filter(({ about }) => about !== null && !told.includes(about)),
      ...feedback,
    ],
    solution: solution ?? state.solution,
    closed: true,
    scored: state.closed ? state.scored : { right, at: now, tries },
  };
}

/** Whether two answers are the same; the order matters for `order` only. */
export function isSameAnswer(
  type: QuestionInstance['type'],
  a: Answer | null,
  b: Answer | null,
): boolean {
  if (type === 'multiple' && Array.isArray(a) && Array.isArray(b)) {
    return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
  }
  if (type === 'match' && isPairs(a) && isPairs(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
  }
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether there is enough to send. */
export function isComplete(question: QuestionInstance, answer: Answer | null): answer is Answer {
  if (answer === null) return false;
  if (question.type === 'match') {
    return isPairs(answer) && Object.keys(answer).length === question.left.length;
  }
  return !Array.isArray(answer) || answer.length > 0;
}

/** Marks by choice, from what has been said. */
export function readMarks(feedback: readonly Feedback[]): Record<string, boolean> {
  return Object.fromEntries(
    feedback.flatMap(({ about, right }) => (about === null ? [] : [[about, right]])),
  );
}

function isPairs(answer: Answer | null): answer is Record<string, string> {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer);
}

function partnerOf(answer: Answer | null, left: string): string | undefined {
  return isPairs(answer) ? answer[left] : undefined;
}
