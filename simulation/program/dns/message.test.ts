/** Bytes of BIND 9.18.49 read and written again, and what any bytes at all may lead to. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerFromZones } from './answer-from-zones';
import { decodeMessage } from './decode-message';
import { encodeMessage } from './encode-message';
import { frameMessage, takeFrame } from './framing';
import type { DnsRecord, Message, RecordData } from './message';
import { formatName, parseName } from './name';
import { testZones } from './zones.test-helper';

type Wire = { name: string; type: number; query: string; response: string };
const wires: Wire[] = JSON.parse(
  readFileSync('simulation/shell/fixtures/network/dns-wire.json', 'utf8'),
);
const bytesOf = (hex: string) =>
  hex.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
const hexOf = (bytes: string) =>
  [...bytes].map((one) => one.charCodeAt(0).toString(16).padStart(2, '0')).join('');

function decode(bytes: string): Message {
  const decoding = decodeMessage(bytes);
  if (!decoding.ok) throw new Error('malformed');
  return decoding.message;
}

describe.each(wires)('$name, type $type', ({ name, query, response }) => {
  // BIND writes the names of a zone out once more after an answer by wildcard.
  const wild = name.startsWith('x.dev') && response.length > 200;
  test.each(wild ? [query] : [query, response])('is read and written byte for byte: %s', (hex) => {
    expect(hexOf(encodeMessage(decode(bytesOf(hex))))).toBe(hex);
  });

  test('is answered as BIND answers it', () => {
    const asked = decode(bytesOf(query));
    const sort = (records: readonly DnsRecord[]) =>
      records.map((record) => JSON.stringify(record)).sort();
    const seen = (message: Message) => ({
      ...{ code: message.code, flags: { ...message.flags, ra: false } },
      ...{ answer: sort(message.answer), authority: sort(message.authority) },
      additional: sort(message.additional),
    });
    expect(seen(answerFromZones(testZones, asked))).toEqual(seen(decode(bytesOf(response))));
  });
});

const label = fc
  .string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 9,
  })
  .filter((text) => text !== '');
const names = fc.array(label, { maxLength: 6 });
const word = fc.integer({ min: 0, max: 65535 });
const long = fc.integer({ min: 0, max: 0xffffffff });
const bytes = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
});
const data: fc.Arbitrary<RecordData> = fc.oneof(
  fc.ipV4().map((addr) => ({ type: 'A' as const, addr })),
  fc
    .constantFrom('::', '::1', '2001:db8::10', 'fe80::1:0:0:1')
    .map((addr) => ({ type: 'AAAA' as const, addr })),
  fc.record({
    type: fc.constantFrom('NS' as const, 'CNAME' as const, 'PTR' as const),
    name: names,
  }),
  fc.record({
    type: fc.constant('SOA' as const),
    ...{
      primary: names,
      mailbox: names,
      serial: long,
      refresh: long,
      retry: long,
      expire: long,
      minimum: long,
    },
  }),
  fc.record({ type: fc.constant('MX' as const), preference: word, name: names }),
  fc.record({
    type: fc.constant('TXT' as const),
    texts: fc.array(bytes, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('SRV' as const),
    priority: word,
    weight: word,
    port: word,
    name: names,
  }),
  fc.record({
    type: fc.constant('other' as const),
    code: fc.constantFrom(13, 99, 257, 4000),
    bytes,
  }),
);
const records = fc.array(fc.record({ name: names, class: word, ttl: long, data }), {
  maxLength: 4,
});
const bit = fc.boolean();
const message: fc.Arbitrary<Message> = fc.record({
  ...{
    id: word,
    response: bit,
    opcode: fc.integer({ min: 0, max: 15 }),
    code: fc.integer({ min: 0, max: 15 }),
  },
  flags: fc.record({ aa: bit, tc: bit, rd: bit, ra: bit, z: bit, ad: bit, cd: bit }),
  question: fc.array(fc.record({ name: names, type: word, class: word }), { maxLength: 2 }),
  ...{ answer: records, authority: records, additional: records },
  edns: fc.option(
    fc.record({
      ...{ size: word, version: fc.integer({ min: 0, max: 255 }), dnssec: bit },
      options: fc.array(fc.record({ code: word, bytes }), { maxLength: 2 }),
    }),
  ),
});

test('every message comes back from its bytes', () => {
  fc.assert(
    fc.property(message, (one) => {
      expect(decode(encodeMessage(one))).toEqual(one);
    }),
  );
});

test('no limit is passed, and what was cut says so', () => {
  fc.assert(
    fc.property(message, fc.integer({ min: 400, max: 700 }), (one, limit) => {
      const least = encodeMessage({ ...one, answer: [], authority: [], additional: [] }).length;
      const cut = encodeMessage(one, limit);
      expect(cut.length).toBeLessThanOrEqual(Math.max(limit, least));
      const back = decode(cut);
      if (back.answer.length < one.answer.length) expect(back.flags.tc).toBe(true);
    }),
  );
});

test('any bytes are a message or are not, and nothing else happens', () => {
  const any = fc.oneof(
    fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      maxLength: 120,
    }),
    fc.tuple(fc.constantFrom(...wires), fc.nat(), fc.nat(255)).map(([wire, at, code]) => {
      const good = bytesOf(wire.response);
      const place = at % good.length;
      return good.slice(0, place) + String.fromCharCode(code) + good.slice(place + 1);
    }),
  );
  fc.assert(
    fc.property(any, (text) => {
      const decoding = decodeMessage(text);
      if (decoding.ok) encodeMessage(decoding.message);
    }),
    { numRuns: 1000 },
  );
});

test('a pointer to itself is no name', () => {
  const head = '\0\x01\0\0\0\x01\0\0\0\0\0\0';
  expect(decodeMessage(`${head}\xc0\x0c\0\x01\0\x01`)).toEqual({ ok: false, id: 1 });
});

test('names come back from their text', () => {
  fc.assert(
    fc.property(names, (one) => {
      const text = formatName(one);
      expect(parseName(text)).toEqual({ ok: true, name: one });
    }),
  );
});

test('a frame is taken when it is whole', () => {
  const stream = frameMessage('abc') + frameMessage('');
  expect(takeFrame(stream.slice(0, 4))).toBeNull();
  expect(takeFrame(stream)).toEqual({ bytes: 'abc', rest: '\0\0' });
});
