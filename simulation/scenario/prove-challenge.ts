/**
 * What makes a scenario with goals a fair challenge: the untouched world leaves a goal unmet, the
 * solution meets them all, and each of its actions is needed.
 */
import type { Action } from '@/contract/action';
import type { ScenarioSource } from '@/contract/scenario';
import type { ProgramTable } from '../host/program';
import type { Stop } from '../world/settle';
import { checkGoals, type GoalResult } from './goals';
import { createWorld, performAction } from './play-world';
import { toPublicScenario } from './public-scenario';

/** How the goals stand after `actions`, done one after the other from the start. */
export function goalsAfter(
  scenario: ScenarioSource,
  actions: readonly Action[],
  programs: ProgramTable,
): GoalResult[] {
  const world = createWorld(toPublicScenario(scenario), scenario.seed, programs);
  const timeline: Stop[] = [{ world, events: [] }];
  for (const action of actions) {
    const last = timeline.at(-1);
    if (last) timeline.push(...performAction(last.world, action, programs));
  }
  return checkGoals(scenario.goals, timeline, programs);
}

const meetsAll = (results: readonly GoalResult[]) => results.every(({ met }) => met);

/** `idle` are the numbers of actions without which the goals are met all the same. */
export type SolutionProof = { title: string; results: GoalResult[]; idle: number[] };
export type ChallengeProof = {
  /** The goals in the untouched world; one of them has to be unmet. */
  untouched: GoalResult[];
  solutions: SolutionProof[];
  /** Everything above is as it must be. */
  fair: boolean;
};

/** Actions that may be left out, one at a time, without missing a goal. */
export function idleActions(
  scenario: ScenarioSource,
  actions: readonly Action[],
  programs: ProgramTable,
): number[] {
  return actions.flatMap((_, left) => {
    const others = actions.filter((__, index) => index !== left);
    return meetsAll(goalsAfter(scenario, others, programs)) ? [left] : [];
  });
}

export function proveChallenge(scenario: ScenarioSource, programs: ProgramTable): ChallengeProof {
  const untouched = goalsAfter(scenario, [], programs);
  const solutions = scenario.solutions.map(({ title, actions }): SolutionProof => {
    const results = goalsAfter(scenario, actions, programs);
    const idle = meetsAll(results) ? idleActions(scenario, actions, programs) : [];
    return { title, results, idle };
  });
  const fair =
    scenario.goals.length > 0 &&
    !meetsAll(untouched) &&
    solutions.length > 0 &&
    solutions.every(({ results, idle }) => meetsAll(results) && idle.length === 0);
  return { untouched, solutions, fair };
}

/** The actions without those that are not needed: from the end, each tried again without the ones gone. */
export function trimSolution(
  scenario: ScenarioSource,
  actions: readonly Action[],
  programs: ProgramTable,
): Action[] {
  let kept = [...actions];
  if (!meetsAll(goalsAfter(scenario, kept, programs))) return kept;
  for (let at = kept.length - 1; at >= 0; at -= 1) {
    const others = kept.filter((_, index) => index !== at);
    if (meetsAll(goalsAfter(scenario, others, programs))) kept = others;
  }
  return kept;
}
