import type { NextRequest } from 'next/server';
import { answerJson, answerNoLesson, answerNoScenario } from '@/course/answer-http';
import { loadLessonSource } from '@/course/load-lesson';

type Context = { params: Promise<{ slug: string }> };

/** `GET /api/lessons/<slug>/solutions?scenario=<id>`: stored solutions, on request only. */
export async function GET(request: NextRequest, { params }: Context) {
  const source = await loadLessonSource((await params).slug);
  if (source === null) return answerNoLesson();
  const id = request.nextUrl.searchParams.get('scenario');
  const scenario = source.scenarios.find((each) => each.id === id);
  return scenario ? answerJson({ solutions: scenario.solutions }) : answerNoScenario();
}
