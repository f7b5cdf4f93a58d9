/** A visit made in a session of its own, so that it can be watched as it came about. */
import type { Setting } from '@/content/messages/proxy-xray/setting';
import type { Scenario } from '@/contract/scenario';
import { viewAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { openSession } from '../open-session';
import { planSetting, planVisit } from './plan-visit';
import { readXray, type Xray } from './read-xray';

/** `start`: number of the stop at which everything is set and the visit is about to begin. */
export type Visit = { setting: Setting; session: Session; start: number };

/** The visit, done, standing at its end. Rejects where code cannot be fetched. */
export async function openVisit(scenario: Scenario, setting: Setting): Promise<Visit> {
  const before = planSetting(setting);
  const session = await openSession(scenario, [...before, ...planVisit(setting)]);
  const start = session.getState().history.entries[before.length]?.at ?? 0;
  return { setting, session, start };
}

/** What the pipes show at a moment of the visit; at its end where none is given. */
export function readVisit({ setting, session, start }: Visit, at?: number): Xray {
  const { history } = session.getState();
  const playhead = at ?? history.stops.length - 1;
  const events = history.stops.slice(start + 1, playhead + 1).flatMap((stop) => stop.events);
  return readXray(setting, events, viewAt(session.engine, { history, playhead }).now);
}

/** Simulated milliseconds from the visit's begin to what the visitor got last. */
export function timeOfVisit({ session, start }: Visit): number {
  const { history } = session.getState();
  const events = history.stops.slice(start + 1).flatMap((stop) => stop.events);
  const got = events.findLast(
    (event) =>
      event.kind === 'arrived' && event.host === 'visitor' && /R|P/.test(event.packet.flags),
  );
  return (got?.at ?? 0) - (events[0]?.at ?? 0);
}
