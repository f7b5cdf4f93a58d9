import type { LessonProgress, LessonRequirement } from '@/contract/progress';

/** Right answers needed of a quiz, in percent. */
export const passPercent = 80;

export type LessonStatus = {
  state: 'new' | 'started' | 'done';
  goalsMet: number;
  goals: number;
  quizRight: number;
  questions: number;
  goalsDone: boolean;
  quizDone: boolean;
};

/**
 * Done is: every bench had all its goals true at one moment, and at least 80 % of the quiz was
 * right in each question's latest attempt.
 */
export function readLessonStatus(
  lesson: LessonProgress | undefined,
  requirement: LessonRequirement,
): LessonStatus {
  const benches = Object.entries(requirement.goals).filter(([, ids]) => ids.length > 0);
  const goals = benches.reduce((sum, [, ids]) => sum + ids.length, 0);
  const goalsMet = benches.reduce((sum, [scenario, ids]) => {
    const met = lesson?.goals[scenario]?.met ?? [];
    return sum + ids.filter((id) => met.includes(id)).length;
  }, 0);
  const quizRight = requirement.questions.filter((id) => lesson?.quiz[id]?.scored?.right).length;
  const questions = requirement.questions.length;
  const goalsDone = benches.every(([scenario]) => lesson?.goals[scenario]?.reached);
  const quizDone = quizRight * 100 >= questions * passPercent;
  const done = lesson !== undefined && goalsDone && quizDone;
  const state = done ? 'done' : lesson ? 'started' : 'new';
  return { state, goalsMet, goals, quizRight, questions, goalsDone, quizDone };
}
