/** The outer door of the simulation for who wants every program at once: servers, scripts, tests. */
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import type { ProgramTable } from '../host/program';
import type { Stop } from '../world/settle';
import type { World } from '../world/world';
import * as play from './play-world';
import { programTable } from './program-table';

export { viewWorld } from '../world/view-world';
export type { Stop, World };

/** `createWorld` of play-world.ts; every program of the course unless others are given. */
export function createWorld(
  scenario: Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'links' | 'hosts'>,
  seed: number,
  programs: ProgramTable = programTable,
): World {
  return play.createWorld(scenario, seed, programs);
}

/** `performAction` of play-world.ts; every program of the course unless others are given. */
export function performAction(
  world: World,
  action: Action,
  programs: ProgramTable = programTable,
): Stop[] {
  return play.performAction(world, action, programs);
}
