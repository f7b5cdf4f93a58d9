/** Reads an IP packet into the view that the page and the simulator share. RFC 791, 8200, 9293, 768. */
import type { PacketView } from '@/contract/trace';
import { ipv6Text } from './socket-address';

const TCP = 6;
const UDP = 17;
const IPV6_HEAD = 40;
const UDP_HEAD = 8;
/** By weight in the flags byte of TCP, in the order in which the page writes them. */
const flagLetters = [
  ['S', 2],
  ['F', 1],
  ['R', 4],
  ['P', 8],
  ['A', 16],
] as const;

type Network = { proto: number; src: string; dst: string; ttl: number; payload: Buffer };

function readIp(bytes: Buffer): Network | null {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4 && bytes.length >= 20) {
    const head = ((bytes[0] ?? 0) & 15) * 4;
    const total = bytes.readUInt16BE(2);
    // A later fragment has no ports to read.
    if (head < 20 || total < head || (bytes.readUInt16BE(6) & 0x1fff) !== 0) return null;
    return {
      proto: bytes[9] ?? 0,
      src: bytes.subarray(12, 16).join('.'),
      dst: bytes.subarray(16, 20).join('.'),
      ttl: bytes[8] ?? 0,
      payload: bytes.subarray(head, total),
    };
  }
  if (version === 6 && bytes.length >= IPV6_HEAD) {
    return {
      proto: bytes[6] ?? 0,
      src: ipv6Text(bytes.subarray(8, 24)),
      dst: ipv6Text(bytes.subarray(24, IPV6_HEAD)),
      ttl: bytes[7] ?? 0,
      payload: bytes.subarray(IPV6_HEAD, IPV6_HEAD + bytes.readUInt16BE(4)),
    };
  }
  return null;
}

/** @returns null for what is neither TCP nor UDP, and for a packet that is cut off in its heads. */
export function parsePacket(id: number, bytes: Buffer): PacketView | null {
  const ip = readIp(bytes);
  if (!ip || ip.payload.length < UDP_HEAD) return null;
  const { payload, ttl } = ip;
  const ends = {
    src: { addr: ip.src, port: payload.readUInt16BE(0) },
    dst: { addr: ip.dst, port: payload.readUInt16BE(2) },
  };
  if (ip.proto === UDP) {
    const data = payload.toString('latin1', UDP_HEAD, Math.max(UDP_HEAD, payload.readUInt16BE(4)));
    return { id, proto: 'udp', ...ends, flags: '', seq: 0, ack: 0, window: 0, ttl, data };
  }
  const head = ((payload[12] ?? 0) >> 4) * 4;
  if (ip.proto !== TCP || head < 20 || payload.length < head) return null;
  const bits = payload[13] ?? 0;
  return {
    id,
    proto: 'tcp',
    ...ends,
    flags: flagLetters.flatMap(([letter, bit]) => (bits & bit ? [letter] : [])).join(''),
    seq: payload.readUInt32BE(4),
    ack: payload.readUInt32BE(8),
    window: payload.readUInt16BE(14),
    ttl,
    data: payload.toString('latin1', head),
  };
}
