/** Sequence numbers: 32 bits, compared round the circle (RFC 9293, section 3.4). */
import type { Segment } from './packet';

export function addSequence(seq: number, count: number): number {
  return (seq + count) >>> 0;
}

/** How far `a` lies after `b`; negative where it lies before. */
export function sequenceDistance(a: number, b: number): number {
  return (a - b) | 0;
}

/** SEG.LEN: data bytes, and one each for SYN and FIN. */
export function segmentLength({ data, flags }: Segment): number {
  return data.length + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0);
}
