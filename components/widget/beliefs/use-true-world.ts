'use client';

import { useEffect, useState } from 'react';
import type { Belief } from '@/content/messages/beliefs/belief';
import type { Scenario } from '@/contract/scenario';
import type { Session } from '@/store/simulation-session';
import { openSession } from '../open-session';
import type { Truth } from './align';
import { readTruths } from './read-truth';

/** `truths`: the scenario's steps as they came out, the experiment last. */
export type TrueWorld = { session: Session; truths: readonly Truth[] };
type Opened = { world: TrueWorld | null; trouble: string | null };

/** Plays the scenario's steps in a session of their own. */
export function useTrueWorld({ hosts }: Belief, scenario: Scenario): Opened {
  const [opened, setOpened] = useState<Opened>({ world: null, trouble: null });
  useEffect(() => {
    let gone = false;
    // The steps have been taken: the bench shall not offer them once more.
    openSession(
      { ...scenario, steps: [] },
      scenario.steps.map(({ action }) => action),
    ).then(
      (session) => {
        if (gone) return;
        session.getState().jump('first');
        setOpened({ world: { session, truths: readTruths(session, hosts) }, trouble: null });
      },
      (error: unknown) => {
        const trouble = error instanceof Error ? error.message : String(error);
        if (!gone) setOpened({ world: null, trouble });
      },
    );
    return () => {
      gone = true;
    };
  }, [scenario, hosts]);
  return opened;
}
