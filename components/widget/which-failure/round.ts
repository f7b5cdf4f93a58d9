/** What a learner has found out so far. Pure. */
import { probeWords } from '@/content/messages/probe';
import { type Cause, cases, visitor } from '@/content/messages/which-failure-causes';
import type { TraceEvent } from '@/contract/trace';
import { layers } from '@/simulation/world/probe';
import { readProbes } from '@/simulation/world/read-probes';

/** A case that was answered; `layers`: names of what the learner's own commands ruled out before. */
export type Found = { number: number; said: Cause; layers: readonly string[] };

export const isRight = ({ number, said }: Pick<Found, 'number' | 'said'>): boolean =>
  cases[number]?.cause === said;

/** What the visitor's own machine saw: what a proxy asked in its turn is known to nobody there. */
export const seenByVisitor = (events: readonly TraceEvent[]): TraceEvent[] =>
  events.filter(({ host }) => host === visitor);

/** Layers that some attempt of the visitor among `events` has shown to work, in their order. */
export function ruledOut(events: readonly TraceEvent[]): string[] {
  const probes = readProbes(seenByVisitor(events));
  const tried = probes.filter(({ port }) => port !== DNS_PORT);
  const isKnown = probes.some(({ port, heard }) => port === DNS_PORT && hasAnswer(heard));
  return layers.flatMap((layer, index) => {
    const works = tried.some(({ findings }) => findings[index]?.verdict === 'passed');
    return works || (layer === 'name' && isKnown) ? [probeWords.layers[layer].toLowerCase()] : [];
  });
}

const DNS_PORT = 53;

/** Whether a name server's message holds a record: its count of answers (RFC 1035, 4.1.1). */
const hasAnswer = (message: string): boolean =>
  message.length >= 12 && message.slice(6, 8) !== '\0\0';

/** The first answer to each case counts. */
export function withFound(round: readonly Found[], found: Found): readonly Found[] {
  return round.some(({ number }) => number === found.number) ? round : [...round, found];
}

export function sumRound(round: readonly Found[]) {
  const layers = round.reduce((sum, one) => sum + one.layers.length, 0);
  return { done: round.length, right: round.filter(isRight).length, layers };
}
