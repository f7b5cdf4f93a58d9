import type { PacketView } from '@/contract/trace';
import type { Flags, Packet } from './packet';

/** Flags in the order S F R P A, e.g. `SA`. */
export function formatFlags(flags: Flags): string {
  const { syn, fin, rst, psh, ack } = flags;
  return `${syn ? 'S' : ''}${fin ? 'F' : ''}${rst ? 'R' : ''}${psh ? 'P' : ''}${ack ? 'A' : ''}`;
}

/** A packet as the trace shows it; data beyond 64 KB is never cut, since segments are smaller. */
export function viewPacket(packet: Packet): PacketView {
  const { id, proto, src, dst, ttl, data } = packet;
  if (packet.proto === 'tcp') {
    const { seq, ack, window, role } = packet;
    const flags = formatFlags(packet.flags);
    const view = { id, proto, src, dst, ttl, data, flags, seq, ack, window };
    return role ? Object.assign(view, { role }) : view;
  }
  const plain = { id, proto, src, dst, ttl, data, flags: '', seq: 0, ack: 0, window: 0 };
  if (packet.proto === 'udp') return plain;
  const { type: role, about } = packet;
  if (!about) return { ...plain, role };
  return { ...plain, role, about: { proto: about.proto, src: about.src, dst: about.dst } };
}
