/**
 * The bytes of a frame field by field: Ethernet II (RFC 894), IPv4 (RFC 791), IPv6 (RFC 8200), TCP
 * (RFC 9293), UDP (RFC 768), ICMP (RFC 792, RFC 4443). It reads what is there, whatever that is:
 * bytes of the simulation, of a capture, or damaged ones. Sums are made again, never believed.
 */
import { normalizeAddress } from './address';
import { checksum, pseudoHeader } from './internet-checksum';
import { icmp6Codes, icmpCodes, protocolNumbers } from './packet-bytes';

type LayerName = 'ethernet' | 'ip4' | 'ip6' | 'tcp' | 'udp' | 'icmp' | 'icmp6' | 'data';

/** A field's value as a reader of the header writes it. */
export type ByteField = {
  /** `tcp.sport`; the keys of `content/messages/packet-fields.ts`. */
  key: FieldKey;
  layer: LayerName;
  at: number;
  length: number;
  value: string;
  /** Part of the packet that an ICMP error takes along. */
  quoted: boolean;
  /** Of checksums: whether it fits, and what it had to be. */
  sum?: { right: boolean; due: number };
};

const rows = {
  ethernet: { dst: 6, src: 6, type: 2 },
  ip4: {
    start: 1,
    service: 1,
    total: 2,
    id: 2,
    fragment: 2,
    ttl: 1,
    protocol: 1,
    sum: 2,
    src: 4,
    dst: 4,
  },
  ip6: { start: 4, length: 2, next: 1, hops: 1, src: 16, dst: 16 },
  tcp: {
    sport: 2,
    dport: 2,
    seq: 4,
    ack: 4,
    offset: 1,
    flags: 1,
    window: 2,
    sum: 2,
    urgent: 2,
  },
  udp: { sport: 2, dport: 2, length: 2, sum: 2 },
  icmp: { type: 1, code: 1, sum: 2, rest: 4 },
  icmp6: { type: 1, code: 1, sum: 2, rest: 4 },
} as const;

type Rows = typeof rows;
export type FieldKey =
  | { [L in keyof Rows]: `${L}.${keyof Rows[L] & string}` }[keyof Rows]
  | 'ip4.options'
  | 'tcp.mss'
  | 'tcp.option'
  | 'data.line'
  | 'data.bytes';

