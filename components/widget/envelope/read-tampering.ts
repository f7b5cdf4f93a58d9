/** What became of a packet that was changed on its way, from the trace alone. Pure. */
import type { TraceEvent } from '@/contract/trace';

/** `silent`: thrown away, and nobody told. `told`: a note came back. `reset`: a RST did. */
export const fates = ['silent', 'told', 'reset', 'on'] as const;
export type Fate = (typeof fates)[number];

export type Tampering = {
  fate: Fate;
  /** The host whose kernel decided; null where the packet went its way. */
  by: string | null;
  /** Why it was thrown away in silence. */
  why: 'sum' | 'note' | 'reset' | 'other' | null;
  /** After how many milliseconds its sender sent the same again; null where it did not. */
  again: number | null;
};

/** `events` are those from the change on; `id` is the packet's number. */
export function readTampering(events: readonly TraceEvent[], id: number): Tampering {
  const begun = events[0]?.at ?? 0;
  const lost = events.find((event) => event.kind === 'lost' && event.packet.id === id);
  const arrived = events.findLast((event) => event.kind === 'arrived' && event.packet.id === id);
  const changed = [lost, arrived].flatMap((event) =>
    event && 'packet' in event ? event.packet : [],
  )[0];
  const same = (one: { port: number }, other: { port: number } | undefined) =>
    one.port === other?.port;
  const note = events.find(
    (event) => event.kind === 'sent' && event.packet.about?.id === id && event.packet.id !== id,
  );
  const reset = events.find(
    (event) =>
      event.kind === 'sent' &&
      event.packet.flags.includes('R') &&
      arrived !== undefined &&
      event.at >= arrived.at &&
      event.host === arrived.host &&
      same(event.packet.src, changed?.dst) &&
      same(event.packet.dst, changed?.src),
  );
  const repeat = events.find(
    (event) =>
      event.kind === 'sent' &&
      event.packet.id !== id &&
      event.packet.role === 'retransmit' &&
      event.packet.seq === changed?.seq &&
      event.packet.proto === changed.proto,
  );
  const again = repeat === undefined ? null : repeat.at - begun;
  if (note) return { fate: 'told', by: note.host, why: null, again };
  if (reset) return { fate: 'reset', by: reset.host, why: null, again };
  if (lost?.kind === 'lost') {
    const { packet, reason, host: by } = lost;
    const why = reason === 'checksum' ? 'sum' : packet.about ? 'note' : 'other';
    return { fate: 'silent', by, why, again };
  }
  // A RST that fits no row is put aside without an event of its own.
  const taken = events.some(({ kind, host }) => kind === 'state' && host === arrived?.host);
  if (arrived && changed?.flags.includes('R') && !taken)
    return { fate: 'silent', by: arrived.host, why: 'reset', again };
  return { fate: 'on', by: null, why: null, again };
}
