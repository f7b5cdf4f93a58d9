import type { PacketView } from '@/contract/trace';
import type { Flags, Packet } from './packet';

/** Flags in the order S F R P A, e.g. `SA`. */
export function formatFlags(flags: Flags): string {
  return [
    flags.syn ? 'S' : '',
    flags.fin ? 'F' : '',
    flags.rst ? 'R' : '',
    flags.psh ? 'P' : '',
    flags.ack ? 'A' : '',
  ].join('');
}

/** A packet as the trace shows it; data beyond 64 KB is never cut, since segments are smaller. */
export function viewPacket(packet: Packet): PacketView {
  const { id, proto, src, dst, ttl, data } = packet;
  if (packet.proto === 'tcp') {
    const { seq, ack, window, role } = packet;
    const flags = formatFlags(packet.flags);
    return { id, proto, src, dst, ttl, data, flags, seq, ack, window, ...(role ? { role } : {}) };
  }
  const plain = { id, proto, src, dst, ttl, data, flags: '', seq: 0, ack: 0, window: 0 };
  if (packet.proto === 'udp') return plain;
  const { type: role, about } = packet;
  if (!about) return { ...plain, role };
  return { ...plain, role, about: { proto: about.proto, src: about.src, dst: about.dst } };
}
