import 'server-only';
import type { GoalAnswerResponse } from '@/contract/goal-answer';
import type { ScenarioSource } from '@/contract/scenario';

/** Scores an answer that a goal asks for. Case, spaces at the ends and doubled spaces do not matter. */
export function scoreGoalAnswer(
  { answer, why }: ScenarioSource['questions'][number],
  value: string,
): GoalAnswerResponse {
  const accepted = (Array.isArray(answer) ? answer : [answer]).map(normalize);
  const right = accepted.includes(normalize(value));
  return right && why !== undefined ? { right, explanation: why } : { right };
}

function normalize(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
