/**
 * Address translation with connection tracking (nft(8), section NAT; RFC 3022): rules decide about
 * the first packet of a conversation, and the flow they make about all that follow, both ways.
 */
import type { NatRule } from '@/contract/action';
import { isInPrefix, parsePrefix } from '../packet/address';
import type { Endpoint, Packet } from '../packet/packet';
import { type Dictionary, lookUp, withoutText, withText } from './dictionary';

/** How a conversation looks before translation and, seen from the far end, after it. */
export type Flow = Readonly<{
  proto: Packet['proto'];
  original: Readonly<{ src: Endpoint; dst: Endpoint }>;
  reply: Readonly<{ src: Endpoint; dst: Endpoint }>;
  /** Source rules have had their say. */
  settled: boolean;
  /** When it is forgotten, in milliseconds of the world. */
  until: number;
  /** A FIN or an RST was seen, or an answer. */
  seen: readonly ('answer' | 'fin' | 'rst')[];
}>;

/** By what a packet of it says, at the two places where packets are rewritten. */
export type Flows = Dictionary<Flow>;

/** `target`: where the destination is rewritten, before routing; `source`: after it. */
export type Place = 'target' | 'source';
type Chain = NatRule['chain'];

/** Echo messages carry an identifier in place of ports; the sequence number is no part of it. */
function ends(packet: Packet): { src: Endpoint; dst: Endpoint } {
  const { src, dst } = packet;
  if (packet.proto !== 'icmp') return { src, dst };
  return packet.type === 'echo-reply'
    ? { src: { ...src, port: 0 }, dst }
    : { src, dst: { ...dst, port: 0 } };
}

function keyOf(place: Place, proto: string, src: Endpoint, dst: Endpoint): string {
  return `${place} ${proto} ${src.addr} ${src.port} ${dst.addr} ${dst.port}`;
}

/** The four names of a flow: two ways, at two places. */
function keysOf({ proto, original, reply }: Flow): { there: string[]; back: string[] } {
  return {
    there: [
      keyOf('target', proto, original.src, original.dst),
      keyOf('source', proto, original.src, reply.src),
    ],
    back: [
      keyOf('target', proto, reply.src, reply.dst),
      keyOf('source', proto, reply.src, original.src),
    ],
  };
}

export function withoutFlow(flows: Flows, flow: Flow): Flows {
  const { there, back } = keysOf(flow);
  return [...there, ...back].reduce(withoutText, flows);
}

export function withFlow(flows: Flows, flow: Flow): Flows {
  const { there, back } = keysOf(flow);
  return [...there, ...back].reduce((all, key) => withText(all, key, flow), flows);
}

/** The flow that a packet belongs to, and which way it goes; null where none is known. */
export function findFlow(
  flows: Flows,
  place: Place,
  packet: Packet,
  now: number,
): { flow: Flow; way: 'there' | 'back' } | null {
  const { src, dst } = ends(packet);
  const key = keyOf(place, packet.proto, src, dst);
  const flow = lookUp(flows, key);
  if (!flow || flow.until <= now) return null;
  return { flow, way: keysOf(flow).there.includes(key) ? 'there' : 'back' };
}

/** The packet as it goes on: only the end that is rewritten at this place is changed. */
export function rewrite<P extends Packet>(
  packet: P,
  place: Place,
  { flow, way }: { flow: Flow; way: 'there' | 'back' },
): P {
  const keepPort = (end: Endpoint, own: Endpoint) =>
    packet.proto === 'icmp' && end.port === 0 ? { ...end, port: own.port } : end;
  if (place === 'target') {
    const dst = way === 'there' ? flow.reply.src : flow.original.src;
    return { ...packet, dst: keepPort(dst, packet.dst) };
  }
  const src = way === 'there' ? flow.reply.dst : flow.original.dst;
  return { ...packet, src: keepPort(src, packet.src) };
}

/**
 * An ICMP error about a packet that was translated, as the packet's sender must see it: addressed
 * to the sender, and speaking of the packet as it was sent (RFC 5508, section 4).
 */
