/** The packets of a session, each with the segments it passed. Pure. */
import type { PacketView, TraceEvent } from '@/contract/trace';
import { dissectFrame } from '@/simulation/packet/dissect';
import { frameBytes, type Link, noLink } from '@/simulation/packet/packet-bytes';
import { readPacketView } from '@/simulation/packet/view-packet';

/** One leaving: by which host, onto which segment, told at which stop of the history. */
export type Leg = {
  packet: PacketView;
  link: Link | null;
  host: string;
  via: string;
  stop: number;
};
/** `step`: number of the session's action it was sent in. */
export type SentPacket = { id: number; step: number; legs: readonly [Leg, ...Leg[]] };

type Told = {
  stops: readonly { events: readonly TraceEvent[] }[];
  entries: readonly { at: number }[];
};

/** In the order in which they were first sent. */
export function packetsOf({ stops, entries }: Told): SentPacket[] {
  const found = new Map<number, SentPacket>();
  for (const [stop, { events }] of stops.entries()) {
    for (const event of events) {
      if (event.kind !== 'sent') continue;
      const { packet, link = null, host, via } = event;
      const leg: Leg = { packet, link, host, via, stop };
      const known = found.get(packet.id);
      const step = entries.findLastIndex(({ at }) => at < stop);
      const legs: SentPacket['legs'] = known ? [...known.legs, leg] : [leg];
      found.set(packet.id, { id: packet.id, step: known?.step ?? step, legs });
    }
  }
  return [...found.values()];
}

/** What a learner may say that a router writes anew; each stands for some fields. */
const partsOnTheWay = {
  macs: ['ethernet.src', 'ethernet.dst'],
  ttl: ['ip4.ttl'],
  src: ['ip4.src'],
  dst: ['ip4.dst'],
  sport: ['tcp.sport', 'udp.sport'],
  dport: ['tcp.dport', 'udp.dport'],
  sums: ['ip4.sum', 'tcp.sum', 'udp.sum', 'icmp.sum'],
  data: ['data.line', 'data.bytes'],
} as const;
export type PartOnTheWay = keyof typeof partsOnTheWay;

export type Change = { key: string; before: string; after: string };

/** Fields of the packet itself, not of one it is about, that differ behind the router. */
export function changesBetween(one: Leg, other: Leg): Change[] {
  const [before, after] = [one, other].map(({ packet, link }) => {
    const bytes = frameBytes(readPacketView(packet), link ?? noLink);
    return dissectFrame(bytes)
      .filter(({ quoted }) => !quoted)
      .map((field) => ({
        key: field.key,
        value: field.value || bytes.slice(field.at, field.at + field.length),
      }));
  });
  return (before ?? []).flatMap(({ key, value }, index) => {
    const then = after?.[index]?.value ?? '';
    return then === value ? [] : [{ key, before: value, after: then }];
  });
}

/** Which of the parts a packet has at all, and whether the router wrote them anew. */
export function partsChanged(one: Leg, other: Leg): { part: PartOnTheWay; changed: boolean }[] {
  const changed = changesBetween(one, other).map(({ key }) => key);
  const { packet, link } = one;
  const keys = dissectFrame(frameBytes(readPacketView(packet), link ?? noLink)).map(
    ({ key }) => key as string,
  );
  return (Object.keys(partsOnTheWay) as PartOnTheWay[]).flatMap((part) => {
    const own: readonly string[] = partsOnTheWay[part];
    if (!own.some((key) => keys.includes(key))) return [];
    return [{ part, changed: own.some((key) => changed.includes(key)) }];
  });
}
