/** Doing things one shortly after the other, while others still wait for an answer. */
import type { Action } from '@/contract/action';
import type { Session } from '@/store/simulation-session';
import { settled } from './open-session';

/**
 * Does the actions one after the other, each `ms` milliseconds of simulated time after the one
 * before, whatever the earlier ones are still waiting for; then stands there. What was to come of
 * the earlier ones comes later.
 */
export async function actWithin(session: Session, actions: readonly Action[], ms: number) {
  const { dispatch, jump } = session.getState();
  for (const action of actions) {
    const start = timeAt(session);
    dispatch(action);
    await settled(session);
    jump(lastBy(session, start + ms));
  }
}

/** Simulated milliseconds of what happened last; each action of a session begins there. */
export function timeAt(session: Session): number {
  const { history, playhead } = session.getState();
  const told = history.stops.slice(0, playhead + 1).findLast(({ events }) => events.length > 0);
  return told?.events.at(-1)?.at ?? 0;
}

/** The last stop that happened by that time, wherever the playhead stands. */
export function lastBy(session: Session, time: number): number {
  const { stops } = session.getState().history;
  const late = stops.findIndex(({ events }) => (events[0]?.at ?? 0) > time);
  return (late < 0 ? stops.length : late) - 1;
}
