/** Speaks LDAP over one connection. RFC 4511. Reads with `ber.ts`, writes with ldapts's BerWriter. */
import { BerWriter } from 'ldapts';
import type { WireStream } from '../service';
import { type Ber, isSound, numberOf, readBer, textOf } from './ber';
import {
  CODE,
  checkBind,
  compare,
  type Filter,
  type Outcome,
  type Search,
  search,
} from './directory';

const LARGEST = 16_384;
/** RFC 4511, 4.4.1: what a server says before it hangs up. */
const NOTICE_OF_DISCONNECTION = '1.3.6.1.4.1.1466.20036';
/** RFC 4532 */
const WHO_AM_I = '1.3.6.1.4.1.4203.1.11.3';

function message(id: number, op: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(op);
  write(writer);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

function writeOutcome(writer: BerWriter, { code, matched = '', words = '' }: Outcome) {
  writer.writeEnumeration(code);
  writer.writeString(matched);
  writer.writeString(words);
}

const result = (id: number, op: number, outcome: Outcome) =>
  message(id, op, (writer) => writeOutcome(writer, outcome));

/** Null for kinds of filter that this server does not know. RFC 4511, 4.5.1.7 */
export function readFilter(bytes: Uint8Array, ber: Ber | undefined): Filter | null {
  if (!ber) return null;
  const children = ber.children ?? [];
  const [first, second] = children;
  const text = (each: Ber | undefined) => (each ? textOf(bytes, each) : '');
  const several = (kind: 'and' | 'or'): Filter | null => {
    const of = children.map((each) => readFilter(bytes, each));
    return of.every((each) => each !== null) ? { kind, of } : null;
  };
  const pair = (kind: 'equal' | 'greater' | 'less'): Filter | null =>
    children.length === 2 ? { kind, name: text(first), value: text(second) } : null;
  switch (ber.tag) {
    case 0xa0:
      return several('and');
    case 0xa1:
      return several('or');
    case 0xa2: {
      const of = readFilter(bytes, first);
      return of && { kind: 'not', of };
    }
    case 0xa3:
    case 0xa8:
      return pair('equal');
    case 0xa4: {
      const parts = second?.children ?? [];
      const tagged = (tag: number) =>
        parts.filter((part) => part.tag === tag).map((part) => textOf(bytes, part));
      return {
        kind: 'parts',
        name: text(first),
        initial: tagged(0x80)[0] ?? '',
        any: tagged(0x81),
        final: tagged(0x82)[0] ?? '',
      };
    }
    case 0xa5:
      return pair('greater');
    case 0xa6:
      return pair('less');
    case 0x87:
      return { kind: 'present', name: textOf(bytes, ber) };
  }
  return null;
}

/** Null where the elements are not those of a search. */
function readSearch(bytes: Uint8Array, op: Ber): Search | null {
  const [base, scope, , sizeLimit, , typesOnly, filter, attributes] = op.children ?? [];
  const wanted = readFilter(bytes, filter);
  if (!base || !scope || !sizeLimit || !typesOnly || !wanted || !attributes?.children) return null;
  return {
    base: textOf(bytes, base),
    scope: numberOf(bytes, scope),
    sizeLimit: numberOf(bytes, sizeLimit),
    filter: wanted,
    attributes: attributes.children.map((each) => textOf(bytes, each)),
    namesOnly: numberOf(bytes, typesOnly) !== 0,
  };
}

type Caller = { who: string; log: (line: string) => void };
/** Answers to one request; null: hang up, as asked or because it makes no sense. */
type Answers = Buffer[] | 'goodbye' | null;

function bind(bytes: Uint8Array, id: number, op: Ber, caller: Caller): Answers {
  const [version, name, authentication] = op.children ?? [];
  if (!version || !name || !authentication) return null;
  const dn = textOf(bytes, name);
  const outcome =
    numberOf(bytes, version) !== 3
      ? { who: '', code: CODE.protocolError, words: 'only version 3 is known' }
      : authentication.tag !== 0x80
        ? { who: '', code: CODE.authMethodNotSupported, words: 'only simple bind is known' }
        : checkBind(dn, textOf(bytes, authentication));
  caller.who = outcome.who;
  caller.log(`BIND dn="${dn}" err=${outcome.code}`);
  return [result(id, 0x61, outcome)];
}

function answerSearch(bytes: Uint8Array, id: number, op: Ber, caller: Caller): Answers {
  const asked = readSearch(bytes, op);
  if (!asked) {
    return [result(id, 0x65, { code: CODE.protocolError, words: 'this search is not known here' })];
  }
  const { found, ...outcome } = search(asked, caller.who);
  caller.log(
    `SRCH base="${asked.base}" scope=${asked.scope} err=${outcome.code} nentries=${found.length}`,
  );
  const entries = found.map(({ dn, attributes }) =>
    message(id, 0x64, (writer) => {
      writer.writeString(dn);
      writer.startSequence();
      for (const [name, values] of Object.entries(attributes)) {
        writer.startSequence();
        writer.writeString(name);
        writer.startSequence(0x31);
        for (const value of values) writer.writeString(value);
        writer.endSequence();
        writer.endSequence();
      }
      writer.endSequence();
    }),
  );
  return [...entries, result(id, 0x65, outcome)];
}

function answerCompare(bytes: Uint8Array, id: number, op: Ber, caller: Caller): Answers {
  const [name, assertion] = op.children ?? [];
  const [attribute, value] = assertion?.children ?? [];
  if (!name || !attribute || !value) return null;
  const [dn = '', each = '', wanted = ''] = [name, attribute, value].map((ber) =>
    textOf(bytes, ber),
  );
  const outcome = compare(dn, each, wanted, caller.who);
  caller.log(`CMP dn="${dn}" attr="${each}" err=${outcome.code}`);
  return [result(id, 0x6f, outcome)];
}

function answerExtended(bytes: Uint8Array, id: number, op: Ber, caller: Caller): Answers {
  const name = op.children?.[0];
  if (name && textOf(bytes, name) === WHO_AM_I) {
    return [
      message(id, 0x78, (writer) => {
        writeOutcome(writer, { code: CODE.success });
        writer.writeString(caller.who === '' ? '' : `dn:${caller.who}`, 0x8b);
      }),
    ];
  }
  return [result(id, 0x78, { code: CODE.protocolError, words: 'unsupported extended operation' })];
}

/** Requests that would change something, and the tag of their answer. */
const changes: Readonly<Record<number, number>> = { 102: 0x67, 104: 0x69, 74: 0x6b, 108: 0x6d };

/** @param bytes one whole message. */
function answerMessage(bytes: Uint8Array, caller: Caller): Answers {
  const whole = readBer(bytes);
  const [idElement, op] = whole?.children ?? [];
  if (!whole || !isSound(whole) || idElement?.tag !== 0x02 || !op) return null;
  const id = numberOf(bytes, idElement);
  if (!(id >= 0 && id <= 0x7fffffff)) return null;
  if (op.tag === 0x42) return 'goodbye';
  if (op.tag === 0x50) return [];
  if (op.tag === 0x60) return bind(bytes, id, op, caller);
  if (op.tag === 0x63) return answerSearch(bytes, id, op, caller);
  if (op.tag === 0x6e) return answerCompare(bytes, id, op, caller);
  if (op.tag === 0x77) return answerExtended(bytes, id, op, caller);
  const change = changes[op.tag];
  if (change === undefined) return null;
  const words = 'this directory is read-only';
  return [result(id, change, { code: CODE.unwillingToPerform, words })];
}

const disconnection = () =>
  message(0, 0x78, (writer) => {
    writeOutcome(writer, { code: CODE.protocolError, words: 'this is not LDAP' });
    writer.writeString(NOTICE_OF_DISCONNECTION, 0x8a);
  });

/** Bytes of the message at the beginning of `held`; 0: not all there yet; null: not LDAP. */
function messageLength(held: Buffer): number | null {
  if (held.length > 0 && held[0] !== 0x30) return null;
  const outer = readBer(held, 0, held.length, Number.POSITIVE_INFINITY);
  if (!outer) return held.length >= 6 ? null : 0;
  if (outer.length > LARGEST) return null;
  return outer.whole ? outer.end : 0;
}

/** Serves one caller, whatever comes. */
export function serveLdap(stream: WireStream, log: (line: string) => void) {
  const caller: Caller = { who: '', log };
  let held = Buffer.alloc(0);
  stream.on('data', (bytes: Buffer) => {
    if (stream.writableEnded) return;
    held = Buffer.concat([held, bytes]);
    for (;;) {
      const length = messageLength(held);
      if (length === 0) return;
      const answers = length === null ? null : answerMessage(held.subarray(0, length), caller);
      if (answers === 'goodbye') return void stream.end();
      if (answers === null) return void stream.end(disconnection());
      for (const answer of answers) stream.write(answer);
      held = held.subarray(length ?? 0);
    }
  });
  stream.on('end', () => stream.end());
}
