'use client';

import { useEffect, useState } from 'react';
import type { LabOffer } from '@/components/live/lab-offer';

/** Whether a real kernel could be asked. What knows that is fetched once the bench stands. */
export function useLabOffer(): LabOffer {
  const [offer, setOffer] = useState<LabOffer>({ is: 'asking' });
  useEffect(() => {
    let leave: (() => void) | null = null;
    let gone = false;
    import('@/components/live/lab-offer').then(
      ({ watchOffer }) => {
        if (!gone) leave = watchOffer(setOffer);
      },
      // Without the server there is no lab either; its own words for that have not come.
      () => gone || setOffer({ is: 'shut', why: '' }),
    );
    return () => {
      gone = true;
      leave?.();
    };
  }, []);
  return offer;
}
