/** The data of one record as it stands in a zone file, with BIND's complaints about it. */
import { encodeText } from '../../host/bytes';
import { isAddress6, normalizeAddress, parseAddress4 } from '../../packet/address';
import type { RecordData, Soa } from './message';
import { type Name, parseName } from './name';
import type { ZoneWord } from './zone-lexer';

/** The types that a zone may hold here. */
const zoneTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const;
export type ZoneType = (typeof zoneTypes)[number];
export function isZoneType(name: string): name is ZoneType {
  return (zoneTypes as readonly string[]).includes(name);
}

export type DataReading =
  | { ok: true; data: RecordData }
  /** `near` is the word at fault, null at the end of the line; `line` is its line. */
  | { ok: false; near: string | null; line: number; reason: string };

class Fault extends Error {
  constructor(
    readonly near: string | null,
    readonly line: number,
    readonly reason: string,
  ) {
    super(reason);
  }
}

const units: Readonly<Record<string, number>> = { w: 604800, d: 86400, h: 3600, m: 60, s: 1 };

/** Seconds of `300`, `1h30m`, `1w`; null for anything else, or for more than 31 bits. */
export function parseTtl(text: string): number | null {
  if (!/^(\d+[wdhms]?)+$/i.test(text) || /\d[wdhms].*\d$/i.test(text)) return null;
  let sum = 0;
  for (const [, digits = '', unit = 's'] of text.toLowerCase().matchAll(/(\d+)([wdhms]?)/g)) {
    sum += Number(digits) * (units[unit === '' ? 's' : unit] ?? 1);
  }
  return sum < 2 ** 32 ? sum : null;
}

/** Bytes of a character string: `\"` and `\059` stand for one byte each. */
function unescapeText(text: string): string {
  return encodeText(text).replace(/\\(\d{3}|[^])/g, (_, what: string) =>
    what.length === 3 ? String.fromCharCode(Number(what) & 255) : what,
  );
}

class Words {
  private at = 0;
  constructor(
    private readonly words: readonly ZoneWord[],
    private readonly end: number,
    private readonly origin: Name,
  ) {}

  more(): boolean {
    return this.at < this.words.length;
  }
  next(): ZoneWord {
    const word = this.words[this.at];
    if (!word) throw new Fault(null, this.end, 'unexpected end of input');
    this.at += 1;
    return word;
  }
  number(most: number): number {
    const { text, line } = this.next();
    if (!/^\d+$/.test(text)) throw new Fault(text, line, 'not a valid number');
    if (Number(text) > most) throw new Fault(text, line, 'out of range');
    return Number(text);
  }
  time(): number {
    const { text, line } = this.next();
    const value = parseTtl(text);
    if (value === null) throw new Fault(text, line, 'bad ttl');
    return value;
  }
  name(): Name {
    const { text, line } = this.next();
    if (text === '@') return this.origin;
    const reading = parseName(text, this.origin);
    if (!reading.ok) throw new Fault(text, line, reading.error);
    return reading.name;
  }
  address4(): string {
    const { text, line } = this.next();
    if (parseAddress4(text) === null) throw new Fault(text, line, 'bad dotted quad');
    return normalizeAddress(text) ?? text;
  }
  address6(): string {
    const { text, line } = this.next();
    const addr = isAddress6(text) ? normalizeAddress(text) : null;
    if (addr === null) throw new Fault(text, line, 'bad IPv6 address');
    return addr;
  }
  text(): string {
    const { text, line } = this.next();
    const bytes = unescapeText(text);
    if (bytes.length > 255) throw new Fault(text, line, 'ran out of space');
    return bytes;
  }
  finish(): void {
    const word = this.words[this.at];
    if (word) throw new Fault(word.text, word.line, 'extra input text');
  }
}

function readSoa(words: Words): Soa {
  return {
    ...{ type: 'SOA', primary: words.name(), mailbox: words.name() },
    ...{ serial: words.number(0xffffffff), refresh: words.time(), retry: words.time() },
    ...{ expire: words.time(), minimum: words.time() },
  };
}

function readFields(type: ZoneType, words: Words): RecordData {
  switch (type) {
    case 'A':
      return { type, addr: words.address4() };
    case 'AAAA':
      return { type, addr: words.address6() };
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return { type, name: words.name() };
    case 'SOA':
      return readSoa(words);
    case 'MX':
      return { type, preference: words.number(65535), name: words.name() };
    case 'SRV': {
      const [priority, weight] = [words.number(65535), words.number(65535)];
      return { type, priority, weight, port: words.number(65535), name: words.name() };
    }
    case 'TXT': {
      const texts = [words.text()];
      while (words.more()) texts.push(words.text());
      return { type, texts };
    }
  }
}

/** `end` is the line on which the last word ended. */
export function readData(
  type: ZoneType,
  words: readonly ZoneWord[],
  end: number,
  origin: Name,
): DataReading {
  const reader = new Words(words, end, origin);
  try {
    const data = readFields(type, reader);
    reader.finish();
    return { ok: true, data };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { near, line, reason } = error;
    return { ok: false, near, line, reason };
  }
}
