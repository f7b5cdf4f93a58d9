/** From the bytes of a question to the bytes of named's answer. Pure but for the time and the host. */
import type { InterfaceRow } from '../../host/system-call';
import { isMatched } from './address-match';
import { answerFromZones, findZone, recordsAt, type ServedZone } from './answer-from-zones';
import { decodeMessage } from './decode-message';
import { encodeMessage } from './encode-message';
import {
  COOKIE,
  createResponse,
  type DnsRecord,
  EDNS_SIZE,
  type Message,
  PLAIN_SIZE,
  type Question,
} from './message';
import { formatBareName, formatName, isSameName, nameKey, ROOT } from './name';
import type { NamedSettings } from './named-conf';
import type { LoadedZone } from './named-load';
import {
  BADVERS,
  CH,
  FORMERR,
  IN,
  NOERROR,
  NOTIMP,
  nameOfClass,
  nameOfCode,
  nameOfType,
  REFUSED,
  SERVFAIL,
  TYPE_AXFR,
  TYPE_IXFR,
  TYPE_SOA,
  TYPE_TXT,
} from './record-types';

export type Caller = {
  addr: string;
  port: number;
  over: 'udp' | 'tcp';
  /** The server's own address that was asked. */
  own: string;
  /** Unix time in seconds. */
  seconds: number;
};
export type NamedState = {
  settings: NamedSettings;
  zones: readonly LoadedZone[];
  interfaces: readonly InterfaceRow[];
};
/** `reply` is null where there is nothing to answer to. */
export type NamedAnswer = { reply: string | null; log: string[] };

/** An address in memory stands in named's log for each client; ours has one. */
const POINTER = '@0x7f54c8c6ec98';

