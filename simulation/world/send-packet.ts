/** How packets leave a host: route, firewall, neighbour (ip(7), arp(7)). */
import type { Machine } from '../host/machine';
import { findWay, isBroadcast, isOwnAddress } from '../host/route';
import { numberSysctl } from '../host/sysctl';
import type { Errno } from '../host/system-call';
import { isAddress6, isLoopback, isMulticast } from '../packet/address';
import type { Icmp, IcmpType, Packet, Segment } from '../packet/packet';
import { viewPacket } from '../packet/view-packet';
import type { Outgoing } from '../tcp/tcb';
import { answerWithReset } from '../tcp/turn';
import { schedule } from './agenda';
import { filterPacket, isStopped } from './packet-filter';
import { translate } from './translate';
import { changeMachine, machineOf, takeNumber, tell, type Work } from './work';
import type { Path } from './world';

type Unnumbered<P> = P extends Packet ? Omit<P, 'id' | 'ttl'> & { ttl?: number } : never;
export type NewPacket = Unnumbered<Packet>;

/** `inCall`: sent by a system call that is still under way. */
export type SendContext = {
  inCall: boolean;
  /** Sent in the name of an address that is not the host's, as a firewall's answer is. */
  foreign?: boolean;
};

/**
 * Sends a packet of the host's own. What leaves does so as a happening of its own; what cannot
 * is told at once as the errno that send(2) gives.
 */
export function sendPacket(
  work: Work,
  host: string,
  fresh: NewPacket,
  { inCall, foreign }: SendContext = { inCall: false },
): Errno | null {
  const machine = machineOf(work, host);
  const ttl = fresh.ttl ?? defaultTtl(machine, fresh.src.addr);
  const made = numbered(fresh, takeNumber(work), ttl);
  // An address that was taken away meanwhile sends nothing.
  if (!foreign && !isOwnAddress(machine, made.src.addr)) return 'ENETUNREACH';
  const first = findWay(machine, made.dst.addr, made.src.addr);
  const leaving = 'iface' in first ? first.iface.name : 'lo';
  const packet = translate(work, host, 'output', made, leaving, null) ?? made;
  const way = packet.dst.addr === made.dst.addr ? first : findWay(machine, packet.dst.addr);
  switch (way.kind) {
    case 'none':
      return 'ENETUNREACH';
    case 'unreachable':
      return 'EHOSTUNREACH';
    case 'prohibit':
      return 'EACCES';
    case 'blackhole':
      return 'EINVAL';
  }
  const iface = way.kind === 'local' ? 'lo' : way.iface.name;
  const verdict = filterPacket(work, host, 'out', packet, iface);
  if (verdict !== 'accept') {
    refuse(work, host, packet, verdict, iface, inCall);
    return 'EPERM';
  }
  const path: Path =
    way.kind === 'local'
      ? { via: 'lo' }
      : way.kind === 'link'
        ? { via: 'link', iface, nextHop: way.nextHop }
        : { via: 'broadcast', iface };
  const sent = translate(work, host, 'postrouting', packet, iface, way.src);
  if (!sent) return 'EPERM';
  const { now: at } = work.world;
  schedule(work, { kind: 'depart', at, host, packet: sent, path, inCall, forwarded: false });
  return null;
}

/** Most packets are segments, and those are written out for speed (see `copyStream`). */
function numbered(fresh: NewPacket, id: number, ttl: number): Packet {
  if (fresh.proto !== 'tcp') return { ...fresh, id, ttl };
  const { src, dst, flags, seq, ack, window, data, mss, role } = fresh;
  const segment: Segment = { proto: 'tcp', src, dst, flags, seq, ack, window, data, id, ttl };
  if (mss !== undefined) segment.mss = mss;
  if (role !== undefined) segment.role = role;
  return segment;
}

/** IPv6 has a parameter of its own, which nothing here changes (RFC 4861, section 6.3.2). */
function defaultTtl({ sysctl }: Machine, src: string): number {
  return isAddress6(src) ? 64 : numberSysctl(sysctl, 'net.ipv4.ip_default_ttl');
}

