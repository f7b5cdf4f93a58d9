/** Bytes to a message. Whatever the bytes, there is an answer and it comes soon. */
import { normalizeAddress } from '../../packet/address';
import type { DnsRecord, Edns, Message, Question, RecordData } from './message';
import { MOST_NAME, type Name, nameSize } from './name';
import {
  TYPE_A,
  TYPE_AAAA,
  TYPE_CNAME,
  TYPE_MX,
  TYPE_NS,
  TYPE_OPT,
  TYPE_PTR,
  TYPE_SOA,
  TYPE_SRV,
  TYPE_TXT,
} from './record-types';

/** The header is whole, and what follows it is not: a server says FORMERR to that. */
export type Decoding = { ok: true; message: Message } | { ok: false; id: number | null };

class Malformed extends Error {}

class Reader {
  at = 0;
  constructor(
    private readonly bytes: string,
    private readonly end: number,
  ) {}

  byte(): number {
    if (this.at >= this.end) throw new Malformed();
    this.at += 1;
    return this.bytes.charCodeAt(this.at - 1) & 255;
  }
  word(): number {
    return this.byte() * 256 + this.byte();
  }
  long(): number {
    return this.word() * 65536 + this.word();
  }
  take(length: number): string {
    if (this.at + length > this.end) throw new Malformed();
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  /** A pointer must lead backwards, so no name is without end. */
  name(): Name {
    const labels: string[] = [];
    let least = this.at;
    let back: number | null = null;
    for (;;) {
      const length = this.byte();
      if (length === 0) break;
      if (length >= 0xc0) {
        const place = (length & 0x3f) * 256 + this.byte();
        if (place >= least) throw new Malformed();
        back ??= this.at;
        this.at = place;
        least = place;
        continue;
      }
      if (length > 63) throw new Malformed();
      labels.push(this.take(length));
      if (nameSize(labels) > MOST_NAME) throw new Malformed();
    }
    if (back !== null) this.at = back;
    return labels;
  }

  question(): Question {
    return { name: this.name(), type: this.word(), class: this.word() };
  }

  record(): DnsRecord | { edns: Edns; code: number } {
    const name = this.name();
    const type = this.word();
    const kind = this.word();
    const ttl = this.long();
    const length = this.word();
    const end = this.at + length;
    if (end > this.end) throw new Malformed();
    const inner = new Reader(this.bytes, end);
    inner.at = this.at;
    this.at = end;
    if (type === TYPE_OPT) {
      const options: { code: number; bytes: string }[] = [];
      while (inner.at < end) options.push({ code: inner.word(), bytes: inner.take(inner.word()) });
      const edns = { size: kind, version: (ttl >>> 16) & 255, dnssec: (ttl & 0x8000) !== 0 };
      return { edns: { ...edns, options }, code: ttl >>> 24 };
    }
    const data = inner.data(type, length);
    if (inner.at !== end) throw new Malformed();
    return { name, class: kind, ttl, data };
  }

  private data(type: number, length: number): RecordData {
    switch (type) {
      case TYPE_A: {
        const addr = [this.byte(), this.byte(), this.byte(), this.byte()].join('.');
        return { type: 'A', addr };
      }
      case TYPE_AAAA: {
        const groups = Array.from({ length: 8 }, () => this.word().toString(16)).join(':');
        return { type: 'AAAA', addr: normalizeAddress(groups) ?? groups };
      }
      case TYPE_NS:
        return { type: 'NS', name: this.name() };
      case TYPE_CNAME:
        return { type: 'CNAME', name: this.name() };
      case TYPE_PTR:
        return { type: 'PTR', name: this.name() };
      case TYPE_SOA:
        return {
          ...{ type: 'SOA', primary: this.name(), mailbox: this.name(), serial: this.long() },
          ...{ refresh: this.long(), retry: this.long(), expire: this.long() },
          minimum: this.long(),
        };
      case TYPE_MX:
        return { type: 'MX', preference: this.word(), name: this.name() };
      case TYPE_TXT: {
        const texts: string[] = [];
        const end = this.at + length;
        do texts.push(this.take(this.byte()));
        while (this.at < end);
        return { type: 'TXT', texts };
      }
      case TYPE_SRV: {
        const [priority, weight, port] = [this.word(), this.word(), this.word()];
        return { type: 'SRV', priority, weight, port, name: this.name() };
      }
      default:
        return { type: 'other', code: type, bytes: this.take(length) };
    }
  }
}

function readMessage(reader: Reader): Message {
  const id = reader.word();
  const bits = reader.word();
  const counts = [reader.word(), reader.word(), reader.word(), reader.word()];
  const [questions = 0, ...sizes] = counts;
  const question: Question[] = [];
  for (let count = 0; count < questions; count += 1) question.push(reader.question());
  const sections: DnsRecord[][] = [[], [], []];
  let edns: Edns | null = null;
  let code = bits & 15;
  for (const [index, size] of sizes.entries()) {
    for (let count = 0; count < size; count += 1) {
      const record = reader.record();
      if (!('edns' in record)) sections[index]?.push(record);
      else {
        // Only one, and only among the additional ones (RFC 6891, 6.1.1).
        if (edns !== null || index !== 2) throw new Malformed();
        edns = record.edns;
        code |= record.code << 4;
      }
    }
  }
  const [answer = [], authority = [], additional = []] = sections;
  const bit = (mask: number) => (bits & mask) !== 0;
  const flags = {
    ...{ aa: bit(0x400), tc: bit(0x200), rd: bit(0x100), ra: bit(0x80) },
    ...{ z: bit(0x40), ad: bit(0x20), cd: bit(0x10) },
  };
  const opcode = (bits >>> 11) & 15;
  const response = bit(0x8000);
  return { id, response, opcode, flags, code, question, answer, authority, additional, edns };
}

/** `id` is null where not even the header is whole. */
export function decodeMessage(bytes: string): Decoding {
  const reader = new Reader(bytes, bytes.length);
  try {
    return { ok: true, message: readMessage(reader) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const whole = bytes.length >= 12;
    return { ok: false, id: whole ? new Reader(bytes, 2).word() : null };
  }
}
