/** What the lab's name server knows and how it answers, as data and a pure function. */
import type { Answer, DecodedPacket, Packet } from 'dns-packet';

const AUTHORITATIVE = 1 << 10;
const TRUNCATED = 1 << 9;
const RCODE = { ok: 0, malformed: 1, missing: 3, notImplemented: 4, refused: 5 } as const;

/** Answers over UDP longer than this are cut off (RFC 1035, 2.3.4). */
export const UDP_LIMIT = 512;

export const ZONE = 'shop.example';
/** Questions about this name get no answer at all. */
export const SILENT = `silent.${ZONE}`;
const TTL = 300;

const a = (name: string, data: string): Answer => ({ type: 'A', name, data, ttl: TTL });

export const records: readonly Answer[] = [
  a(ZONE, '203.0.113.10'),
  { type: 'AAAA', name: ZONE, data: '2001:db8::10', ttl: TTL },
  { type: 'MX', name: ZONE, data: { preference: 10, exchange: `mail.${ZONE}` }, ttl: TTL },
  { type: 'CNAME', name: `www.${ZONE}`, data: ZONE, ttl: TTL },
  a(`mail.${ZONE}`, '203.0.113.25'),
  a(SILENT, '203.0.113.99'),
  {
    type: 'TXT',
    name: `long.${ZONE}`,
    // Four strings of 250 characters: more than a plain datagram of DNS may carry.
    data: Array.from({ length: 4 }, (_, index) => String(index + 1).repeat(250)),
    ttl: TTL,
  },
];

const inZone = (name: string) => name === ZONE || name.endsWith(`.${ZONE}`);

/** The answer, or null for silence. */
export function answerQuery(query: DecodedPacket): Packet | null {
  const question = query.questions?.[0];
  const base: Packet = {
    type: 'response',
    id: query.id ?? 0,
    questions: question ? [question] : [],
  };
  const recursionDesired = (query.flags ?? 0) & 0x100;
  const say = (rcode: number, flags: number, answers: Answer[] = []): Packet => ({
    ...base,
    flags: flags | recursionDesired | rcode,
    answers,
  });
  if (((query.flags ?? 0) >> 11) & 15) return say(RCODE.notImplemented, 0);
  if (!question || query.questions?.length !== 1) return say(RCODE.malformed, 0);
  const name = question.name.toLowerCase();
  if (name === SILENT) return null;
  if (!inZone(name)) return say(RCODE.refused, 0);
  const alias = records.find((each) => each.name === name && each.type === 'CNAME');
  const target = alias?.type === 'CNAME' && question.type !== 'CNAME' ? alias.data : name;
  const found = records.filter((each) => each.name === target && each.type === question.type);
  const answers = alias && question.type !== 'CNAME' ? [alias, ...found] : found;
  const exists = records.some((each) => each.name === name);
  return say(exists ? RCODE.ok : RCODE.missing, AUTHORITATIVE, [...answers]);
}

/** The same answer without its records: the client is to come again over TCP. */
export const cutOff = (answer: Packet): Packet => ({
  ...answer,
  flags: (answer.flags ?? 0) | TRUNCATED,
  answers: [],
});