const byteAt = (bytes: string, at: number) => bytes.charCodeAt(at) & 255;
const numberAt = (bytes: string, at: number, length: number) => {
  let value = 0;
  for (let index = at; index < at + length; index += 1) value = value * 256 + byteAt(bytes, index);
  return value;
};
const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, '0')}`;

function addressAt(bytes: string, at: number, length: number): string {
  const part = [...bytes.slice(at, at + length)].map((char) => char.charCodeAt(0));
  if (length === 4) return part.join('.');
  if (length === 6) return part.map((one) => one.toString(16).padStart(2, '0')).join(':');
  const groups = Array.from({ length: 8 }, (_, index) => numberAt(bytes, at + index * 2, 2));
  const text = groups.map((group) => group.toString(16)).join(':');
  return normalizeAddress(text) ?? text;
}

const flagNames = ['CWR', 'ECE', 'URG', 'ACK', 'PSH', 'RST', 'SYN', 'FIN'] as const;
const namesOf = (bits: number) => flagNames.filter((_, index) => bits & (128 >> index)).join(' ');
const protocolNames: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(protocolNumbers).map(([name, number]) => [
    number,
    name === 'icmp6' ? 'ICMPv6' : name.toUpperCase(),
  ]),
);
const etherTypes: Readonly<Record<number, string>> = { 0x0800: 'IPv4', 0x86dd: 'IPv6' };

function icmpName(type: number, code: number, six: boolean): string {
  const found = Object.entries(six ? icmp6Codes : icmpCodes).find(
    ([, known]) => known[0] === type && known[1] === code,
  );
  return found ? found[0].replaceAll('-', ' ') : '';
}

function valueOf(key: FieldKey, bytes: string, at: number, length: number): string {
  const value = numberAt(bytes, at, Math.min(length, 4));
  switch (key) {
    case 'ethernet.dst':
    case 'ethernet.src':
    case 'ip4.src':
    case 'ip4.dst':
    case 'ip6.src':
    case 'ip6.dst':
      return addressAt(bytes, at, length);
    case 'ethernet.type':
      return `${hex(value, 4)} ${etherTypes[value] ?? ''}`.trim();
    case 'ip4.start':
      return `version ${value >> 4}, ${(value & 15) * 4} bytes`;
    case 'ip4.fragment':
      return value & 0x4000 ? 'do not fragment' : hex(value, 4);
    case 'ip4.protocol':
    case 'ip6.next':
      return `${value} ${protocolNames[value] ?? ''}`.trim();
    case 'ip6.start':
      return `version ${value >>> 28}`;
    case 'tcp.offset':
      return `${(value >> 4) * 4} bytes`;
    case 'tcp.flags':
      return namesOf(value) || 'none';
    case 'tcp.mss':
      return String(numberAt(bytes, at + 2, 2));
    case 'icmp.type':
    case 'icmp6.type': {
      const name = icmpName(value, byteAt(bytes, at + 1), key === 'icmp6.type');
      return `${value} ${name}`.trim();
    }
    case 'ip4.service':
      return hex(value, 2);
    case 'ip4.id':
    case 'ip4.sum':
    case 'tcp.sum':
    case 'udp.sum':
    case 'icmp.sum':
    case 'icmp6.sum':
      return hex(value, 4);
    case 'icmp.rest':
    case 'icmp6.rest':
      return hex(value, 8);
    case 'tcp.option':
    case 'ip4.options':
    case 'data.line':
    case 'data.bytes':
      return '';
    default:
      return String(value);
  }
}

class Reader {
  readonly fields: ByteField[] = [];
  constructor(
    readonly bytes: string,
    readonly quoted: boolean,
  ) {}

  add(key: FieldKey, at: number, length: number): void {
    const layer = key.slice(0, key.indexOf('.')) as LayerName;
    const { bytes, quoted } = this;
    this.fields.push({ key, layer, at, length, value: valueOf(key, bytes, at, length), quoted });
  }

  /** The fixed fields of a header from `at` on, as far as there are bytes; where it ends. */
  header(layer: keyof Rows, at: number): number {
    let here = at;
    for (const [name, length] of Object.entries(rows[layer])) {
      if (here + length > this.bytes.length) return this.bytes.length;
      this.add(`${layer}.${name}` as FieldKey, here, length);
      here += length;
    }
    return here;
  }

  /** Judges the sum at `at` of what stands from `start` to `end`, with `before` counted in. */
  judge(key: FieldKey, start: number, end: number, before = ''): void {
    const field = this.fields.findLast((one) => one.key === key);
    if (!field || end > this.bytes.length) return;
    const { at } = field;
    const blank = `${this.bytes.slice(start, at)}\0\0${this.bytes.slice(at + 2, end)}`;
    const sum = checksum(before + blank);
    const told = numberAt(this.bytes, at, 2);
    const due = key === 'udp.sum' && sum === 0 ? 0xffff : sum;
    field.sum = { right: told === due || (key === 'udp.sum' && told === 0), due };
  }
}

/** From the Ethernet header on. */
export function dissectFrame(bytes: string): ByteField[] {
  const reader = new Reader(bytes, false);
  const at = reader.header('ethernet', 0);
  if (at < bytes.length) readIp(reader, at);
  return reader.fields;
}

/** From the IP header on. */
export function dissectPacket(bytes: string): ByteField[] {
  const reader = new Reader(bytes, false);
  readIp(reader, 0);
  return reader.fields;
}

function readIp(reader: Reader, at: number): void {
  const { bytes } = reader;
  if (byteAt(bytes, at) >> 4 === 6) {
    const start = reader.header('ip6', at);
    if (start < at + 40) return;
    const end = start + numberAt(bytes, at + 4, 2);
    return readBody(reader, byteAt(bytes, at + 6), start, end, bytes.slice(at + 8, at + 40));
  }
  const fixed = reader.header('ip4', at);
  if (fixed < at + 20) return;
  // What a damaged header says of lengths is bounded by the bytes there are.
  const start = at + Math.max(20, (byteAt(bytes, at) & 15) * 4);
  if (start > fixed) reader.add('ip4.options', fixed, Math.min(start, bytes.length) - fixed);
  reader.judge('ip4.sum', at, start);
  const end = at + numberAt(bytes, at + 2, 2);
  readBody(reader, byteAt(bytes, at + 9), start, end, bytes.slice(at + 12, at + 20));
}

function readBody(
  reader: Reader,
  protocol: number,
  at: number,
  end: number,
  addresses: string,
): void {
  const { bytes } = reader;
  const pseudo = pseudoHeader(addresses, protocol, end - at);
  switch (protocol) {
    case protocolNumbers.tcp: {
      const fixed = reader.header('tcp', at);
      if (fixed < at + 20) return;
      const start = Math.min(at + Math.max(20, (byteAt(bytes, at + 12) >> 4) * 4), bytes.length);
      readOptions(reader, fixed, start);
      reader.judge('tcp.sum', at, end, pseudo);
      return readData(reader, start);
    }
    case protocolNumbers.udp: {
      const start = reader.header('udp', at);
      reader.judge('udp.sum', at, end, pseudo);
      return readData(reader, start);
    }
    case protocolNumbers.icmp:
    case protocolNumbers.icmp6: {
      const six = protocol === protocolNumbers.icmp6;
      const start = reader.header(six ? 'icmp6' : 'icmp', at);
      reader.judge(six ? 'icmp6.sum' : 'icmp.sum', at, end, six ? pseudo : '');
      const error = six ? byteAt(bytes, at) < 128 : byteAt(bytes, at) !== 8 && byteAt(bytes, at);
      if (!error || reader.quoted || start >= bytes.length) return readData(reader, start);
      const inner = new Reader(bytes, true);
      readIp(inner, start);
      reader.fields.push(...inner.fields);
      return;
    }
    default:
      readData(reader, at);
  }
}

/** RFC 9293, section 3.1: one byte alone (end, nothing), or kind, length and what belongs to it. */
function readOptions(reader: Reader, from: number, end: number): void {
  let at = from;
  while (at < end) {
    const kind = byteAt(reader.bytes, at);
    const told = kind < 2 ? 1 : byteAt(reader.bytes, at + 1);
    const length = Math.min(Math.max(1, told), end - at);
    reader.add(kind === 2 && length === 4 ? 'tcp.mss' : 'tcp.option', at, length);
    at += length;
  }
}

/** Lines of a text are fields of their own, so many of them at most. */
const MOST_LINES = 24;

function readData(reader: Reader, from: number): void {
  const { bytes } = reader;
  if (from >= bytes.length) return;
  const text = bytes.slice(from);
  const lines = /^[\t\n\r\x20-\x7e]+$/.test(text) ? (text.match(/[^\n]*\n|[^\n]+$/g) ?? []) : [];
  if (lines.length < 2 || lines.length > MOST_LINES)
    return reader.add('data.bytes', from, text.length);
  let at = from;
  for (const line of lines) {
    reader.add('data.line', at, line.length);
    at += line.length;
  }
}
