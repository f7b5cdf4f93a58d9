/** What an authority answers from its zones (RFC 1034, 4.3.2; RFC 2308; RFC 4592). */
import type { DnsRecord, Message, Question } from './message';
import { createResponse, typeOf } from './message';
import { isSameName, isWithin, type Name, nameKey } from './name';
import {
  IN,
  NOERROR,
  NXDOMAIN,
  REFUSED,
  SERVFAIL,
  TYPE_A,
  TYPE_AAAA,
  TYPE_ANY,
  TYPE_CNAME,
  TYPE_NS,
  TYPE_SOA,
} from './record-types';
import type { Zone } from './zone-file';

/** `zone` is null where the configuration names it and it could not be read. */
export type ServedZone = { origin: Name; zone: Zone | null };

const MOST_ALIASES = 16;

export function findZone(zones: readonly ServedZone[], name: Name): ServedZone | null {
  let best: ServedZone | null = null;
  for (const one of zones) {
    const longer = best === null || one.origin.length > best.origin.length;
    if (longer && isWithin(name, one.origin)) best = one;
  }
  return best;
}

export function recordsAt(zone: Zone, name: Name, type: number): DnsRecord[] {
  const key = nameKey(name);
  return zone.records.filter(
    (one) => (type === TYPE_ANY || typeOf(one.data) === type) && nameKey(one.name) === key,
  );
}

/** The topmost cut between the zone and what it has handed to others. */
function findCut(zone: Zone, name: Name): DnsRecord[] {
  for (let depth = zone.origin.length + 1; depth <= name.length; depth += 1) {
    const servers = recordsAt(zone, name.slice(name.length - depth), TYPE_NS);
    if (servers.length > 0) return servers;
  }
  return [];
}

/** The name itself or something below it. */
function exists(zone: Zone, name: Name): boolean {
  return zone.records.some((one) => isWithin(one.name, name));
}

/** The name whose records answer for `name`: itself, a wildcard, or none. */
function findNode(zone: Zone, name: Name): Name | null {
  if (exists(zone, name)) return name;
  for (let at = 1; name.length - at >= zone.origin.length; at += 1) {
    const closest = name.slice(at);
    if (!exists(zone, closest)) continue;
    const wildcard = ['*', ...closest];
    return exists(zone, wildcard) ? wildcard : null;
  }
  return null;
}

/** Addresses of the names that `records` point to, as far as their own zone knows them. */
function findGlue(zone: Zone, records: readonly DnsRecord[]): DnsRecord[] {
  const seen = new Set<string>();
  return records.flatMap(({ data }) => {
    if (data.type !== 'NS' && data.type !== 'MX' && data.type !== 'SRV') return [];
    const { name } = data;
    if (!isWithin(name, zone.origin) || seen.has(nameKey(name))) return [];
    seen.add(nameKey(name));
    return [...recordsAt(zone, name, TYPE_A), ...recordsAt(zone, name, TYPE_AAAA)];
  });
}

/** For a name or a type that is not there: who says so, and how long that holds (RFC 2308, 3). */
function soaOf(zone: Zone): DnsRecord[] {
  return recordsAt(zone, zone.origin, TYPE_SOA).map((record) => ({
    ...record,
    ttl: Math.min(record.ttl, zone.soa.minimum),
  }));
}

type Parts = Pick<Message, 'answer' | 'authority' | 'additional' | 'code'> & { aa: boolean };

function lookUp(zones: readonly ServedZone[], question: Question, recursive: boolean): Parts {
  const answer: DnsRecord[] = [];
  const empty = { answer, authority: [] as DnsRecord[], additional: [] as DnsRecord[] };
  const { type } = question;
  let { name } = question;
  let aa = false;
  for (let hops = 0; hops < MOST_ALIASES; hops += 1) {
    const served = findZone(zones, name);
    if (!served) return { ...empty, code: aa ? NOERROR : REFUSED, aa };
    const { zone } = served;
    if (!zone) return { ...empty, code: SERVFAIL, aa: false };
    const cut = findCut(zone, name);
    if (cut.length > 0) {
      return { ...empty, authority: cut, additional: findGlue(zone, cut), code: NOERROR, aa };
    }
    aa = true;
    const node = findNode(zone, name);
    if (node === null) return { ...empty, authority: soaOf(zone), code: NXDOMAIN, aa };
    const asked = name;
    const owned = (records: DnsRecord[]) =>
      node[0] === '*' ? records.map((record) => ({ ...record, name: asked })) : records;
    const found = owned(recordsAt(zone, node, type));
    if (found.length > 0) {
      answer.push(...found);
      // Who asks without wishing for recursion is a resolver, and is told of the servers too.
      const own = found.some((one) => typeOf(one.data) === TYPE_NS);
      const servers = recursive || own ? [] : recordsAt(zone, zone.origin, TYPE_NS);
      const glue = type === TYPE_ANY ? [] : findGlue(zone, [...found, ...servers]);
      return { ...empty, authority: servers, additional: glue, code: NOERROR, aa };
    }
    const [alias] = owned(recordsAt(zone, node, TYPE_CNAME));
    if (alias?.data.type !== 'CNAME') {
      return { ...empty, authority: soaOf(zone), code: NOERROR, aa };
    }
    answer.push(alias);
    const { name: target } = alias.data;
    if (answer.some((one) => isSameName(one.name, target))) break;
    name = target;
  }
  return { ...empty, code: NOERROR, aa };
}

/** The whole answer but for EDNS, which is the server's. */
export function answerFromZones(zones: readonly ServedZone[], query: Message): Message {
  const [question] = query.question;
  if (!question || question.class !== IN) return createResponse(query, REFUSED);
  const { aa, ...parts } = lookUp(zones, question, query.flags.rd);
  const response = createResponse(query, parts.code);
  return { ...response, ...parts, flags: { ...response.flags, aa } };
}