function fourBytes(value: number): string {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** Sixteen bytes that only this server makes of a client (RFC 9018); its hash here is FNV-1a's. */
function serverCookie(client: string, { addr, seconds }: Caller): string {
  const time = fourBytes(seconds);
  let hash = 0x811c9dc5;
  const halves = [1, 2].map((round) => {
    for (const one of `${round}${client}${time}${addr}`) {
      hash = Math.imul(hash ^ one.charCodeAt(0), 16777619) >>> 0;
    }
    return fourBytes(hash);
  });
  return `\x01\0\0\0${time}${halves.join('')}`;
}

function finish(query: Message, response: Message, caller: Caller): string {
  const { edns } = query;
  if (!edns) return encodeMessage(response, caller.over === 'udp' ? PLAIN_SIZE : 65535);
  const cookie = edns.options.find(({ code }) => code === COOKIE)?.bytes ?? '';
  const own = cookie.length >= 8 ? cookie.slice(0, 8) : null;
  const options = own === null ? [] : [{ code: COOKIE, bytes: own + serverCookie(own, caller) }];
  const limit = Math.min(Math.max(edns.size, PLAIN_SIZE), EDNS_SIZE);
  return encodeMessage(
    { ...response, edns: { size: EDNS_SIZE, version: 0, dnssec: edns.dnssec, options } },
    caller.over === 'udp' ? limit : 65535,
  );
}

/** `+E(0)TDCK`: recursion wished for, EDNS, TCP, DNSSEC, checking disabled, cookie. */
function formatFlags({ flags, edns }: Message, { over }: Caller): string {
  const cookie = edns?.options.some(({ code }) => code === COOKIE);
  return [
    flags.rd ? '+' : '-',
    edns ? `E(${edns.version})` : '',
    over === 'tcp' ? 'T' : '',
    edns?.dnssec ? 'D' : '',
    flags.cd ? 'C' : '',
    cookie ? 'K' : '',
  ].join('');
}

/** Names of servers are asked about in class CHAOS (RFC 4892). */
function answerChaos(query: Message, question: Question, settings: NamedSettings): Message {
  const asked = nameKey(question.name);
  if (asked !== 'version.bind.' || settings.version === null) return createResponse(query, REFUSED);
  const response = createResponse(query, NOERROR);
  const data = { type: 'TXT' as const, texts: [settings.version] };
  const record: DnsRecord = { name: question.name, class: CH, ttl: 0, data };
  const answer = question.type === TYPE_TXT || question.type === 255 ? [record] : [];
  return { ...response, answer, flags: { ...response.flags, aa: true } };
}

function labelsBelow(a: DnsRecord, b: DnsRecord): number {
  const [left, right] = [a, b].map(({ name }) =>
    [...name].reverse().map((one) => one.toLowerCase()),
  );
  for (let at = 0; ; at += 1) {
    const [x, y] = [left?.[at], right?.[at]];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? -1 : 1;
    if (x !== y) return x < y ? -1 : 1;
  }
}

/** The whole zone between two copies of its SOA, in the order of RFC 4034 (RFC 5936). */
function transfer(query: Message, zones: readonly ServedZone[], question: Question): Message {
  const served = findZone(zones, question.name);
  if (!served?.zone || !isSameName(served.origin, question.name)) {
    return createResponse(query, served && !served.zone ? SERVFAIL : 9);
  }
  const { zone } = served;
  const soa = recordsAt(zone, zone.origin, TYPE_SOA);
  const rest = zone.records.filter((record) => record.data.type !== 'SOA').toSorted(labelsBelow);
  const response = createResponse(query, NOERROR);
  return { ...response, answer: [...soa, ...rest, ...soa], flags: { ...response.flags, aa: true } };
}

function choose(query: Message, caller: Caller, state: NamedState): Message {
  const { settings, zones, interfaces } = state;
  const [question] = query.question;
  if (query.opcode !== 0) return createResponse(query, NOTIMP);
  if (query.edns && query.edns.version > 0) return createResponse(query, BADVERS);
  if (!question || query.question.length > 1) return createResponse(query, FORMERR);
  if (question.class === CH) return answerChaos(query, question, settings);
  const served = zones.map(({ setting, zone }) => ({ origin: setting.origin, zone, setting }));
  const own = findZone(served, question.name);
  const setting = served.find(({ origin }) => origin === own?.origin)?.setting;
  const may = (list: NamedSettings['query']) => isMatched(list, caller.addr, interfaces);
  if (!may(setting?.query ?? settings.query)) return createResponse(query, REFUSED);
  if (question.type === TYPE_AXFR || question.type === TYPE_IXFR) {
    if (caller.over === 'udp') return createResponse(query, FORMERR);
    if (!may(setting?.transfer ?? settings.transfer)) return createResponse(query, REFUSED);
    return transfer(query, served, question);
  }
  const found = answerFromZones(served, query);
  const { minimal } = settings;
  const positive = found.code === NOERROR && found.answer.length > 0;
  if (minimal === 'no' && positive && found.flags.aa && query.flags.rd) {
    // As without the wish for recursion: the zone's servers are told to everybody.
    const full = answerFromZones(served, { ...query, flags: { ...query.flags, rd: false } });
    return { ...full, flags: { ...full.flags, rd: true } };
  }
  if (minimal === 'yes' && positive) return { ...found, authority: [], additional: [] };
  if (minimal === 'no-auth' && positive) return { ...found, authority: [] };
  return found;
}

export function answerAsNamed(bytes: string, caller: Caller, state: NamedState): NamedAnswer {
  const decoding = decodeMessage(bytes);
  if (!decoding.ok) {
    if (decoding.id === null) return { reply: null, log: [] };
    // An answer that is malformed is nobody's question.
    if ((bytes.charCodeAt(2) & 0x80) !== 0) return { reply: null, log: [] };
    const empty = { name: ROOT, type: 0, class: IN };
    const blank = { ...createQueryShell(decoding.id), question: [empty] };
    const response = { ...createResponse(blank, FORMERR), question: [] };
    return { reply: encodeMessage(response), log: [] };
  }
  const query = decoding.message;
  if (query.response) return { reply: null, log: [] };
  const [question] = query.question;
  const log: string[] = [];
  const { addr, port, own } = caller;
  const response = choose(query, caller, state);
  if (question && state.settings.queryLog) {
    const { name, type, class: kind } = question;
    const shown = formatBareName(name);
    const client = `client ${POINTER} ${addr}#${port} (${shown}): `;
    const what = `${shown} ${nameOfClass(kind)} ${nameOfType(type)}`;
    log.push(`${client}query: ${what} ${formatFlags(query, caller)} (${own})`);
    if (response.code === REFUSED || response.code === SERVFAIL) {
      const asked = what.split(' ');
      const place = `${asked[0]}/${asked[1]}/${asked[2]}`;
      log.push(`${client}query failed (${nameOfCode(response.code)}) for ${place} at query.c:5708`);
    }
  }
  if (question?.type === TYPE_AXFR && response.answer.length > 0) {
    const zone = formatName(question.name).slice(0, -1);
    const client = `client ${POINTER} ${addr}#${port} (${zone}): transfer of '${zone}/IN': AXFR`;
    const soa = response.answer[0]?.data;
    const serial = soa?.type === 'SOA' ? soa.serial : 0;
    log.push(`${client} started (serial ${serial})`);
  }
  return { reply: finish(query, response, caller), log };
}

function createQueryShell(id: number): Message {
  const flags = { aa: false, tc: false, rd: false, ra: false, z: false, ad: false, cd: false };
  return {
    ...{ id, response: false, opcode: 0, flags, code: NOERROR, question: [], answer: [] },
    ...{ authority: [], additional: [], edns: null },
  };
}
