/** A packet leaves its host: onto `lo`, to a neighbour, or to all of a segment. */
import { isAddress6, isMulticast } from '../packet/address';
import type { Packet } from '../packet/packet';
import { addressBytes, noLink } from '../packet/packet-bytes';
import { viewPacket } from '../packet/view-packet';
import { schedule } from './agenda';
import { findNeighbour, resolveNeighbour } from './neighbour';
import { showToTaps } from './tap';
import { machineOf, takeRandom, tell, type Work } from './work';
import { type Happening, hostsOf, LINK_DELAY } from './world';

/** The happening that `sendPacket` and forwarding put into the queue. */
export function departPacket(work: Work, happening: Extract<Happening, { kind: 'depart' }>): void {
  const { host, packet, path, inCall } = happening;
  if (path.via === 'lo') {
    tell(work, host, { kind: 'sent', via: 'lo', packet: viewPacket(packet) });
    const { now: at } = work.world;
    const place = { host, iface: 'lo', from: host, via: 'lo', sentAt: at };
    schedule(work, { kind: 'arrive', at, packet, inCall, ...place });
    return;
  }
  const iface = machineOf(work, host).interfaces[path.iface];
  if (!iface) return;
  if (path.via === 'broadcast') {
    if (!iface.up) return loseOnLink(work, host, packet, iface.lan);
    const link = { from: iface.mac, to: groupMac(packet.dst.addr) };
    tell(work, host, { kind: 'sent', via: iface.lan, packet: viewPacket(packet), link });
    showToTaps(work, host, iface.name, packet, true);
    const { now: sentAt } = work.world;
    // The sender's own sockets hear a broadcast as well.
    schedule(work, {
      kind: 'arrive',
      at: sentAt,
      host,
      iface: iface.name,
      packet,
      from: host,
      via: 'lo',
      inCall: false,
      sentAt,
    });
    for (const other of hostsOf(work.world)) {
      for (const far of Object.values(other.interfaces)) {
        if (far.lan !== iface.lan || other.name === host) continue;
        putOnLink(work, happening, iface.lan, other.name, far.name);
      }
    }
    return;
  }
  // While it is being asked for, packets wait for the next answer (Linux, __neigh_event_send).
  const asking = machineOf(work, host).scheduled.asking[path.nextHop] !== undefined;
  const neighbour =
    iface.up && !asking ? findNeighbour(work, host, iface.name, path.nextHop) : null;
  if (!neighbour) return resolveNeighbour(work, host, iface.name, path.nextHop, packet);
  const to = machineOf(work, neighbour.host).interfaces[neighbour.iface]?.mac ?? noLink.to;
  const link = { from: iface.mac, to };
  tell(work, host, { kind: 'sent', via: iface.lan, packet: viewPacket(packet), link });
  showToTaps(work, host, iface.name, packet, true);
  putOnLink(work, happening, iface.lan, neighbour.host, neighbour.iface);
}

/** Of all on a segment, or of a group (RFC 1112, section 6.4; RFC 2464, section 7). */
function groupMac(addr: string): string {
  if (!isMulticast(addr)) return 'ff:ff:ff:ff:ff:ff';
  const codes = [...addressBytes(addr)].map((char) => char.charCodeAt(0));
  const tail = isAddress6(addr) ? codes.slice(12) : [(codes[1] ?? 0) & 127, ...codes.slice(2)];
  const head = isAddress6(addr) ? [0x33, 0x33] : [0x01, 0x00, 0x5e];
  return [...head, ...tail].map((code) => code.toString(16).padStart(2, '0')).join(':');
}

function loseOnLink(work: Work, host: string, packet: Packet, via: string): void {
  tell(work, host, { kind: 'lost', via, packet: viewPacket(packet), reason: 'link-down' });
}

function putOnLink(
  work: Work,
  { host: from, packet }: { host: string; packet: Packet },
  via: string,
  host: string,
  iface: string,
): void {
  const { now: sentAt, links } = work.world;
  const { loss = 0, delay = LINK_DELAY, jitter = 0 } = links[via] ?? {};
  if (loss > 0 && takeRandom(work, 1000) < loss * 10) {
    tell(work, from, { kind: 'lost', via, packet: viewPacket(packet), reason: 'loss' });
    return;
  }
  const at = sentAt + delay + (jitter > 0 ? takeRandom(work, jitter + 1) : 0);
  schedule(work, { kind: 'arrive', at, host, iface, packet, from, via, inCall: false, sentAt });
}
