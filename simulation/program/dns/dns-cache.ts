/**
 * dnsmasq's cache as a value: records and "there is none", each until its time is over.
 * It keeps A, AAAA, CNAME, PTR, SRV and the SOA of negative answers; all else is asked anew.
 */
import type { DnsRecord, Message, Question } from './message';
import { typeOf } from './message';
import { isSameName, isWithin, type Name, nameKey } from './name';
import {
  NOERROR,
  NXDOMAIN,
  nameOfType,
  TYPE_A,
  TYPE_AAAA,
  TYPE_ANY,
  TYPE_CNAME,
  TYPE_PTR,
  TYPE_SOA,
  TYPE_SRV,
} from './record-types';

/** `until` and the times below are Unix time in ms. `type` null: nothing of that name at all. */
type CacheEntry = {
  key: string;
  type: number | null;
  until: number;
  records: readonly DnsRecord[];
  /** For "there is none": the SOA that said so, if one did. */
  zone: Name | null;
};
export type Cache = readonly CacheEntry[];

export type CacheAnswer = {
  code: number;
  answer: DnsRecord[];
  authority: DnsRecord[];
  /** Lines for the log: `name is value`. */
  told: string[];
};

const kept = new Set([TYPE_A, TYPE_AAAA, TYPE_CNAME, TYPE_PTR, TYPE_SRV]);
const MOST_ALIASES = 10;

function aged(entry: CacheEntry, now: number): DnsRecord[] {
  const left = Math.max(0, Math.ceil((entry.until - now) / 1000));
  return entry.records.map((record) => ({ ...record, ttl: left }));
}

function put(cache: Cache, entry: CacheEntry, size: number): Cache {
  const others = cache.filter((one) => one.key !== entry.key || one.type !== entry.type);
  // What is new pushes the oldest out.
  return size === 0 ? [] : [...others, entry].slice(-size);
}

function negativeTtl(soa: DnsRecord | undefined, fallback: number | null): number | null {
  return soa?.data.type === 'SOA' ? Math.min(soa.ttl, soa.data.minimum) : fallback;
}

/** Takes in a reply; `size` is the most entries, `negTtl` seconds for negatives without SOA. */
export function remember(
  cache: Cache,
  reply: Message,
  now: number,
  { size, negTtl }: { size: number; negTtl: number | null },
): Cache {
  const [question] = reply.question;
  const usable = reply.code === NOERROR || reply.code === NXDOMAIN;
  if (!question || !usable || reply.flags.tc || question.type === TYPE_ANY) return cache;
  let next: Cache = cache.filter(({ until }) => until > now);
  let owner = question.name;
  const sets = new Map<string, DnsRecord[]>();
  for (const record of reply.answer) {
    if (!isSameName(record.name, owner) || !kept.has(typeOf(record.data))) continue;
    const key = `${nameKey(record.name)} ${typeOf(record.data)}`;
    sets.set(key, [...(sets.get(key) ?? []), record]);
    if (record.data.type === 'CNAME') owner = record.data.name;
  }
  for (const records of sets.values()) {
    const [first] = records;
    if (!first) continue;
    const ttl = Math.min(...records.map((record) => record.ttl));
    if (ttl === 0) continue;
    const entry = { key: nameKey(first.name), type: typeOf(first.data), zone: null };
    next = put(next, { ...entry, until: now + ttl * 1000, records }, size);
  }
  const found = reply.answer.some(({ data }) => typeOf(data) === question.type);
  if (found || !kept.has(question.type)) return next;
  const soa = reply.authority.find(({ data }) => typeOf(data) === TYPE_SOA);
  const chain = sets.size > 0 ? Math.min(...reply.answer.map(({ ttl }) => ttl)) : null;
  const ttl = negativeTtl(soa, negTtl ?? chain);
  if (ttl === null || ttl === 0) return next;
  const until = now + ttl * 1000;
  const type = reply.code === NXDOMAIN ? null : question.type;
  const zone = soa?.name ?? null;
  next = put(next, { key: nameKey(owner), type, until, records: [], zone }, size);
  if (soa) {
    const entry = { key: nameKey(soa.name), type: TYPE_SOA, zone: null };
    next = put(next, { ...entry, until, records: [soa] }, size);
  }
  return next;
}

function shownValue({ data }: DnsRecord): string {
  if (data.type === 'A' || data.type === 'AAAA') return data.addr;
  return `<${nameOfType(typeOf(data))}>`;
}

/** `NODATA-IPv4`, `NODATA-IPv6`, `NODATA`: the log's words for "not of that type". */
export function noDataWord(type: number): string {
  if (type === TYPE_A) return 'NODATA-IPv4';
  return type === TYPE_AAAA ? 'NODATA-IPv6' : 'NODATA';
}

/** What the cache knows of a question, aliases followed; null where it must be asked. */
export function recall(cache: Cache, question: Question, now: number): CacheAnswer | null {
  const answer: DnsRecord[] = [];
  const told: string[] = [];
  const live = cache.filter(({ until }) => until > now);
  let { name } = question;
  const shown = (one: Name) => one.join('.');
  for (let hops = 0; hops < MOST_ALIASES; hops += 1) {
    const key = nameKey(name);
    const own = live.filter((entry) => entry.key === key);
    const hit = own.find(({ type }) => type === question.type);
    const missing = own.find(({ type }) => type === null);
    if (hit && hit.records.length > 0) {
      const records = aged(hit, now).map((record) => ({ ...record, name }));
      told.push(...records.map((record) => `${shown(name)} is ${shownValue(record)}`));
      return { code: NOERROR, answer: [...answer, ...records], authority: [], told };
    }
    const negative = hit ?? missing;
    if (negative) {
      const word = hit ? noDataWord(question.type) : 'NXDOMAIN';
      told.push(`${shown(name)} is ${word}`);
      const { zone } = negative;
      const soa = live.find(
        (entry) => zone && entry.type === TYPE_SOA && entry.key === nameKey(zone),
      );
      const authority = soa && isWithin(name, zone ?? []) ? aged(soa, now) : [];
      return { code: hit ? NOERROR : NXDOMAIN, answer, authority, told };
    }
    const alias = own.find(({ type }) => type === TYPE_CNAME);
    const [record] = alias ? aged(alias, now) : [];
    if (record?.data.type !== 'CNAME') return null;
    answer.push({ ...record, name });
    told.push(`${shown(name)} is <CNAME>`);
    name = record.data.name;
  }
  return null;
}
