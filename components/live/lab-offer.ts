/** Whether a real kernel could be asked now, for whoever shows no panel of the lab. */
import { liveWords } from '@/content/messages/live';
import { twinWords } from '@/content/messages/twin';
import type { LiveLab } from '@/store/live-lab';
import { watchLab } from './use-live-lab';

export type LabOffer =
  | { is: 'asking' }
  | { is: 'open' }
  /** `why` in whole sentences. */
  | { is: 'shut'; why: string };

export function offerOf({ phase, status }: Pick<LiveLab, 'phase' | 'status'>): LabOffer {
  const reason = [status?.reason, status?.cure].filter(Boolean).join(' ');
  switch (phase.is) {
    case 'unknown':
      return { is: 'asking' };
    case 'off':
      return { is: 'shut', why: reason };
    case 'offline':
      return { is: 'shut', why: liveWords.offline };
    case 'restarting':
      return { is: 'shut', why: reason || twinWords.restarting };
    default: {
      const tier = phase.is === 'open' ? phase.session.tier : status?.tier;
      return tier === 'loopback' ? { is: 'shut', why: twinWords.loopback } : { is: 'open' };
    }
  }
}

/** Tells how the lab is, now and whenever that changes, until the answer is called. */
export const watchOffer = (onOffer: (offer: LabOffer) => void): (() => void) =>
  watchLab((lab) => onOffer(offerOf(lab)));
