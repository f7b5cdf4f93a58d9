/** Trials of a challenge in the browser: between two of them the page draws and listens. */
import { programs, whenHere } from '@/components/bench/programs-here';
import type { ScenarioSource } from '@/contract/scenario';
import { goalsAfter, type Trial } from '@/simulation/scenario/prove-challenge';

export function createTrial(source: ScenarioSource): Trial {
  return async (actions) => {
    await new Promise((resolve) => setTimeout(resolve));
    return whenHere(() => goalsAfter(source, actions, programs));
  };
}
