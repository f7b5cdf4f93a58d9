/** A call made in a session of its own, so that every result can be watched as it came about. */
import type { Scenario } from '@/contract/scenario';
import { viewAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { openSession } from '../open-session';
import { type Call, callerOf, planCall, planSetting } from './plan-call';
import { type Finding, readCall } from './read-call';

/** Number of the stop at which everything is set and the call is about to be typed. */
export function startOfCall(session: Session): number {
  return session.getState().history.entries.at(-1)?.at ?? 0;
}

/** The call, done, in a session that stands at its end. Rejects where code cannot be fetched. */
export function openCall(scenario: Scenario, call: Call): Promise<Session> {
  return openSession(scenario, [...planSetting(call), planCall(call)]);
}

/** What became of the call. @throws Error where the world has no such call */
export function readSession(session: Session, call: Call): Finding {
  const { history } = session.getState();
  const events = history.stops.slice(startOfCall(session) + 1).flatMap((stop) => stop.events);
  const end = { history, playhead: history.stops.length - 1 };
  return readCall(callerOf(call.caller), events, viewAt(session.engine, end));
}
