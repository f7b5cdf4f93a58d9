import type { NextRequest } from 'next/server';
import { goalAnswerRequest } from '@/contract/goal-answer';
import { answerJson, answerNoLesson, answerNoScenario, readBody } from '@/course/answer-http';
import { loadLessonSource } from '@/course/load-lesson';
import { scoreGoalAnswer } from '@/course/score-goal-answer';

type Context = { params: Promise<{ slug: string }> };

/** `POST /api/lessons/<slug>/answer` with `{ scenario, question, value }`: an answer a goal asks for. */
export async function POST(request: NextRequest, { params }: Context) {
  const source = await loadLessonSource((await params).slug);
  if (source === null) return answerNoLesson();
  const body = await readBody(request, goalAnswerRequest);
  if (!body.ok) return body.response;
  const scenario = source.scenarios.find(({ id }) => id === body.value.scenario);
  const question = scenario?.questions.find(({ id }) => id === body.value.question);
  return question ? answerJson(scoreGoalAnswer(question, body.value.value)) : answerNoScenario();
}
