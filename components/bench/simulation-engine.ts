/** The simulator as a session's engine. Large: only what is loaded on demand imports this. */
import { checkGoals } from '@/simulation/scenario/goals';
import { createWorld, performAction } from '@/simulation/scenario/play-world';
import { completeAtTerminal } from '@/simulation/shell/complete-at-terminal';
import { runOn, type Stop } from '@/simulation/world/settle';
import { viewWorld } from '@/simulation/world/view-world';
import type { World } from '@/simulation/world/world';
import type { SessionEngine, SessionWorld } from '@/store/session-engine';
import { fetchMissing, programs } from './programs-here';

/** A session hands back only worlds that it was given here. */
const own = (world: SessionWorld) => world as World;

export const simulationEngine: SessionEngine = {
  createWorld: (scenario, seed) => createWorld(scenario, seed, programs),
  performAction: (world, action) => performAction(own(world), action, programs),
  runOn: (world, count) => runOn(own(world), programs, count),
  viewWorld: (world) => viewWorld(own(world)),
  complete: (world, place, line, cursor) =>
    completeAtTerminal(own(world), programs, place, line, cursor),
  checkGoals: (goals, timeline) => checkGoals([...goals], [...timeline] as Stop[], programs),
  fetchMissing,
};
