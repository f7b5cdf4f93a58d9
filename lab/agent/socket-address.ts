/** struct sockaddr_in and sockaddr_in6 as bytes: ip(7), ipv6(7). */
import { isIP } from 'node:net';

export type SocketAddress = { addr: string; port: number };

const AF_INET = 2;
const AF_INET6 = 10;

export const familyOf = (addr: string): 4 | 6 => (isIP(addr) === 6 ? 6 : 4);

/** Sixteen bytes of a literal IPv6 address; a dotted tail (::ffff:1.2.3.4) is understood. */
export function ipv6Bytes(addr: string): Buffer {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(addr);
  const text = dotted
    ? `${dotted[1]}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`
    : addr;
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  const bytes = Buffer.alloc(16);
  [...before, ...zeros, ...after].forEach((group, i) => {
    bytes.writeUInt16BE(Number.parseInt(group, 16), i * 2);
  });
  return bytes;
}

/** Text of sixteen bytes, longest run of zeros shortened (RFC 5952). */
export function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2));
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  const hex = (part: number[]) => part.map((n) => n.toString(16)).join(':');
  if (best.at < 0) return hex(groups);
  return `${hex(groups.slice(0, best.at))}::${hex(groups.slice(best.at + best.length))}`;
}

/** `addr` must be a literal that net.isIP accepts; 16 or 28 bytes. */
export function encodeAddress({ addr, port }: SocketAddress): Buffer {
  if (familyOf(addr) === 4) {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt16LE(AF_INET, 0);
    bytes.writeUInt16BE(port, 2);
    addr.split('.').forEach((part, i) => {
      bytes[4 + i] = Number(part);
    });
    return bytes;
  }
  const bytes = Buffer.alloc(28);
  bytes.writeUInt16LE(AF_INET6, 0);
  bytes.writeUInt16BE(port, 2);
  ipv6Bytes(addr).copy(bytes, 8);
  return bytes;
}

/** The reverse; null for any other family. */
export function decodeAddress(bytes: Buffer): SocketAddress | null {
  const family = bytes.readUInt16LE(0);
  const port = bytes.readUInt16BE(2);
  if (family === AF_INET) return { addr: [...bytes.subarray(4, 8)].join('.'), port };
  if (family === AF_INET6) return { addr: ipv6Text(bytes.subarray(8, 24)), port };
  return null;
}
