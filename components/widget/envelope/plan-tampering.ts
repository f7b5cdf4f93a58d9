/** What can be changed about a packet on its way. Pure. */
import type { Action } from '@/contract/action';
import { dissectPacket, type FieldKey } from '@/simulation/packet/dissect';
import { packetBytes } from '@/simulation/packet/packet-bytes';
import { readPacketView } from '@/simulation/packet/view-packet';
import type { Leg } from './packets-of';

export type Way = 'bit' | 'port' | 'ttl';
type Tamper = Extract<Action, { do: 'tamper' }>;

/** The fields in which a bit may be turned over: where their last bit stands, from the IP header on. */
export function bitsOf({ packet }: Leg): { key: FieldKey; bit: number }[] {
  const fields = dissectPacket(packetBytes(readPacketView(packet)));
  const seen = new Set<string>();
  return fields.flatMap(({ key, at, length, quoted }) => {
    if (quoted || seen.has(key)) return [];
    seen.add(key);
    return [{ key, bit: (at + length) * 8 - 1 }];
  });
}

export function planTampering(
  { packet }: Leg,
  way: Way,
  { bit, port }: { bit: number; port: number },
): Tamper {
  const change = { bit: { bit }, port: { port }, ttl: { ttl: 1 } }[way];
  return { do: 'tamper', packet: packet.id, ...change };
}
