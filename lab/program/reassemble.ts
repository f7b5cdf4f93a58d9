/**
 * Puts conversations together from packets, as both ends have heard them: in order, nothing twice.
 * RFC 9293, 3.4 (sequence numbers run round) and 3.10.7.4 (what is kept of a segment). Pure.
 */
import type { Conversation, ServiceId } from '@/contract/lab-service';
import type { PacketView } from '@/contract/trace';
import type { Annotate } from '../service/service';
import { createWireRecord, type Scribe } from '../service/wire-record';

/** `purpose` and port of what a program listens on. */
export type Door = { purpose: string; proto: 'tcp' | 'udp'; port: number };

export type Heard = { at: number; packet: PacketView };

type From = 'client' | 'server';
/** `next`: the sequence number that is to come; null before the SYN. */
type Side = { next: number | null; waiting: PacketView[] };
/** `scribe` is null until the server has agreed: a call that is refused is no conversation. */
type Call = { sides: Record<From, Side>; purpose: string; scribe: Scribe | null };

/** How far `b` lies behind `a` on a ring of 2^32; negative when it lies before. */
const distance = (a: number, b: number) => (b - a) | 0;
const onRing = (n: number) => n >>> 0;
const place = ({ addr, port }: PacketView['src']) => `${addr} ${port}`;

/** All that `side` has now heard in order; `false` once it has heard the end. */
function* inOrder(side: Side): Generator<{ bytes: Uint8Array; end: boolean }> {
  for (let found = true; found; ) {
    found = false;
    for (const [index, packet] of side.waiting.entries()) {
      if (side.next === null) return;
      const ahead = distance(side.next, packet.seq);
      if (ahead > 0) continue;
      side.waiting.splice(index, 1);
      found = true;
      const fin = packet.flags.includes('F');
      const fresh = packet.data.slice(-ahead || 0);
      const past = -ahead > packet.data.length;
      if (!past) {
        side.next = onRing(side.next + fresh.length + (fin ? 1 : 0));
        yield { bytes: Buffer.from(fresh, 'latin1'), end: fin };
      }
      break;
    }
  }
}

/** @param packets in the order in which they were captured, each once. */
export function reassemble(
  packets: readonly Heard[],
  doors: readonly Door[],
  service: ServiceId,
  annotate: Annotate,
): Conversation[] {
  let clock = 0;
  const record = createWireRecord(() => clock);
  const calls = new Map<string, Call>();
  const questions = new Map<string, Scribe>();
  const doorOf = ({ proto }: PacketView, { port }: PacketView['src']) =>
    doors.find((door) => door.proto === proto && door.port === port);

  function hearTcp(packet: PacketView) {
    const { src, dst, flags, seq } = packet;
    const key = (client: PacketView['src'], server: PacketView['src']) =>
      `${place(client)} ${place(server)}`;
    if (flags.includes('S') && !flags.includes('A')) {
      const door = doorOf(packet, dst);
      const known = calls.get(key(src, dst));
      // The same SYN once more is a retransmission; another one is another conversation.
      if (!door || known?.sides.client.next === onRing(seq + 1)) return;
      calls.set(key(src, dst), {
        sides: {
          client: { next: onRing(seq + 1), waiting: [] },
          server: { next: null, waiting: [] },
        },
        purpose: door.purpose,
        scribe: null,
      });
      return;
    }
    const asked = calls.get(key(src, dst));
    const call = asked ?? calls.get(key(dst, src));
    if (!call) return;
    const from: From = asked ? 'client' : 'server';
    const side = call.sides[from];
    if (flags.includes('R')) return call.scribe?.end('reset');
    if (flags.includes('S')) {
      const about = { proto: 'tcp', purpose: call.purpose, layer: 'on the wire' } as const;
      side.next ??= onRing(seq + 1);
      call.scribe ??= record.open(service, { ...about, client: dst, server: src });
    } else if (packet.data !== '' || flags.includes('F')) {
      side.waiting.push(packet);
    }
    for (const { bytes, end } of inOrder(side)) {
      call.scribe?.say(from, bytes);
      if (end) call.scribe?.end(`${from} closed`);
    }
  }

  function hearUdp(packet: PacketView) {
    const { src, dst, data } = packet;
    const door = doorOf(packet, dst);
    const bytes = Buffer.from(data, 'latin1');
    if (door) {
      const about = { proto: 'udp', purpose: door.purpose, layer: 'on the wire' } as const;
      const scribe = record.open(service, { ...about, client: src, server: dst });
      questions.set(`${place(src)} ${place(dst)}`, scribe);
      scribe.say('client', bytes);
    } else {
      questions.get(`${place(dst)} ${place(src)}`)?.say('server', bytes);
    }
  }

  for (const { at, packet } of packets) {
    clock = at;
    if (packet.proto === 'tcp') hearTcp(packet);
    else if (packet.proto === 'udp') hearUdp(packet);
  }
  return record.since(0, service, annotate);
}
