import { expect, test } from 'vitest';
import type { LessonProgress } from '@/contract/progress';
import { readLessonStatus } from './lesson-status';

const requirement = {
  goals: { bench: ['a', 'b'], sandbox: [] },
  questions: ['1', '2', '3', '4', '5'],
};

function lesson(met: string[], reached: boolean, right: string[]): LessonProgress {
  const quiz = ['1', '2', '3', '4', '5'].map((id) => [
    id,
    {
      seed: 1,
      answer: null,
      feedback: [],
      solution: null,
      closed: true,
      scored: { right: right.includes(id), at: 1, tries: 1 },
    },
  ]);
  return { visitedAt: 1, goals: { bench: { met, reached } }, quiz: Object.fromEntries(quiz) };
}

test('a lesson not opened is new', () => {
  expect(readLessonStatus(undefined, requirement)).toMatchObject({
    state: 'new',
    goals: 2,
    questions: 5,
  });
});

test('all goals at once and 80 % of the quiz make it done', () => {
  expect(
    readLessonStatus(lesson(['a', 'b'], true, ['1', '2', '3', '4']), requirement),
  ).toMatchObject({
    state: 'done',
    goalsMet: 2,
    quizRight: 4,
  });
});

test.each([
  ['three of five right', lesson(['a', 'b'], true, ['1', '2', '3'])],
  ['goals met one after the other', lesson(['a', 'b'], false, ['1', '2', '3', '4', '5'])],
  ['a goal that is gone from the lesson', lesson(['x'], false, ['1', '2', '3', '4', '5'])],
])('%s leaves it started', (_, progress) => {
  expect(readLessonStatus(progress, requirement).state).toBe('started');
});
