'use client';

import { useEffect, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { failureWords as words } from '@/content/messages/which-failure';
import { type ProbeId, probes } from '@/content/messages/which-failure-causes';
import type { Scenario } from '@/contract/scenario';
import type { Session } from '@/store/simulation-session';
import { type Done, openCase, perform, probeAction, symptomActions } from './play';
import { tellTime } from './tell-time';

export type Played = { session: Session; symptom: readonly Done[] };
export type Ran = { id: ProbeId; done: Done };

/** A case that is being looked at: its world with the symptom, and what the learner has run in it. */
export function useCase(scenario: Scenario, number: number) {
  const [played, setPlayed] = useState<Played | null>(null);
  const [ran, setRan] = useState<readonly Ran[]>([]);
  const [busy, setBusy] = useState<ProbeId | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  useEffect(() => {
    let gone = false;
    async function play() {
      const session = await openCase(scenario, number);
      const symptom: Done[] = [];
      for (const action of symptomActions) symptom.push(await perform(session, action));
      if (!gone) setPlayed({ session, symptom });
    }
    play().catch((error: unknown) => {
      if (!gone) setTrouble(error instanceof Error ? error.message : String(error));
    });
    return () => {
      gone = true;
    };
  }, [scenario, number]);

  async function run(id: ProbeId) {
    const probe = probes.find((one) => one.id === id);
    if (played === null || probe === undefined || busy !== null) return;
    setBusy(id);
    try {
      const done = await perform(played.session, probeAction(probe));
      setRan((before) => [...before, { id, done }]);
      announce(`${words.ranSaid(probe.line, tellTime(done.shown))} ${done.shown.printed}`);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
    setBusy(null);
  }

  return { played, ran, busy, trouble, run };
}

export type Looked = ReturnType<typeof useCase>;
