/** Explains DNS messages field by field (RFC 1035, section 4). Pure and total. */
import type { WireField } from '@/contract/lab-service';
import { field, latin1 } from '../fields';

const types: Record<number, [name: string, meaning: string]> = {
  1: ['A', 'an IPv4 address'],
  2: ['NS', 'the name server of a zone'],
  5: ['CNAME', 'another name for the same thing'],
  6: ['SOA', 'who is in charge of the zone'],
  15: ['MX', 'the machine that takes mail'],
  16: ['TXT', 'free text'],
  28: ['AAAA', 'an IPv6 address'],
  41: ['OPT', 'additions to the protocol'],
};
const typeName = (type: number) => types[type]?.[0] ?? `type ${type}`;

const answers: Record<number, string> = {
  0: 'NOERROR: the name exists',
  1: 'FORMERR: the question cannot be read',
  2: 'SERVFAIL: the server cannot find out',
  3: 'NXDOMAIN: there is no such name',
  4: 'NOTIMP: the server does not do that',
  5: 'REFUSED: the server does not want to answer this',
};

type Name = { text: string; next: number };

/** A name at `at`, pointers followed for its text; `next` is where it ends in place. */
function readName(bytes: Uint8Array, start: number, base: number): Name | null {
  const labels: string[] = [];
  let at = start;
  let next: number | null = null;
  for (let steps = 0; steps < 40; steps++) {
    const length = bytes[at];
    if (length === undefined) return null;
    if (length === 0)
      return { text: labels.length === 0 ? 'the root' : labels.join('.'), next: next ?? at + 1 };
    if (length >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return null;
      next ??= at + 2;
      at = base + (length - 0xc0) * 256 + low;
    } else {
      if (length > 63 || at + 1 + length > bytes.length) return null;
      labels.push(latin1(bytes, at + 1, at + 1 + length));
      at += 1 + length;
    }
  }
  return null;
}

function explainFlags(flags: number): string {
  const said: string[] = [];
  said.push(flags & 0x8000 ? 'an answer' : 'a question');
  if (flags & 0x0400) said.push('from a server that is in charge of the name (aa)');
  if (flags & 0x0200) said.push('cut off: ask again over TCP (tc)');
  if (flags & 0x0100) said.push('ask others for me if need be (rd)');
  if (flags & 0x8000 && flags & 0x0080) said.push('this server would (ra)');
  if (flags & 0x8000) said.push(answers[flags & 15] ?? `code ${flags & 15}`);
  return said.join('; ');
}

function explainData(
  bytes: Uint8Array,
  type: number,
  at: number,
  length: number,
  base: number,
): string {
  const two = (from: number) => (bytes[from] ?? 0) * 256 + (bytes[from + 1] ?? 0);
  if (type === 1 && length === 4) return bytes.subarray(at, at + 4).join('.');
  if (type === 28 && length === 16) {
    return Array.from({ length: 8 }, (_, index) => two(at + index * 2).toString(16)).join(':');
  }
  if (type === 16 && length > 0)
    return `“${latin1(bytes, at + 1, Math.min(at + length, at + 81))}”${length > 82 ? '…' : ''}`;
  if (type === 15 && length > 2)
    return `preference ${two(at)}, ${readName(bytes, at + 2, base)?.text ?? 'a name'}`;
  if (type === 2 || type === 5) return readName(bytes, at, base)?.text ?? 'a name';
  if (type === 6)
    return `the zone’s main server is ${readName(bytes, at, base)?.text ?? 'unnamed'}`;
  return types[type]?.[1] ?? 'data of a kind that this page does not explain';
}

/** @param base where the message begins; 2 after the length that TCP needs. */
function explainMessage(bytes: Uint8Array, base: number): WireField[] {
  const fields: WireField[] = [];
  const two = (from: number) => (bytes[from] ?? 0) * 256 + (bytes[from + 1] ?? 0);
  const rest = (at: number) => {
    if (at < bytes.length) fields.push(field(at, bytes.length - at, 'rest', 'cut off, or not DNS'));
    return fields;
  };
  if (bytes.length - base < 12) return rest(base);
  fields.push(
    field(
      base,
      2,
      'id',
      `${two(base)}: the answer carries the same number, so that it is not mistaken`,
    ),
  );
  fields.push(field(base + 2, 2, 'flags', explainFlags(two(base + 2))));
  const counts = [4, 6, 8, 10].map((offset) => two(base + offset));
  const [questions = 0, ...sections] = counts;
  fields.push(
    field(
      base + 4,
      8,
      'counts',
      `${questions} question, ${sections[0]} answers, ${sections[1]} about who is in charge, ${sections[2]} extra`,
    ),
  );
  let at = base + 12;
  for (let index = 0; index < questions; index++) {
    const name = readName(bytes, at, base);
    if (!name || name.next + 4 > bytes.length) return rest(at);
    fields.push(field(at, name.next - at, 'name', `asked about: ${name.text}`));
    const type = two(name.next);
    fields.push(
      field(
        name.next,
        2,
        'type',
        `${typeName(type)}: ${types[type]?.[1] ?? 'something else'} is wanted`,
      ),
    );
    fields.push(field(name.next + 2, 2, 'class', 'IN: the Internet'));
    at = name.next + 4;
  }
  const records = sections.reduce((sum, count) => sum + count, 0);
  for (let index = 0; index < records; index++) {
    const name = readName(bytes, at, base);
    if (!name || name.next + 10 > bytes.length) return rest(at);
    const type = two(name.next);
    const length = two(name.next + 8);
    const data = name.next + 10;
    const end = Math.min(bytes.length, data + length);
    if (type === 41) {
      fields.push(
        field(
          at,
          end - at,
          'OPT',
          `additions to the protocol; datagrams up to ${two(name.next + 2)} bytes are welcome`,
        ),
      );
    } else {
      const seconds = two(name.next + 4) * 65536 + two(name.next + 6);
      fields.push(
        field(
          at,
          name.next - at,
          'name',
          `${name.text}${name.next - at === 2 ? ' (written as “see above”)' : ''}`,
        ),
      );
      fields.push(
        field(name.next, 4, 'type', `${typeName(type)}: ${types[type]?.[1] ?? 'something else'}`),
      );
      fields.push(
        field(
          name.next + 4,
          4,
          'time to live',
          `${seconds} s: so long may the answer be remembered`,
        ),
      );
      fields.push(field(name.next + 8, 2, 'length', `${length} bytes of data`));
      if (end > data)
        fields.push(
          field(data, end - data, 'data', explainData(bytes, type, data, end - data, base)),
        );
    }
    at = end;
  }
  return rest(at);
}

export function annotateDns(bytes: Uint8Array, proto: 'tcp' | 'udp'): WireField[] {
  if (proto === 'udp') return explainMessage(bytes, 0);
  if (bytes.length < 2) return bytes.length ? [field(0, bytes.length, 'length', 'cut off')] : [];
  const length = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  const words = `${length} bytes follow: a stream has no edges, so the length comes first`;
  return [field(0, 2, 'length', words), ...explainMessage(bytes, 2)];
}
