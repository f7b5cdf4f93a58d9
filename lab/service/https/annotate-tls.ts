/** Explains TLS records and the part of the handshake that is readable. RFC 8446. Pure and total. */
import type { WireField } from '@/contract/lab-service';
import { field, latin1 } from '../fields';
import {
  alerts,
  cipherSuites,
  extensions,
  handshakeTypes,
  recordTypes,
  versions,
} from './tls-words';

const hex = (value: number) => `0x${value.toString(16).padStart(4, '0')}`;
const versionName = (value: number) => versions[value] ?? hex(value);
const bytesWord = (n: number) => (n === 1 ? '1 byte' : `${n} bytes`);

/** Reads forward and never past the end: `take` gives null there, and everything after it too. */
function reader(bytes: Uint8Array, from: number, to: number) {
  let at = from;
  return {
    at: () => at,
    left: () => Math.max(0, to - at),
    number(size: 1 | 2 | 3): number | null {
      if (at + size > to) return null;
      let value = 0;
      for (let index = 0; index < size; index++) value = value * 256 + (bytes[at + index] ?? 0);
      at += size;
      return value;
    },
    skip(size: number) {
      const taken = Math.min(size, Math.max(0, to - at));
      at += taken;
      return taken;
    },
  };
}
type Reader = ReturnType<typeof reader>;

/** A vector: its length, then its content, told as one field. */
function vector(
  read: Reader,
  fields: WireField[],
  lengthSize: 1 | 2,
  name: string,
  say: (length: number, at: number) => string,
) {
  const at = read.at();
  const length = read.number(lengthSize);
  if (length === null) return null;
  const content = read.at();
  const taken = read.skip(length);
  fields.push(field(at, lengthSize + taken, name, say(length, content)));
  return { content, length: taken };
}

function explainExtension(
  bytes: Uint8Array,
  type: number,
  at: number,
  length: number,
  fromClient: boolean,
): string {
  const known = extensions[type]?.[1] ?? 'an addition that this page does not explain';
  const two = (from: number) => (bytes[from] ?? 0) * 256 + (bytes[from + 1] ?? 0);
  if (type === 0 && length > 5) return `${known}: “${latin1(bytes, at + 5, at + length)}”`;
  if (type === 43 && !fromClient && length === 2) return `agreed: ${versionName(two(at))}`;
  if (type === 43 && length > 1) {
    const offered: string[] = [];
    for (let each = at + 1; each + 1 < at + length; each += 2) offered.push(versionName(two(each)));
    return `${known}. Offered: ${offered.join(', ')}`;
  }
  if (type === 16 && length > 3) return `${known}: “${latin1(bytes, at + 3, at + length)}”`;
  return known;
}

function explainHello(bytes: Uint8Array, from: number, to: number, client: boolean): WireField[] {
  const fields: WireField[] = [];
  const read = reader(bytes, from, to);
  const version = read.number(2);
  if (version === null) return fields;
  fields.push(
    field(
      from,
      2,
      'version',
      `written as ${versionName(version)} so that old machines on the way let it pass`,
    ),
  );
  const random = read.skip(32);
  if (random > 0)
    fields.push(
      field(
        read.at() - random,
        random,
        'random',
        'numbers of chance, so that no two conversations are alike',
      ),
    );
  if (!vector(read, fields, 1, 'session id', () => 'a leftover of older TLS')) return fields;
  if (client) {
    const count = (length: number) => `${length / 2} ways to encrypt, best first`;
    if (!vector(read, fields, 2, 'cipher suites', count)) return fields;
    if (!vector(read, fields, 1, 'compression', () => 'none: it is not used any more'))
      return fields;
  } else {
    const suite = read.number(2);
    if (suite === null) return fields;
    fields.push(
      field(read.at() - 2, 2, 'cipher suite', `chosen: ${cipherSuites[suite] ?? hex(suite)}`),
    );
    if (read.skip(1)) fields.push(field(read.at() - 1, 1, 'compression', 'none'));
  }
  const total = read.number(2);
  if (total === null) return fields;
  fields.push(
    field(read.at() - 2, 2, 'extensions’ length', `${bytesWord(total)} of additions follow`),
  );
  while (read.left() >= 4) {
    const at = read.at();
    const type = read.number(2) ?? 0;
    const length = read.number(2) ?? 0;
    const content = read.at();
    const taken = read.skip(length);
    const name = extensions[type]?.[0] ?? `extension ${type}`;
    fields.push(field(at, 4 + taken, name, explainExtension(bytes, type, content, taken, client)));
  }
  return fields;
}

function explainHandshake(bytes: Uint8Array, from: number, to: number): WireField[] {
  const type = bytes[from] ?? -1;
  const known = handshakeTypes[type];
  if (!known || to - from < 4) {
    return to > from
      ? [
          field(
            from,
            to - from,
            'encrypted handshake',
            'the rest of the agreement, already unreadable',
          ),
        ]
      : [];
  }
  const length =
    ((bytes[from + 1] ?? 0) << 16) | ((bytes[from + 2] ?? 0) << 8) | (bytes[from + 3] ?? 0);
  const end = Math.min(to, from + 4 + length);
  const fields = [field(from, 4, known[0], `${known[1]} (${bytesWord(length)} follow)`)];
  if (type === 1 || type === 2) fields.push(...explainHello(bytes, from + 4, end, type === 1));
  const told = fields.at(-1);
  const toldTo = told ? told.at + told.length : from + 4;
  if (end > toldTo) fields.push(field(toldTo, end - toldTo, 'content', known[1]));
  return [...fields, ...(end < to ? explainHandshake(bytes, end, to) : [])];
}

/** Anything that does not begin like a record is told as what it is: not TLS. */
export function annotateTls(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  while (at < bytes.length) {
    const known = recordTypes[bytes[at] ?? -1];
    if (!known || (at + 1 < bytes.length && bytes[at + 1] !== 3)) {
      const text = latin1(bytes, at, Math.min(bytes.length, at + 40))
        .replace(/[^\x20-\x7e]+/g, ' ')
        .trim();
      fields.push(
        field(
          at,
          bytes.length - at,
          'not TLS',
          text === '' ? 'no TLS record begins so' : `readable text, not TLS: “${text}”`,
        ),
      );
      break;
    }
    const head = Math.min(5, bytes.length - at);
    if (head < 5) {
      fields.push(field(at, head, 'record', 'the beginning of a record'));
      break;
    }
    const length = (bytes[at + 3] ?? 0) * 256 + (bytes[at + 4] ?? 0);
    fields.push(field(at, 5, `record: ${known[0]}`, `${known[1]}. ${bytesWord(length)} follow`));
    const from = at + 5;
    const to = Math.min(bytes.length, from + length);
    const type = bytes[at];
    if (to > from) {
      if (type === 22) fields.push(...explainHandshake(bytes, from, to));
      else if (type === 21 && length === 2) {
        const alert = alerts[bytes[from + 1] ?? -1] ?? `alert ${bytes[from + 1]}`;
        fields.push(field(from, to - from, 'alert', alert));
      } else fields.push(field(from, to - from, 'content', known[1]));
    }
    at = to;
  }
  return fields;
}
