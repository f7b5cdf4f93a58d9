/** A packet as a line of tcpdump 4.99. */
import type { SeenPacket } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import { dissectPacket } from '../../packet/dissect';
import {
  type Endpoint,
  type Icmp,
  isNeighbourMessage,
  type Packet,
  type Segment,
} from '../../packet/packet';
import { packetBytes, sumOf } from '../../packet/packet-bytes';
import { decodeMessage } from '../../program/dns/decode-message';
import { formatData } from '../../program/dns/format-record';
import { typeOf } from '../../program/dns/message';
import { formatName } from '../../program/dns/name';
import { nameOfCode, nameOfType } from '../../program/dns/record-types';
import { formatNeighbour } from './tcpdump-neighbour';

export type LineStyle = {
  time: 'usual' | 'none' | 'unix' | 'date';
  iface: boolean;
  quiet: boolean;
  verbose: boolean;
  absolute: boolean;
};
/** Names of addresses and ports; both as they are with -n, which `numeric` is. */
export type Naming = {
  numeric: boolean;
  host: (addr: string) => string;
  port: (port: number, proto: 'tcp' | 'udp') => string;
};
/** First numbers of conversations, by their ends in order. */
export type Conversations = Map<string, readonly [number, number]>;

function formatTime(at: number, style: LineStyle['time']): string {
  if (style === 'none') return '';
  if (style === 'unix') return `${(at / 1000).toFixed(6)} `;
  const iso = new Date(at).toISOString();
  const clock = `${iso.slice(11, 23)}000 `;
  return style === 'date' ? `${iso.slice(0, 10)} ${clock}` : clock;
}

function formatEnd({ addr, port }: Endpoint, proto: 'tcp' | 'udp', naming: Naming): string {
  return `${naming.host(addr)}.${naming.port(port, proto)}`;
}

const flagLetters = [
  ['fin', 'F'],
  ['syn', 'S'],
  ['rst', 'R'],
  ['psh', 'P'],
  ['ack', '.'],
] as const;

/** Sequence numbers count from the conversation's first ones, as tcp_print does it. */
function relative(segment: Segment, known: Conversations): { seq: number; ack: number } {
  const { src, dst, seq, ack, flags } = segment;
  if (!flags.ack) return { seq, ack };
  const [one, other] = [`${src.addr} ${src.port}`, `${dst.addr} ${dst.port}`];
  const turned = one > other;
  const key = turned ? `${other} ${one}` : `${one} ${other}`;
  const first = known.get(key);
  if (!first || flags.syn) {
    known.set(key, turned ? [ack - 1, seq] : [seq, ack - 1]);
    return { seq, ack };
  }
  const [mine, theirs] = turned ? [first[1], first[0]] : first;
  return { seq: (seq - mine) >>> 0, ack: (ack - theirs) >>> 0 };
}

function formatSegment(segment: Segment, style: LineStyle, known: Conversations): string {
  const { flags, data, window, mss } = segment;
  const letters = flagLetters.filter(([flag]) => flags[flag]).map(([, letter]) => letter);
  const numbers = relative(segment, known);
  const { seq, ack } = style.absolute ? segment : numbers;
  const { length } = data;
  if (style.quiet) return `tcp ${length}`;
  const parts = [`Flags [${letters.join('') || 'none'}]`];
  if (style.verbose) parts.push(formatSum(segment));
  if (length > 0) parts.push(`seq ${seq}:${(seq + length) >>> 0}`);
  else if (flags.syn || flags.fin || flags.rst) parts.push(`seq ${seq}`);
  if (flags.ack) parts.push(`ack ${ack}`);
  parts.push(`win ${window}`);
  if (mss !== undefined) parts.push(`options [mss ${mss}]`);
  return `${parts.join(', ')}, length ${length}`;
}

function formatSum(segment: Segment): string {
  const sum = sumOf(segment);
  if (segment.flipped === undefined) return `cksum 0x${hex(sum)} (correct)`;
  const field = dissectPacket(packetBytes(segment)).find(({ key }) => key === 'tcp.sum');
  const told = field?.value ?? '';
  return field?.sum?.right === false
    ? `cksum ${told} (incorrect -> 0x${hex(field.sum.due)})`
    : `cksum ${told} (correct)`;
}

const hex = (value: number) => value.toString(16).padStart(4, '0');

