/** The simulator as a session's engine. Large: only what is loaded on demand imports this. */
import {
  createWorld,
  performAction,
  type Stop,
  viewWorld,
  type World,
} from '@/simulation/scenario/engine';
import { checkGoals } from '@/simulation/scenario/goals';
import { programTable } from '@/simulation/scenario/program-table';
import { completeAtTerminal } from '@/simulation/shell/complete-at-terminal';
import type { SessionEngine, SessionWorld } from '@/store/session-engine';

/** A session hands back only worlds that it was given here. */
const own = (world: SessionWorld) => world as World;

export const simulationEngine: SessionEngine = {
  createWorld,
  performAction: (world, action) => performAction(own(world), action),
  viewWorld: (world) => viewWorld(own(world)),
  complete: (world, place, line, cursor) =>
    completeAtTerminal(own(world), programTable, place, line, cursor),
  checkGoals: (goals, timeline) => checkGoals([...goals], [...timeline] as Stop[]),
};
