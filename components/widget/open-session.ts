/** Sessions that a widget makes itself. Large: only what a widget loads imports this. */
import { fetchLikely, whenHere } from '@/components/bench/programs-here';
import { simulationEngine } from '@/components/bench/simulation-engine';
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import { linesOf } from '@/simulation/scenario/growing-table';
import { createSession, type Session } from '@/store/simulation-session';

/**
 * A session of `scenario` in which `actions` have been done, one after the other, standing at its
 * end; for a view in step mode, jump to where it shall begin. Rejects where the code of a program
 * cannot be fetched, or the world refuses an action (with its reason).
 */
export async function openSession(
  scenario: Scenario,
  actions: readonly Action[] = [],
): Promise<Session> {
  const typed = actions.flatMap((action) => (action.do === 'type' ? [action.line] : []));
  fetchLikely([...linesOf(scenario), ...typed]);
  const session = await whenHere(() => createSession(simulationEngine, scenario, { mode: 'play' }));
  if (actions.length > 0) session.getState().dispatchAll(actions);
  await settled(session);
  const { problem } = session.getState();
  if (problem !== null) {
    throw new Error(problem.kind === 'engine' ? problem.reason : `The bench said: ${problem.kind}`);
  }
  session.getState().jump('last');
  return session;
}

/** Resolves when what was dispatched has happened, or was given up. */
export async function settled(session: Session): Promise<void> {
  // A session that has fetched one program goes on, and may then lack another.
  while (session.getState().fetching) {
    await new Promise<void>((resolve) => {
      const stop = session.subscribe(({ fetching }) => {
        if (fetching) return;
        stop();
        resolve();
      });
    });
  }
}
