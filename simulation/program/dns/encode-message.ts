/** A message to bytes, names compressed as BIND does (RFC 1035, 4.1.4). */
import { parseAddress4, parseAddress6 } from '../../packet/address';
import { type DnsRecord, type Edns, type Message, type RecordData, typeOf } from './message';
import { formatName, type Name } from './name';
import { TYPE_OPT } from './record-types';

const byte = (value: number) => String.fromCharCode(value & 255);
const word = (value: number) => byte(value >>> 8) + byte(value);
const long = (value: number) => word(value >>> 16) + word(value);
const text = (value: string) => byte(value.length) + value.slice(0, 255);

/** Pointers have fourteen bits. */
const FARTHEST = 0x3fff;

class Writer {
  bytes = '';
  /** Where the name that a text stands for begins. Case counts, as it does for BIND. */
  private readonly places = new Map<string, number>();

  /** Takes back all that was written from `length` on. */
  cut(length: number): void {
    this.bytes = this.bytes.slice(0, length);
    for (const [key, place] of this.places) if (place >= length) this.places.delete(key);
  }

  name(name: Name, compress = true): void {
    for (let at = 0; at < name.length; at += 1) {
      const key = formatName(name.slice(at));
      const place = this.places.get(key);
      if (place !== undefined && compress) {
        this.bytes += word(0xc000 | place);
        return;
      }
      // Of two places BIND takes the later one.
      if (this.bytes.length <= FARTHEST) this.places.set(key, this.bytes.length);
      this.bytes += text(name[at] ?? '');
    }
    this.bytes += byte(0);
  }

  record({ name, class: kind, ttl, data }: DnsRecord): void {
    this.name(name);
    this.bytes += word(typeOf(data)) + word(kind) + long(ttl);
    const start = this.bytes.length;
    this.bytes += word(0);
    this.data(data);
    const length = word(this.bytes.length - start - 2);
    this.bytes = this.bytes.slice(0, start) + length + this.bytes.slice(start + 2);
  }

  private data(data: RecordData): void {
    switch (data.type) {
      case 'A':
        this.bytes += long(parseAddress4(data.addr) ?? 0);
        return;
      case 'AAAA':
        this.bytes += (parseAddress6(data.addr) ?? Array(8).fill(0)).map(word).join('');
        return;
      case 'NS':
      case 'CNAME':
      case 'PTR':
        this.name(data.name);
        return;
      case 'SOA':
        this.name(data.primary);
        this.name(data.mailbox);
        this.bytes += [data.serial, data.refresh, data.retry, data.expire, data.minimum]
          .map(long)
          .join('');
        return;
      case 'MX':
        this.bytes += word(data.preference);
        this.name(data.name);
        return;
      case 'TXT':
        this.bytes += data.texts.map(text).join('');
        return;
      case 'SRV':
        this.bytes += word(data.priority) + word(data.weight) + word(data.port);
        // RFC 2782 forbids it here.
        this.name(data.name, false);
        return;
      case 'other':
        this.bytes += data.bytes;
    }
  }
}

function encodeEdns(edns: Edns, code: number): string {
  const options = edns.options.map((one) => word(one.code) + word(one.bytes.length) + one.bytes);
  const data = options.join('');
  const flags = byte(code >>> 4) + byte(edns.version) + word(edns.dnssec ? 0x8000 : 0);
  return byte(0) + word(TYPE_OPT) + word(edns.size) + flags + word(data.length) + data;
}

function sameSet(a: DnsRecord | undefined, b: DnsRecord | undefined): boolean {
  if (!a || !b) return false;
  return typeOf(a.data) === typeOf(b.data) && formatName(a.name) === formatName(b.name);
}

/**
 * At most `limit` bytes. What does not fit is left out, and `tc` set where it was part of the
 * answer or the authority section: as BIND does, a whole set of records with EDNS and only
 * those that have no room without.
 */
export function encodeMessage(message: Message, limit = 65535): string {
  const writer = new Writer();
  const { flags } = message;
  const edns = message.edns ? encodeEdns(message.edns, message.code) : '';
  writer.bytes = '\0'.repeat(12);
  for (const { name, type, class: kind } of message.question) {
    writer.name(name);
    writer.bytes += word(type) + word(kind);
  }
  const counts: number[] = [];
  let truncated = flags.tc;
  let full = false;
  for (const section of [message.answer, message.authority, message.additional]) {
    let written = 0;
    let setStart = writer.bytes.length;
    let before = 0;
    for (const [index, record] of section.entries()) {
      if (full) break;
      if (!sameSet(section[index - 1], record)) {
        setStart = writer.bytes.length;
        before = written;
      }
      const start = writer.bytes.length;
      writer.record(record);
      if (writer.bytes.length + edns.length <= limit) {
        written += 1;
        continue;
      }
      full = true;
      const whole = message.edns !== null || section === message.additional;
      writer.cut(whole ? setStart : start);
      if (whole) written = before;
      if (section !== message.additional) truncated = true;
    }
    counts.push(written);
  }
  const bits =
    (message.response ? 0x8000 : 0) |
    ((message.opcode & 15) << 11) |
    (flags.aa ? 0x400 : 0) |
    (truncated ? 0x200 : 0) |
    (flags.rd ? 0x100 : 0) |
    (flags.ra ? 0x80 : 0) |
    (flags.z ? 0x40 : 0) |
    (flags.ad ? 0x20 : 0) |
    (flags.cd ? 0x10 : 0) |
    (message.code & 15);
  const [answers = 0, authorities = 0, additional = 0] = counts;
  const head = [message.id, bits, message.question.length, answers, authorities];
  const last = additional + (edns === '' ? 0 : 1);
  return [...head, last].map(word).join('') + writer.bytes.slice(12) + edns;
}
