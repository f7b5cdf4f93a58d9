/**
 * A world from a scenario, and what actions make of it, with the programs that are given. Who has
 * the whole table at hand takes `engine.ts`.
 */
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import type { ProgramTable } from '../host/program';
import { bootWorld, layOut } from '../world/create-world';
import { runUntil, runWhile, type Stop, settle } from '../world/settle';
import { change } from '../world/step';
import type { World } from '../world/world';
import { applyAction } from './apply-action';

/**
 * The world of a scenario after every host has started its programs and its shells stand at their
 * prompts. The same scenario and seed give the same world, byte for byte. Throws an Error that
 * names host and cure where the scenario asks for what does not exist.
 */
export function createWorld(
  scenario: Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'links' | 'hosts'>,
  seed: number,
  programs: ProgramTable,
): World {
  const booted = bootWorld(layOut(scenario, seed, programs), programs);
  return settle(booted.world, programs).world;
}

/**
 * Does one action and runs until everything has settled: the foreground command has returned or
 * blocks, and nothing but far-off housekeeping (TIME-WAIT, keepalive) is left to happen. Returns
 * at least one stop; the world of the last is where the next action begins. What makes no sense
 * (a host that does not exist) changes nothing and says so in a `machine` event.
 */
export function performAction(world: World, action: Action, programs: ProgramTable): Stop[] {
  const begun = change(world, programs, (work) => applyAction(work, action));
  const first: Stop = { world: begun.world, events: begun.events };
  if (action.do === 'wait') return passTime(first, action.ms, programs);
  const { stops, world: settled } = settle(begun.world, programs);
  return join(first, stops, settled);
}

function passTime(first: Stop, ms: number | undefined, programs: ProgramTable): Stop[] {
  if (ms !== undefined) {
    const { stops, world } = runUntil(first.world, programs, first.world.now + ms);
    return join(first, stops, world);
  }
  // Until the next thing that is told, and what follows from it at once.
  let told = false;
  const run = runWhile(first.world, programs, (next, now) => {
    told ||= next.at > now.now && now !== first.world && now.now > first.world.now;
    return !told;
  });
  return join(first, run.stops, run.world);
}

/** A first stop without events gives way to the ones that follow. */
function join(first: Stop, stops: Stop[], world: World): Stop[] {
  if (first.events.length > 0) {
    return stops.length > 0 ? [first, ...stops] : [{ ...first, world }];
  }
  return stops.length > 0 ? stops : [{ world, events: [] }];
}
