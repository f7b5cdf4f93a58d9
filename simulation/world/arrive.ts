/** A packet reaches a host: cable, addresses, firewall, forwarding, and on to the sockets. */
import { isForwarding, type Machine } from '../host/machine';
import { ALL_HOSTS, findWay, isBroadcast, isOwnAddress } from '../host/route';
import { isAddress6, isMulticast } from '../packet/address';
import { damageOf } from '../packet/damage';
import type { Packet } from '../packet/packet';
import { viewPacket } from '../packet/view-packet';
import { schedule } from './agenda';
import { deliverIcmp } from './deliver-icmp';
import { deliverTcp } from './deliver-tcp';
import { deliverUdp } from './deliver-udp';
import { confirmNeighbour } from './neighbour';
import { filterPacket } from './packet-filter';
import { isMartian, refuse, sendIcmp } from './send-packet';
import { showToTaps } from './tap';
import { translate } from './translate';
import { machineOf, tell, type Work } from './work';
import type { Happening } from './world';

type Arrival = Extract<Happening, { kind: 'arrive' }>;
type Loss = 'link-down' | 'not-mine' | 'no-route' | 'no-port' | 'ttl' | 'checksum';

function lose(work: Work, { host, via, packet }: Arrival, reason: Loss): void {
  tell(work, host, { kind: 'lost', via, packet: viewPacket(packet), reason });
}

function greet(work: Work, { host, via, packet }: Arrival): void {
  tell(work, host, { kind: 'arrived', via, packet: viewPacket(packet) });
}

export function arrivePacket(work: Work, arrival: Arrival): void {
  const { host, iface, via, inCall } = arrival;
  const machine = machineOf(work, host);
  const plugged = iface === 'lo' || via === 'lo' || machine.interfaces[iface]?.up === true;
  if (!plugged || machine.power === 'off') return lose(work, arrival, 'link-down');
  // What is sent to all comes back to its sender by no interface.
  if (iface === 'lo' || via !== 'lo') showToTaps(work, host, iface, arrival.packet, false);
  const damage = damageOf(arrival.packet);
  if (damage === 'header') return lose(work, arrival, 'checksum');
  if (via !== 'lo') {
    if (isMartian(arrival.packet)) return lose(work, arrival, 'not-mine');
    confirmNeighbour(work, host, arrival.packet.src.addr);
  }
  // What stays inside the host was translated when it left.
  const packet =
    via === 'lo'
      ? arrival.packet
      : (translate(work, host, 'prerouting', arrival.packet, iface, null) ?? arrival.packet);
  const toAll = isBroadcast(machine, packet.dst.addr) || packet.dst.addr === ALL_HOSTS;
  if (!toAll && !isOwnAddress(machine, packet.dst.addr)) {
    if (isForwarding(machine) && via !== 'lo') return forward(work, arrival, packet, machine);
    lose(work, arrival, 'not-mine');
    // With IPv6 even a host that forwards nothing says that it knows no way (ip6_pkt_discard).
    if (isAddress6(packet.dst.addr) && via !== 'lo') sayNoWay(work, host, packet, machine);
    return;
  }
  const verdict = filterPacket(work, host, 'in', packet, via === 'lo' ? 'lo' : iface);
  if (verdict !== 'accept') return refuse(work, host, packet, verdict, via, inCall);
  // Nobody is told: the one who sent it can only be missed (tcp_v4_rcv, udp_rcv, icmp_rcv).
  if (damage === 'body') return lose(work, arrival, 'checksum');
  // The sender's own copy of a broadcast is no second arrival.
  if (!(toAll && via === 'lo')) greet(work, arrival);
  const taken =
    via === 'lo' ? packet : (translate(work, host, 'input', packet, iface, null) ?? packet);
  switch (taken.proto) {
    case 'tcp':
      return toAll ? undefined : deliverTcp(work, host, taken);
    case 'udp':
      return deliverUdp(work, host, taken, toAll, inCall);
    case 'icmp':
      return deliverIcmp(work, host, taken, inCall);
  }
}

function sayNoWay(work: Work, host: string, packet: Packet, machine: Machine): void {
  const { kind } = findWay(machine, packet.dst.addr);
  const type = kind === 'prohibit' ? 'admin-prohibited' : 'net-unreachable';
  if (kind === 'none' || kind === 'unreachable' || kind === 'prohibit')
    sendIcmp(work, host, type, packet, { inCall: false, byRoute: true });
}

/** RFC 1812, section 5.2: passes a packet on that is not for this host. */
function forward(work: Work, arrival: Arrival, packet: Packet, machine: Machine): void {
  const { host, iface } = arrival;
  if (isMulticast(packet.dst.addr)) return lose(work, arrival, 'no-route');
  greet(work, arrival);
  const way = findWay(machine, packet.dst.addr);
  if (way.kind === 'blackhole') return lose(work, arrival, 'no-route');
  if (way.kind !== 'link') {
    lose(work, arrival, 'no-route');
    // IPv6 says "no route" of both (ip6_pkt_discard).
    const four = !isAddress6(packet.dst.addr);
    const type =
      way.kind === 'unreachable' && four
        ? 'host-unreachable'
        : way.kind === 'prohibit'
          ? 'admin-prohibited'
          : 'net-unreachable';
    return sendIcmp(work, host, type, packet, { inCall: false, byRoute: true });
  }
  if (packet.ttl <= 1) {
    lose(work, arrival, 'ttl');
    return sendIcmp(work, host, 'time-exceeded', packet);
  }
  const verdict = filterPacket(work, host, 'forward', packet, iface);
  if (verdict !== 'accept') return refuse(work, host, packet, verdict, arrival.via, false);
  const lowered: Packet = { ...packet, ttl: packet.ttl - 1 };
  const passed = translate(work, host, 'postrouting', lowered, way.iface.name, way.src);
  if (!passed) return lose(work, arrival, 'no-port');
  const path = { via: 'link', iface: way.iface.name, nextHop: way.nextHop } as const;
  const { now: at } = work.world;
  schedule(work, {
    kind: 'depart',
    at,
    host,
    packet: passed,
    path,
    inCall: false,
    forwarded: true,
  });
}
