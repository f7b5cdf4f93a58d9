/** A packet as the bytes that a wire carries, one character a byte. */
import { isAddress6, parseAddress4, parseAddress6 } from './address';
import { checksum, pseudoHeader } from './internet-checksum';
import type { IcmpType, Packet } from './packet';

const byte = (value: number) => String.fromCharCode(value & 255);
const word = (value: number) => byte(value >>> 8) + byte(value);
const long = (value: number) => word(value >>> 16) + word(value);

/** Four or sixteen bytes. */
export function addressBytes(addr: string): string {
  if (isAddress6(addr)) return (parseAddress6(addr) ?? []).map(word).join('');
  return long(parseAddress4(addr) ?? 0);
}

/** Numbers that stand in the IP header (IANA, "Protocol Numbers"). */
export const protocolNumbers = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const;

type Codes = Readonly<Record<IcmpType, readonly [type: number, code: number]>>;
/** RFC 792; the last of RFC 1812, section 5.2.7.1. */
export const icmpCodes: Codes = {
  'echo-reply': [0, 0],
  'net-unreachable': [3, 0],
  'host-unreachable': [3, 1],
  'port-unreachable': [3, 3],
  'admin-prohibited': [3, 13],
  'echo-request': [8, 0],
  'time-exceeded': [11, 0],
};
/** RFC 4443. */
export const icmp6Codes: Codes = {
  'net-unreachable': [1, 0],
  'admin-prohibited': [1, 1],
  'host-unreachable': [1, 3],
  'port-unreachable': [1, 4],
  'time-exceeded': [3, 0],
  'echo-request': [128, 0],
  'echo-reply': [129, 0],
};

/** Bytes of the packet it is about that an error takes along: 576 and 1280 bytes in all. */
const quoted = { four: 548, six: 1232 } as const;

function numberOf({ proto, src }: Packet): number {
  return protocolNumbers[proto === 'icmp' && isAddress6(src.addr) ? 'icmp6' : proto];
}

/** What follows the IP header, its checksum left zero, and where that stands. */
function bodyOf(packet: Packet): { body: string; at: number } {
  const { src, dst } = packet;
  if (packet.proto === 'icmp') {
    const six = isAddress6(src.addr);
    const [type, code] = (six ? icmp6Codes : icmpCodes)[packet.type];
    // An echo's identifier stands at the asker's end, its number at the other.
    const [id, number] = packet.type === 'echo-reply' ? [dst.port, src.port] : [src.port, dst.port];
    const { about, data } = packet;
    const rest = about
      ? long(0) + packetBytes(about).slice(0, six ? quoted.six : quoted.four)
      : word(id) + word(number) + data;
    return { body: byte(type) + byte(code) + word(0) + rest, at: 2 };
  }
  const ports = word(src.port) + word(dst.port);
  if (packet.proto === 'udp') {
    return { body: ports + word(8 + packet.data.length) + word(0) + packet.data, at: 6 };
  }
  const { flags, mss } = packet;
  const options = mss === undefined ? '' : byte(2) + byte(4) + word(mss);
  const bits =
    (flags.fin ? 1 : 0) |
    (flags.syn ? 2 : 0) |
    (flags.rst ? 4 : 0) |
    (flags.psh ? 8 : 0) |
    (flags.ack ? 16 : 0);
  const head = ports + long(packet.seq) + long(packet.ack) + byte((20 + options.length) << 2);
  const tail = byte(bits) + word(Math.min(packet.window, 65535)) + word(0) + word(0);
  return { body: head + tail + options + packet.data, at: 16 };
}

/** The body with its checksum; ICMP of IPv4 alone does not count the addresses. */
function sealedBody(packet: Packet): string {
  const { body, at } = bodyOf(packet);
  const number = numberOf(packet);
  const addresses = addressBytes(packet.src.addr) + addressBytes(packet.dst.addr);
  const before =
    number === protocolNumbers.icmp ? '' : pseudoHeader(addresses, number, body.length);
  const sum = checksum(before + body);
  // Zero would say that nobody has summed up (RFC 768).
  const told = packet.proto === 'udp' && sum === 0 ? 0xffff : sum;
  return body.slice(0, at) + word(told) + body.slice(at + 2);
}

/** The checksum of the body as its sender has written it. */
export function sumOf(packet: Packet): number {
  const { at } = bodyOf(packet);
  const body = sealedBody(packet);
  return (body.charCodeAt(at) << 8) + body.charCodeAt(at + 1);
}

/**
 * From the IP header on (RFC 791, RFC 8200). Of TCP's options the largest segment alone is
 * modelled, and a window stands without a scale. A bit that was turned over on the way is turned.
 */
export function packetBytes(packet: Packet): string {
  const body = sealedBody(packet);
  const { src, dst, ttl, id, flipped } = packet;
  const number = numberOf(packet);
  const addresses = addressBytes(src.addr) + addressBytes(dst.addr);
  if (isAddress6(src.addr)) {
    const head = long(0x60000000) + word(body.length) + byte(number) + byte(ttl) + addresses;
    return flipBit(head + body, flipped);
  }
  const first = word(0x4500) + word(20 + body.length) + word(id) + word(0x4000);
  const head = first + byte(ttl) + byte(number) + word(0) + addresses;
  const sealed = head.slice(0, 10) + word(checksum(head)) + head.slice(12);
  return flipBit(sealed + body, flipped);
}

/** Turns one bit over, counted from the first byte's highest; the same bytes where there is none. */
function flipBit(bytes: string, bit: number | undefined): string {
  if (bit === undefined || bit >= bytes.length * 8) return bytes;
  const at = bit >> 3;
  return bytes.slice(0, at) + byte(bytes.charCodeAt(at) ^ (128 >> (bit & 7))) + bytes.slice(at + 1);
}

/** Hardware addresses of who puts a frame on a segment and of whom it is for. */
export type Link = { from: string; to: string };

/** What a loopback interface writes where others have addresses. */
export const noLink: Link = { from: '00:00:00:00:00:00', to: '00:00:00:00:00:00' };

const macBytes = (mac: string) =>
  mac
    .split(':')
    .map((part) => byte(Number.parseInt(part, 16)))
    .join('');

/** With its Ethernet II header (RFC 894, RFC 2464), without the check behind it, as captures are. */
export function frameBytes(packet: Packet, { from, to }: Link): string {
  const type = isAddress6(packet.src.addr) ? 0x86dd : 0x0800;
  return macBytes(to) + macBytes(from) + word(type) + packetBytes(packet);
}