function formatIcmp(icmp: Icmp, naming: Naming, verbose: boolean): string {
  const { about } = icmp;
  const length = packetBytes(icmp).length - (isAddress6(icmp.src.addr) ? 40 : 20);
  const modern = isAddress6(icmp.src.addr);
  const six = modern ? `${verbose ? '[icmp6 sum ok] ' : ''}ICMP6, ` : 'ICMP ';
  if (icmp.type === 'echo-request' || icmp.type === 'echo-reply') {
    const reply = icmp.type === 'echo-reply';
    const id = reply ? icmp.dst.port : icmp.src.port;
    const number = reply ? icmp.src.port : icmp.dst.port;
    const end = modern && verbose ? '' : `, length ${length}`;
    return `${six}echo ${reply ? 'reply' : 'request'}, id ${id}, seq ${number}${end}`;
  }
  const to = about ? naming.host(about.dst.addr) : '';
  const what = {
    'port-unreachable':
      about?.proto === 'icmp' || !about
        ? `${to} protocol 1 unreachable`
        : `${to} ${about.proto} port ${naming.port(about.dst.port, about.proto)} unreachable`,
    'host-unreachable': `host ${to} unreachable`,
    'net-unreachable': `net ${to} unreachable`,
    'admin-prohibited': `host ${to} unreachable - admin prohibited filter`,
    'time-exceeded': 'time exceeded in-transit',
  }[icmp.type];
  return `${six}${what}, length ${length}`;
}

/** Question or answer of DNS in short (domain_print); null where the bytes are no message. */
export function formatDns(bytes: string): string | null {
  const read = decodeMessage(bytes);
  if (!read.ok) return null;
  const { message } = read;
  const { id, flags, question, answer, authority, additional, edns, response, code } = message;
  const extra = additional.length + (edns ? 1 : 0);
  if (!response) {
    const asked = question.map(({ name, type }) => ` ${nameOfType(type)}? ${formatName(name)}`);
    return `${id}${flags.rd ? '+' : ''}${extra > 0 ? ` [${extra}au]` : ''}${asked.join('')} (${bytes.length})`;
  }
  const said = code === 0 ? '' : ` ${codeNames[code] ?? nameOfCode(code)}`;
  const marks = `${flags.aa ? '*' : ''}${flags.ra ? '' : '-'}${flags.tc ? '|' : ''}`;
  const counts = ` ${answer.length}/${authority.length}/${extra}`;
  const rows = answer.map(({ data }) => ` ${nameOfType(typeOf(data))} ${formatData(data)}`);
  return `${id}${said}${marks}${counts}${rows.join(',')} (${bytes.length})`;
}

const codeNames: Readonly<Record<number, string>> = {
  1: 'FormErr',
  2: 'ServFail',
  3: 'NXDomain',
  4: 'NotImp',
  5: 'Refused',
};

function formatBody(
  packet: Packet,
  style: LineStyle,
  naming: Naming,
  known: Conversations,
): string {
  if (packet.proto === 'icmp') {
    const [src, dst] = [packet.src, packet.dst].map(({ addr }) => naming.host(addr));
    return `${src} > ${dst}: ${formatIcmp(packet, naming, style.verbose)}`;
  }
  const { src, dst, proto, data } = packet;
  const ends = `${formatEnd(src, proto, naming)} > ${formatEnd(dst, proto, naming)}: `;
  if (packet.proto === 'tcp') return ends + formatSegment(packet, style, known);
  const dns = src.port === 53 || dst.port === 53 ? formatDns(data) : null;
  const sum = style.verbose ? '[udp sum ok] ' : '';
  return `${ends}${dns === null ? `${sum}UDP, length ${data.length}` : `${sum}${dns}`}`;
}

export function formatPacket(
  { at, iface, out, packet }: SeenPacket,
  style: LineStyle,
  naming: Naming,
  known: Conversations,
): string {
  const discovers = isNeighbourMessage(packet);
  // A question goes to all, or to a group.
  const cast = !discovers || packet.reply ? 'In ' : packet.proto === 'arp' ? 'B  ' : 'M  ';
  const place = style.iface ? `${iface.padEnd(5)} ${out ? 'Out' : cast} ` : '';
  if (isNeighbourMessage(packet)) {
    const about = { verbose: style.verbose, numeric: naming.numeric };
    const line = formatNeighbour(packet, about, naming.host);
    return `${formatTime(at, style.time)}${place}${line}\n`;
  }
  const six = isAddress6(packet.src.addr);
  const head = `${formatTime(at, style.time)}${place}${six ? 'IP6' : 'IP'} `;
  const body = formatBody(packet, style, naming, known);
  if (!style.verbose) return `${head}${body}\n`;
  const { ttl, id, proto } = packet;
  const length = packetBytes(packet).length;
  const number = { tcp: 6, udp: 17, icmp: six ? 58 : 1 }[proto];
  const name = six && proto === 'icmp' ? 'ICMPv6' : proto.toUpperCase();
  if (six) {
    const what = `(hlim ${ttl}, next-header ${name} (${number}) payload length: ${length - 40})`;
    return `${head}${what} ${body}\n`;
  }
  const about = `(tos 0x0, ttl ${ttl}, id ${id & 0xffff}, offset 0, flags [DF], proto ${name} (${number}), length ${length})`;
  return `${head}${about}\n    ${body}\n`;
}
