import 'server-only';
import { type AnswerRequest, quizSeed } from '@/contract/quiz-instance';
import { answerJson, answerProblem } from './answer-http';
import { drawQuestion } from './draw-question';
import { drawQuiz, type LessonSource, listTitles } from './load-lesson';
import { loadMisconceptions } from './load-misconceptions';
import { scoreAnswer } from './score-answer';

/** The quiz, or one question of it, drawn from a seed. No key goes out. */
export function answerDraw(
  source: LessonSource,
  seedText: string | null,
  question: string | null,
): Response {
  const seed = quizSeed.safeParse(/^\d{1,10}$/.test(seedText ?? '') ? Number(seedText) : null);
  if (!seed.success) {
    return answerProblem(400, 'wrong-seed', 'Give ?seed= a whole number from 1 to 2147483647.');
  }
  const instance = drawQuiz(source, seed.data);
  if (question === null) return answerJson(instance);
  const questions = instance.questions.filter(({ id }) => id === question);
  if (questions.length === 0) return noSuchQuestion(question);
  return answerJson({ ...instance, questions });
}

/** Scores one answer. The server remembers nothing of it. */
export async function answerScore(
  source: LessonSource,
  { seed, question: id, answer }: AnswerRequest,
): Promise<Response> {
  const question = source.quiz.questions.find((each) => each.id === id);
  if (question === undefined) return noSuchQuestion(id);
  const drawn = drawQuestion(question, seed, listTitles(source.course));
  const scored = scoreAnswer(drawn, answer, await loadMisconceptions());
  if (!scored.ok) return answerProblem(400, 'wrong-answer-form', scored.reason);
  return answerJson(scored.response);
}

function noSuchQuestion(id: string): Response {
  return answerProblem(
    404,
    'no-such-question',
    `This quiz has no question "${id.slice(0, 60)}". Reload the page.`,
  );
}
