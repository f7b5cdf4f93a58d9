/** Words of what a bench saves: the packets of its session as a capture, and its picture. */
import type { TraceEvent } from '@/contract/trace';
import { captionFor } from './captions';

export const captureWords = {
  program: 'Portside (simulation)',
  comment:
    'Simulated packets of a lesson, not of a real network. Each stands once on every segment it passed, as it left its sender. ARP, neighbour discovery and options of TCP other than the largest segment are not recorded; windows are told without a scale.',
  describe: (lan: string | null, host: string) =>
    lan === null ? `loopback of ${host}, simulated` : `network ${lan}, simulated`,
  lost: (event: TraceEvent) => captionFor(event, { before: [] }).say,
} as const;
