'use client';

import { useEffect, useState } from 'react';
import { twinWords } from '@/content/messages/twin';
import { type TwinId, twins } from '@/content/messages/twin-scenarios';
import type { OracleOutcome } from '@/contract/oracle';
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

/** Works the paper side out as soon as a scenario is looked at; the engine comes when it is needed. */
export function usePaperSide(id: TwinId): OracleOutcome | null {
  const [known, setKnown] = useState<Partial<Record<TwinId, OracleOutcome>>>({});
  useEffect(() => {
    let gone = false;
    void import('@/simulation/scenario/oracle').then(({ runOracleCase }) => {
      const outcome = runOracleCase(twins[id].scenario);
      if (!gone && !('unsupported' in outcome)) {
        setKnown((before) => ({ ...before, [id]: outcome }));
      }
    });
    return () => {
      gone = true;
    };
  }, [id]);
  return known[id] ?? null;
}

/** The real side of each scenario, and how to ask for it. */
export function useRealSide(id: TwinId) {
  const [sides, setSides] = useState<Partial<Record<TwinId, RealSide>>>({});
  const operate = useLiveLab((lab) => lab.operate);
  const tier = useLiveLab((lab) =>
    lab.phase.is === 'open' ? lab.phase.session.tier : lab.status?.tier,
  );
  const off = useLiveLab((lab) => lab.phase.is === 'off');
  const busy = useLabBusy();
  const note = (side: RealSide) => setSides((before) => ({ ...before, [id]: side }));

  async function play() {
    note({ is: 'playing' });
    const answer = await operate('twin', () => playTwin({ scenario: twins[id].scenario }));
    if (!answer.ok) return note({ is: 'not-asked' });
    const result = answer.value;
    note(result.ok ? { is: 'played', result } : { is: 'not-possible', why: result.detail });
  }

  const asked = sides[id] ?? { is: 'not-asked' as const };
  const here: RealSide =
    tier === 'loopback' ? { is: 'not-possible', why: twinWords.loopback } : asked;
  return { side: here, play, mayPlay: !busy && !off && tier !== 'loopback' };
}