export function rewriteError(packet: Packet, flows: Flows, now: number): Packet {
  if (packet.proto !== 'icmp' || !packet.about) return packet;
  const { about } = packet;
  const { src, dst } = ends(about);
  // What came back to us about it has left us, so it is looked for by its opposite.
  const found = lookUp(flows, keyOf('target', about.proto, dst, src));
  if (!found || found.until <= now) return packet;
  const back = keysOf(found).back[0] === keyOf('target', about.proto, dst, src);
  const was = back
    ? { src: found.original.src, dst: found.original.dst }
    : { src: found.reply.src, dst: found.reply.dst };
  return { ...packet, dst: { addr: was.src.addr, port: 0 }, about: { ...about, ...was } };
}

/** Whether a packet may open a conversation: translation never begins in the middle of one. */
export function isOpening(packet: Packet): boolean {
  if (packet.proto === 'tcp') return packet.flags.syn && !packet.flags.ack;
  return packet.proto === 'udp' || packet.type === 'echo-request';
}

/** The first rule of a chain that fits a packet coming (or leaving) by `iface`. */
export function findNatRule(
  rules: readonly NatRule[],
  chain: Chain,
  packet: Packet,
  iface: string,
  isLocal: (addr: string) => boolean,
): NatRule | null {
  const inside = (wanted: string | undefined, addr: string) => {
    if (wanted === undefined) return true;
    const no = wanted.startsWith('!');
    const prefix = parsePrefix(no ? wanted.slice(1) : wanted);
    return prefix !== null && isInPrefix(addr, prefix) !== no;
  };
  const found = rules.find((rule) => {
    if (rule.chain !== chain) return false;
    if (rule.proto !== undefined && rule.proto !== packet.proto) return false;
    if (rule.dport !== undefined && (packet.proto === 'icmp' || packet.dst.port !== rule.dport))
      return false;
    if (rule.iface !== undefined && (rule.iface === iface) === (rule.notIface ?? false))
      return false;
    if (rule.local && !isLocal(packet.dst.addr)) return false;
    return inside(rule.src, packet.src.addr) && inside(rule.dst, packet.dst.addr);
  });
  return found ?? null;
}

/** How long a silent conversation is remembered, in ms (nf_conntrack's defaults of Linux 6.18). */
function lifetime(proto: Packet['proto'], seen: Flow['seen']): number {
  const seconds = (() => {
    if (proto === 'icmp') return 30;
    if (proto === 'udp') return seen.includes('answer') ? 120 : 30;
    if (seen.includes('rst')) return 10;
    if (seen.includes('fin')) return 120;
    return seen.includes('answer') ? 432_000 : 120;
  })();
  return seconds * 1000;
}

/** The flow after a packet of it has passed. */
export function touchFlow(flow: Flow, packet: Packet, way: 'there' | 'back', now: number): Flow {
  const marks = new Set(flow.seen);
  if (way === 'back') marks.add('answer');
  if (packet.proto === 'tcp' && packet.flags.fin) marks.add('fin');
  if (packet.proto === 'tcp' && packet.flags.rst) marks.add('rst');
  const seen = [...marks];
  return { ...flow, seen, until: now + lifetime(flow.proto, seen) };
}

/** A conversation as it begins, with its target where a rule has sent it. */
export function openFlow(packet: Packet, target: Endpoint | null, now: number): Flow {
  const { src, dst } = ends(packet);
  return {
    proto: packet.proto,
    original: { src, dst },
    reply: { src: target ?? dst, dst: src },
    settled: false,
    until: now + lifetime(packet.proto, []),
    seen: [],
  };
}

const LAST_PORT = 65535;

/**
 * A source for `flow` on `addr` that no other conversation with the same far end uses: its own
 * port where that is free, else the next free one of the same kind (below 512, below 1024, above),
 * as nf_nat_l4proto_unique_tuple looks for it; null when there is none.
 */
export function findFreeSource(
  flows: Flows,
  flow: Flow,
  addr: string,
  now: number,
): Endpoint | null {
  const { proto, original, reply } = flow;
  const taken = (port: number) => {
    const other = lookUp(flows, keyOf('target', proto, reply.src, { addr, port }));
    return other !== undefined && other.until > now;
  };
  const { port: own } = original.src;
  if (!taken(own)) return { addr, port: own };
  const [low, high] = own < 512 ? [1, 511] : own < 1024 ? [600, 1023] : [1024, LAST_PORT];
  const count = high - low + 1;
  for (let offset = 1; offset < count; offset += 1) {
    const port = low + ((own - low + offset) % count);
    if (!taken(port)) return { addr, port };
  }
  return null;
}
