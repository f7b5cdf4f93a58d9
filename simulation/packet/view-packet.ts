import type { PacketView } from '@/contract/trace';
import type { Flags, IcmpType, Packet, Segment } from './packet';

/** Flags in the order S F R P A, e.g. `SA`. */
export function formatFlags(flags: Flags): string {
  const { syn, fin, rst, psh, ack } = flags;
  return `${syn ? 'S' : ''}${fin ? 'F' : ''}${rst ? 'R' : ''}${psh ? 'P' : ''}${ack ? 'A' : ''}`;
}

/** A packet as the trace shows it; data beyond 64 KB is never cut, since segments are smaller. */
export function viewPacket(packet: Packet): PacketView {
  const view = viewFields(packet);
  if (packet.flipped !== undefined) view.flipped = packet.flipped;
  return view;
}

function viewFields(packet: Packet): PacketView {
  const { id, proto, src, dst, ttl, data } = packet;
  if (packet.proto === 'tcp') {
    const { seq, ack, window, role, mss } = packet;
    const flags = formatFlags(packet.flags);
    const view: PacketView = { id, proto, src, dst, ttl, data, flags, seq, ack, window };
    if (role !== undefined) view.role = role;
    if (mss !== undefined) view.mss = mss;
    return view;
  }
  const plain = { id, proto, src, dst, ttl, data, flags: '', seq: 0, ack: 0, window: 0 };
  if (packet.proto === 'udp') return plain;
  const { type: role, about } = packet;
  return about ? { ...plain, role, about: viewPacket(about) } : { ...plain, role };
}

/** The packet behind a view of the simulation's: what `viewPacket` has shown. */
export function readPacketView(view: PacketView): Packet {
  const { id, proto, src, dst, ttl, data, flipped } = view;
  const common = { id, src, dst, ttl, data, ...(flipped === undefined ? {} : { flipped }) };
  if (proto === 'udp') return { ...common, proto };
  if (proto === 'icmp') {
    const about = view.about === undefined ? {} : { about: readPacketView(view.about) };
    return { ...common, proto, type: view.role as IcmpType, ...about };
  }
  const { seq, ack, window, mss, role } = view;
  const has = (letter: string) => view.flags.includes(letter);
  return {
    ...common,
    proto,
    flags: { syn: has('S'), fin: has('F'), rst: has('R'), psh: has('P'), ack: has('A') },
    ...{ seq, ack, window },
    ...(mss === undefined ? {} : { mss }),
    ...(role === undefined ? {} : { role: role as NonNullable<Segment['role']> }),
  };
}
