/**
 * What a session needs of the simulator, as an interface: the bench brings the real one when
 * it is needed (it is large), tests bring a small one.
 */
import type { Action } from '@/contract/action';
import type { Goal, Scenario } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import type { WorldView } from '@/simulation/world/view';

/** A frozen world; a session hands it back to the engine and never looks inside. */
export type SessionWorld = object;

/** One moment of the timeline: the world, and what happened in coming to it. */
export type SessionStop = { world: SessionWorld; events: readonly TraceEvent[] };

/** `observed` says in words what was found, so that an unmet goal explains itself. */
export type GoalResult = { id: string; met: boolean; observed: string };

/** A line after Tab: as far as it is sure, and how it could go on when it is not. */
export type Completion = { line: string; cursor: number; options: readonly string[] };

export interface SessionEngine {
  createWorld(scenario: Scenario, seed: number): SessionWorld;
  /** Runs the action until all has settled; the stops come in order of time. */
  performAction(world: SessionWorld, action: Action): readonly SessionStop[];
  /**
   * The worlds of the next `count` stops of a run that was under way at `world`, made again. Absent
   * in an engine whose worlds are small: a session then keeps them all.
   */
  runOn?(world: SessionWorld, count: number): readonly SessionWorld[];
  viewWorld(world: SessionWorld): WorldView;
  /** What Tab does to a line in that terminal; it changes no world. */
  complete(
    world: SessionWorld,
    place: { host: string; tty: number },
    line: string,
    cursor: number,
  ): Completion;
  /**
   * Where one of the functions above threw for want of code that is still to be fetched: fetches
   * it; then the same call gives what it would have given at once. Null for every other error.
   * Absent in an engine that has all it needs. Rejects where the fetch fails; may be asked again.
   */
  fetchMissing?(error: unknown): Promise<void> | null;
  checkGoals(goals: readonly Goal[], timeline: readonly SessionStop[]): readonly GoalResult[];
}