/** Whether `sendPacket` would refuse a segment of the host's own, found out without a trace. */
export function wouldRefuse(machine: Machine, segment: Outgoing): boolean {
  if (!isOwnAddress(machine, segment.src.addr)) return true;
  const way = findWay(machine, segment.dst.addr);
  if (way.kind !== 'local' && way.kind !== 'link') return true;
  const iface = way.kind === 'local' ? 'lo' : way.iface.name;
  return (
    machine.firewall.length > 0 && isStopped(machine, 'out', { ...segment, id: 0, ttl: 64 }, iface)
  );
}

type Refusal =
  | 'drop'
  | 'reject-rst'
  | 'reject-port'
  | 'reject-host'
  | 'reject-net'
  | 'reject-admin';

const refusals: Readonly<Record<Exclude<Refusal, 'drop' | 'reject-rst'>, IcmpType>> = {
  'reject-port': 'port-unreachable',
  'reject-host': 'host-unreachable',
  'reject-net': 'net-unreachable',
  'reject-admin': 'admin-prohibited',
};

/** Ends a packet at a firewall rule, with the answer that the rule gives. */
export function refuse(
  work: Work,
  host: string,
  packet: Packet,
  verdict: Refusal,
  via: string,
  inCall: boolean,
): void {
  const reason = verdict === 'drop' ? 'firewall-drop' : 'firewall-reject';
  tell(work, host, { kind: 'lost', via, packet: viewPacket(packet), reason });
  if (verdict === 'drop') return;
  if (verdict !== 'reject-rst') {
    sendIcmp(work, host, refusals[verdict], packet, { inCall });
    return;
  }
  const reset = packet.proto === 'tcp' ? answerWithReset(packet) : null;
  if (reset) sendPacket(work, host, reset, { inCall, foreign: true });
}

/** What one host may be told in errors at most at once; one more each second (icmp(7)). */
const MOST_TOKENS = 6;
const MOST_ROUTE_TOKENS = 5;

/**
 * Whether an error may go to `addr` now: Linux takes a token for each, and two where a route
 * refused the packet (inet_peer_xrlim_allow, ip_error). What stays on the host costs nothing.
 */
function takeErrorToken(work: Work, host: string, addr: string, byRoute: boolean): boolean {
  const machine = machineOf(work, host);
  const limit = numberSysctl(machine.sysctl, 'net.ipv4.icmp_ratelimit');
  if (limit === 0 || isAddress6(addr) || isOwnAddress(machine, addr)) return true;
  const { now } = work.world;
  const known = machine.errorTokens[addr] ?? { tokens: MOST_TOKENS, at: now };
  let tokens = known.tokens + (now - known.at) / limit;
  let allowed = true;
  if (byRoute) {
    tokens = Math.min(tokens, MOST_ROUTE_TOKENS);
    allowed = tokens >= 1;
    if (allowed) tokens -= 1;
  }
  tokens = Math.min(tokens, MOST_TOKENS);
  allowed = allowed && tokens >= 1;
  if (allowed) tokens -= 1;
  const errorTokens = { ...machine.errorTokens, [addr]: { tokens, at: now } };
  changeMachine(work, host, { errorTokens });
  return allowed;
}

/**
 * An ICMP message about `packet` to its sender. Errors about ICMP errors are never sent.
 * `byRoute`: a route refused to pass it on.
 */
export function sendIcmp(
  work: Work,
  host: string,
  type: IcmpType,
  packet: Packet,
  { byRoute = false, ...context }: SendContext & { byRoute?: boolean } = { inCall: false },
): void {
  if (packet.proto === 'icmp' && packet.type !== 'echo-request' && packet.type !== 'echo-reply') {
    return;
  }
  const machine = machineOf(work, host);
  // Nor about what was sent to many (RFC 1122, section 3.2.2).
  if (isBroadcast(machine, packet.dst.addr) || isMulticast(packet.dst.addr)) return;
  const dst = { addr: packet.src.addr, port: 0 };
  const way = findWay(machine, dst.addr);
  if (!('src' in way) || !takeErrorToken(work, host, dst.addr, byRoute)) return;
  const own = findWay(machine, packet.dst.addr).kind === 'local';
  const src = { addr: own ? packet.dst.addr : way.src, port: 0 };
  const icmp: Omit<Icmp, 'id' | 'ttl'> = { proto: 'icmp', type, src, dst, about: packet, data: '' };
  sendPacket(work, host, icmp, context);
}

/** Whether an address can never stand on a segment. */
export function isMartian(packet: Packet): boolean {
  return isLoopback(packet.src.addr) || isLoopback(packet.dst.addr);
}
