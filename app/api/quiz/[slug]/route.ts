import type { NextRequest } from 'next/server';
import { answerRequest } from '@/contract/quiz-instance';
import { answerNoLesson, readBody } from '@/course/answer-http';
import { answerDraw, answerScore } from '@/course/answer-quiz';
import { loadLessonSource } from '@/course/load-lesson';

type Context = { params: Promise<{ slug: string }> };

/** `GET /api/quiz/<slug>?seed=N[&question=id]`: questions with newly drawn numbers. */
export async function GET(request: NextRequest, { params }: Context) {
  const source = await loadLessonSource((await params).slug);
  if (source === null) return answerNoLesson();
  const query = request.nextUrl.searchParams;
  return answerDraw(source, query.get('seed'), query.get('question'));
}

/** `POST /api/quiz/<slug>` with `{ seed, question, answer }`: how the answer is scored, and why. */
export async function POST(request: NextRequest, { params }: Context) {
  const source = await loadLessonSource((await params).slug);
  if (source === null) return answerNoLesson();
  const body = await readBody(request, answerRequest);
  return body.ok ? answerScore(source, body.value) : body.response;
}
