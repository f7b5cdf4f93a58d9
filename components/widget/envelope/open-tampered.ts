/** The same session as far as a packet's leaving, the packet changed there, and what came of it. */
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import type { Session } from '@/store/simulation-session';
import { openSession, settled } from '../open-session';
import type { SentPacket } from './packets-of';

export type Tampered = { session: Session; events: TraceEvent[] };

/** The session stands where the packet is changed; `events` are those from there to the end. */
export async function openTampered(
  scenario: Scenario,
  { step, legs: [first] }: SentPacket,
  tamper: Action,
): Promise<Tampered> {
  const actions = scenario.steps.slice(0, step + 1).map(({ action }) => action);
  const session = await openSession(scenario, actions);
  session.getState().jump(first.stop);
  session.getState().dispatch(tamper);
  await settled(session);
  const { history } = session.getState();
  session.getState().jump(first.stop + 1);
  return { session, events: history.stops.slice(first.stop + 1).flatMap(({ events }) => events) };
}
