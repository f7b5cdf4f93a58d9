/** Checksums of the internet's protocols (RFC 1071): all words summed up, and the sum turned over. */

/** Of a byte string; over one that holds its own right checksum it is 0. */
export function checksum(bytes: string): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    sum += (bytes.charCodeAt(at) << 8) + (at + 1 < bytes.length ? bytes.charCodeAt(at + 1) : 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/**
 * What TCP, UDP and ICMPv6 sum up before their own bytes, so that a packet at a wrong address is
 * found out: both addresses, protocol, length (RFC 9293, section 3.1; RFC 8200, section 8.1).
 * `addresses` are the bytes of source and destination, one behind the other.
 */
export function pseudoHeader(addresses: string, protocol: number, length: number): string {
  const bytes = [length >>> 24, length >>> 16, length >>> 8, length, 0, 0, 0, protocol];
  return addresses + String.fromCharCode(...bytes.map((byte) => byte & 255));
}
