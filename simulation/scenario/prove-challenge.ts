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

/** `goalsAfter` of one scenario; whoever calls may let time pass between two runs. */
export type Trial = (actions: readonly Action[]) => Promise<readonly GoalResult[]>;

const meetsAll = (results: readonly GoalResult[]) => results.every(({ met }) => met);

/** `idle` are the numbers of actions without which the goals are met all the same. */
type SolutionProof = { title: string; results: readonly GoalResult[]; idle: number[] };
export type ChallengeProof = {
  /** The goals in the untouched world; one of them has to be unmet. */
  untouched: readonly GoalResult[];
  solutions: SolutionProof[];
  /** Everything above is as it must be. */
  fair: boolean;
};

/** Actions that may be left out, one at a time, without missing a goal. */
async function idleActions(actions: readonly Action[], trial: Trial): Promise<number[]> {
  const idle: number[] = [];
  for (const left of actions.keys()) {
    if (meetsAll(await trial(actions.filter((_, index) => index !== left)))) idle.push(left);
  }
  return idle;
}

export async function proveChallenge(
  { goals, solutions }: Pick<ScenarioSource, 'goals' | 'solutions'>,
  trial: Trial,
): Promise<ChallengeProof> {
  const untouched = await trial([]);
  const proofs: SolutionProof[] = [];
  for (const { title, actions } of solutions) {
    const results = await trial(actions);
    proofs.push({
      title,
      results,
      idle: meetsAll(results) ? await idleActions(actions, trial) : [],
    });
  }
  const fair =
    goals.length > 0 &&
    !meetsAll(untouched) &&
    proofs.length > 0 &&
    proofs.every(({ results, idle }) => meetsAll(results) && idle.length === 0);
  return { untouched, solutions: proofs, fair };
}

/** The actions without those that are not needed: from the end, each tried again without the ones gone. */
export async function trimSolution(actions: readonly Action[], trial: Trial): Promise<Action[]> {
  let kept = [...actions];
  if (!meetsAll(await trial(kept))) return kept;
  for (let at = kept.length - 1; at >= 0; at -= 1) {
    const others = kept.filter((_, index) => index !== at);
    if (meetsAll(await trial(others))) kept = others;
  }
  return kept;
}
