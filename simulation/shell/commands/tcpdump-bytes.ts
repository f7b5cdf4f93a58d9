/** A packet as the bytes that a wire carries from the IP header on, and how tcpdump shows them. */
import { isAddress6, parseAddress4, parseAddress6 } from '../../packet/address';
import type { Packet } from '../../packet/packet';

const byte = (value: number) => String.fromCharCode(value & 255);
const word = (value: number) => byte(value >>> 8) + byte(value);
const long = (value: number) => word(value >>> 16) + word(value);

/** Four or sixteen bytes. */
export function addressBytes(addr: string): string {
  if (isAddress6(addr)) return (parseAddress6(addr) ?? []).map(word).join('');
  return long(parseAddress4(addr) ?? 0);
}

/** RFC 1071. */
export function checksum(bytes: string): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    sum += (bytes.charCodeAt(at) << 8) + (at + 1 < bytes.length ? bytes.charCodeAt(at + 1) : 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

const protocolNumbers = { tcp: 6, udp: 17, icmp: 1 } as const;
/** RFC 792: type and code. */
const icmpCodes: Readonly<Record<string, readonly [number, number]>> = {
  'echo-reply': [0, 0],
  'net-unreachable': [3, 0],
  'host-unreachable': [3, 1],
  'port-unreachable': [3, 3],
  'admin-prohibited': [3, 13],
  'echo-request': [8, 0],
  'time-exceeded': [11, 0],
};

/** What follows the IP header; the checksum counts the addresses, too, except for ICMP. */
function payloadBytes(packet: Packet): string {
  const { src, dst } = packet;
  if (packet.proto === 'icmp') {
    const [type, code] = icmpCodes[packet.type] ?? [0, 0];
    // An echo's identifier stands at the asker's end, its number at the other.
    const [id, number] = packet.type === 'echo-reply' ? [dst.port, src.port] : [src.port, dst.port];
    const echo = packet.about === undefined;
    const rest = packet.about ? packetBytes(packet.about).slice(0, 548) : packet.data;
    const middle = echo ? word(id) + word(number) : long(0);
    const body = byte(type) + byte(code) + word(0) + middle + rest;
    return body.slice(0, 2) + word(checksum(body)) + body.slice(4);
  }
  const ports = word(src.port) + word(dst.port);
  const number = protocolNumbers[packet.proto];
  const seal = (body: string, at: number) => {
    const pseudo =
      addressBytes(src.addr) + addressBytes(dst.addr) + word(number) + word(body.length);
    return body.slice(0, at) + word(checksum(pseudo + body)) + body.slice(at + 2);
  };
  if (packet.proto === 'udp') {
    return seal(ports + word(8 + packet.data.length) + word(0) + packet.data, 6);
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
  return seal(head + tail + options + packet.data, 16);
}

/** The checksum that stands in the packet. */
export function sumOf(packet: Packet): number {
  const at = packet.proto === 'tcp' ? 16 : packet.proto === 'udp' ? 6 : 2;
  const body = payloadBytes(packet);
  return (body.charCodeAt(at) << 8) + body.charCodeAt(at + 1);
}

/** RFC 791 and RFC 8200; options of TCP other than its largest segment are not modelled. */
export function packetBytes(packet: Packet): string {
  const body = payloadBytes(packet);
  const { src, dst, ttl, id } = packet;
  const number = protocolNumbers[packet.proto];
  const addresses = addressBytes(src.addr) + addressBytes(dst.addr);
  if (isAddress6(src.addr)) {
    return long(0x60000000) + word(body.length) + byte(number) + byte(ttl) + addresses + body;
  }
  const first = word(0x4500) + word(20 + body.length) + word(id) + word(0x4000);
  const head = first + byte(ttl) + byte(number) + word(0) + addresses;
  return head.slice(0, 10) + word(checksum(head)) + head.slice(12) + body;
}

const isPrintable = (code: number) => code > 31 && code < 127;

/** `-A`: what is no letter shows as a dot; lines and tabs stay. */
export function formatAscii(bytes: string): string {
  return [...bytes]
    .map((char) => {
      const code = char.charCodeAt(0);
      if (char === '\r') return '';
      return isPrintable(code) || char === '\n' || char === '\t' ? char : '.';
    })
    .join('');
}

/** `-X`: sixteen bytes a line, in hexadecimal and as letters. */
export function formatHex(bytes: string): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.slice(at, at + 16);
    const pairs: string[] = [];
    for (let two = 0; two < part.length; two += 2) {
      const codes = [...part.slice(two, two + 2)].map((char) => char.charCodeAt(0));
      pairs.push(codes.map((code) => code.toString(16).padStart(2, '0')).join(''));
    }
    const letters = [...part].map((char) => {
      const code = char.charCodeAt(0);
      return code > 32 && code < 127 ? char : '.';
    });
    const offset = at.toString(16).padStart(4, '0');
    lines.push(`\t0x${offset}:  ${pairs.join(' ').padEnd(39)}  ${letters.join('')}\n`);
  }
  return lines.join('');
}
