/** What a browser that plays a scenario gets: no solutions, no right answers. */
import type { Scenario, ScenarioSource } from '@/contract/scenario';

export function toPublicScenario({ solutions, questions, ...rest }: ScenarioSource): Scenario {
  return {
    ...rest,
    questions: questions.map(({ id, text, choices }) => ({
      id,
      text,
      ...(choices === undefined ? {} : { choices }),
    })),
    solutionCount: solutions.length,
  };
}
