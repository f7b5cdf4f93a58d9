'use client';

import { useState } from 'react';
import { announce } from '@/components/ui/announce';
import type { Guess, Plan } from '@/content/messages/collisions/cases';
import { collisionWords as words } from '@/content/messages/collisions/words';
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import { viewHolders } from '@/simulation/world/view-holders';
import type { World } from '@/simulation/world/world';
import { eventsAt, eventsUpTo, viewAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { openSession } from '../open-session';
import { endFirst, planActions, sendCallers, waitMinute } from './plan-actions';
import {
  type Failure,
  isOwnerless,
  readAsked,
  readCallers,
  readFailure,
  readLines,
  readTable,
} from './read-lab';

/** An experiment that was made: what was said, the session it happened in, what came of it. */
export type Run = {
  guess: Guess | null;
  session: Session;
  failure: Failure | null;
  /** What stood in the way belongs to no program. */
  ownerless: boolean;
};

/** The world at the playhead: the engine's own, which a session hands back as it was. */
export function worldOf(session: Session): World {
  const { history, playhead } = session.getState();
  return history.stops[playhead]?.world as World;
}

function doAll(session: Session, actions: readonly Action[], untilFailure: boolean) {
  for (const action of actions) {
    session.getState().dispatch(action);
    const { problem } = session.getState();
    if (problem?.kind === 'engine') throw new Error(problem.reason);
    if (untilFailure && readFailure(eventsUpTo(session.getState())) !== null) return;
  }
}

async function runPlan(scenario: Scenario, plan: Plan, guess: Guess | null): Promise<Run> {
  const session = await openSession(scenario);
  doAll(session, planActions(plan), true);
  const state = session.getState();
  const view = viewAt(session.engine, state);
  const asked = readAsked(view, eventsAt(state));
  const { host } = plan.second;
  const table = readTable(view, host, viewHolders(worldOf(session), host, asked), asked);
  return {
    ...{ guess, session, failure: readFailure(eventsUpTo(state)) },
    ownerless: isOwnerless(table),
  };
}

const isUdp = ({ first, second }: Plan) => first.proto === 'udp' || second.proto === 'udp';
export const tellResult = (plan: Plan, failure: Failure | null) =>
  words.result(failure, isUdp(plan));

/** Makes the experiment of a plan; `onRun` keeps it. */
export function useExperiment(scenario: Scenario, plan: Plan, onRun: (run: Run) => void) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);

  async function fire(guess: Guess | null) {
    if (busy) return;
    setBusy(true);
    setTrouble(null);
    try {
      const run = await runPlan(scenario, plan, guess);
      onRun(run);
      announce(tellResult(plan, run.failure));
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  }
  return { busy, trouble, fire };
}

export type Act = 'end' | 'wait' | 'call';

/** What can be done after an experiment, as far as it is of use. */
export function actsAfter({ order, first, second }: Plan, failure: Failure | null): Act[] {
  if (failure === null) return first.proto === 'tcp' || second.proto === 'tcp' ? ['call'] : [];
  if (failure.who !== 'second' || failure.errno !== 'EADDRINUSE') return [];
  return [order === 'server-closed' || order === 'client-closed' ? 'wait' : 'end'];
}

/** Does it at the end of what has happened, and says what came of it. */
export function doAct(act: Act, plan: Plan, { session, failure }: Run): string {
  session.getState().jump('last');
  const call = failure?.call ?? 'bind';
  const actions = { end: endFirst, wait: waitMinute, call: sendCallers }[act](plan, call);
  doAll(session, actions, false);
  const before = eventsUpTo(session.getState());
  if (act !== 'call') {
    const worked = readLines(plan, 'second', before).every(({ state }) => state === 'done');
    return words.retried(worked);
  }
  const view = viewAt(session.engine, session.getState());
  const { first, second, refused } = readCallers(view, before);
  return words.calls(first, second, refused);
}
