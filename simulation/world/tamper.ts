/** Somebody between two hosts changes a packet that is on its way. */
import type { Action } from '@/contract/action';
import { isAddress6 } from '../packet/address';
import type { Packet } from '../packet/packet';
import { packetBytes } from '../packet/packet-bytes';
import { schedule, unschedule } from './agenda';
import { inOrder } from './queue';
import { tell, type Work } from './work';

type Tampering = Extract<Action, { do: 'tamper' }>;

/** What is wrong with the wish, in words; null once it is done. */
export function tamperWithPacket(work: Work, { packet: id, bit, ttl, port }: Tampering) {
  const flight = [...inOrder(work.world.agenda.flights)].find(
    (one) => one.kind === 'arrive' && one.packet.id === id,
  );
  if (flight?.kind !== 'arrive') return `packet ${id} is not on its way`;
  const { packet } = flight;
  if (isAddress6(packet.src.addr)) return 'only packets of IPv4 can be changed on their way';
  if (bit !== undefined && bit >= packetBytes(packet).length * 8)
    return `packet ${id} has no bit ${bit}`;
  if (port !== undefined && packet.proto === 'icmp') return `packet ${id} has no ports`;
  const changed: Packet = {
    ...packet,
    ...(ttl === undefined ? {} : { ttl }),
    ...(port === undefined ? {} : { dst: { addr: packet.dst.addr, port } }),
    ...(bit === undefined ? {} : { flipped: bit }),
  };
  unschedule(work, flight);
  const { seq: _, ...sketch } = flight;
  schedule(work, { ...sketch, packet: changed });
  const told = Object.entries({ bit, ttl, port }).filter(([, value]) => value !== undefined);
  const detail = told.map(([name, value]) => `${name} ${value}`).join(', ');
  tell(work, flight.from, { kind: 'machine', change: 'tamper', detail });
  return null;
}
