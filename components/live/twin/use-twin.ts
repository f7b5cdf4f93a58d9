'use client';

import { useEffect, useState } from 'react';
import { twinWords } from '@/content/messages/twin';
import type { OracleCase, OracleOutcome } from '@/contract/oracle';
import type { TwinResult } from '@/contract/twin';
import { playTwin } from '../lab-request';
import { useLabBusy, useLiveLab } from '../use-live-lab';

/** How the real side of a scenario stands. */
export type RealSide =
  | { is: 'not-asked' }
  | { is: 'playing' }
  | { is: 'played'; result: Extract<TwinResult, { ok: true }> }
  /** The lab cannot play it, and says why. */
  | { is: 'not-possible'; why: string };

/**
 * Works the paper side out as soon as a scenario is looked at; the engine comes when it is needed.
 * Throws while rendering where the engine does not model the scenario.
 */
export function usePaperSide(scenario: OracleCase): OracleOutcome | null {
  const [known, setKnown] = useState<{ of: OracleCase; outcome: OracleOutcome } | null>(null);
  const [unsupported, setUnsupported] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    void import('@/simulation/scenario/oracle').then(({ runOracleCase }) => {
      if (gone) return;
      const outcome = runOracleCase(scenario);
      if ('unsupported' in outcome) setUnsupported(outcome.unsupported);
      else setKnown({ of: scenario, outcome });
    });
    return () => {
      gone = true;
    };
  }, [scenario]);
  if (unsupported !== null) throw new Error(`The simulation does not model "${unsupported}".`);
  return known?.of === scenario ? known.outcome : null;
}

/** The real side of a scenario, and how to ask for it. One scenario for the life of the component. */
export function useRealSide(scenario: OracleCase) {
  const [asked, setAsked] = useState<RealSide>({ is: 'not-asked' });
  const operate = useLiveLab((lab) => lab.operate);
  const tier = useLiveLab((lab) =>
    lab.phase.is === 'open' ? lab.phase.session.tier : lab.status?.tier,
  );
  const off = useLiveLab((lab) => lab.phase.is === 'off');
  const busy = useLabBusy();

  async function play() {
    setAsked({ is: 'playing' });
    const answer = await operate('twin', () => playTwin({ scenario }));
    if (!answer.ok) return setAsked({ is: 'not-asked' });
    const result = answer.value;
    setAsked(result.ok ? { is: 'played', result } : { is: 'not-possible', why: result.detail });
  }

  const here: RealSide =
    tier === 'loopback' ? { is: 'not-possible', why: twinWords.loopback } : asked;
  return { side: here, play, mayPlay: !busy && !off && tier !== 'loopback' };
}
