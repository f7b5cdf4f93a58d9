/** A life of a connection, played in a session that stands at its beginning. */
import type { StoryId } from '@/content/messages/tcp-states';
import type { Scenario } from '@/contract/scenario';
import type { Session } from '@/store/simulation-session';
import { actWithin } from '../act-within';
import { openSession, settled } from '../open-session';
import { stories } from './stories';

/** Rejects where the code of the simulation cannot be fetched, or an action is refused. */
export async function openStory(scenario: Scenario, id: StoryId): Promise<Session> {
  const session = await openSession(scenario);
  for (const { actions, withinMs } of stories[id]) {
    if (withinMs === undefined) {
      session.getState().dispatchAll(actions);
      await settled(session);
      session.getState().jump('last');
    } else await actWithin(session, actions, withinMs);
    const { problem } = session.getState();
    if (problem !== null) {
      throw new Error(problem.kind === 'engine' ? problem.reason : problem.kind);
    }
  }
  // A change of state is then a stop of its own, and the caption tells of it.
  session.getState().setDetail('everything');
  session.getState().jump('first');
  return session;
}
