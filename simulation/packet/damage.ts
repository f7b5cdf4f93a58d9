/** Whether the checksums of an IPv4 packet fit its bytes, as the kernels on its way find out. */
import { checksum, pseudoHeader } from './internet-checksum';
import type { Packet } from './packet';
import { packetBytes } from './packet-bytes';

/**
 * `header`: the IP header is damaged, which the next router sees (RFC 1812, section 5.2.2). `body`:
 * what it carries is, which only the host it is for looks at. Null: nothing is.
 */
export function damageOf(packet: Packet): 'header' | 'body' | null {
  if (packet.flipped === undefined) return null;
  const bytes = packetBytes(packet);
  if (checksum(bytes.slice(0, 20)) !== 0) return 'header';
  const body = bytes.slice(20);
  const protocol = bytes.charCodeAt(9);
  // A datagram without a sum is taken as it comes (RFC 768).
  if (packet.proto === 'udp' && body.slice(6, 8) === '\0\0') return null;
  const before =
    packet.proto === 'icmp' ? '' : pseudoHeader(bytes.slice(12, 20), protocol, body.length);
  return checksum(before + body) === 0 ? null : 'body';
}
