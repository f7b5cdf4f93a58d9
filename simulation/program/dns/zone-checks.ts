/** What is looked at when all records of a zone are read. */
import type { DnsRecord } from './message';
import { typeOf } from './message';
import { formatBareName, isSameName, isWithin, type Name, nameKey } from './name';
import { nameOfType } from './record-types';

/** Names that the zone itself should know the addresses of, and does not. */
export function checkTargets(
  zone: Name,
  records: readonly DnsRecord[],
): { text: string; bad: boolean }[] {
  const cut = (name: Name) =>
    records.some(
      (one) => one.data.type === 'NS' && !isSameName(one.name, zone) && isWithin(name, one.name),
    );
  return records.flatMap(({ name, data }) => {
    if (data.type !== 'NS' && data.type !== 'MX') return [];
    const target = data.name;
    if (!isWithin(target, zone)) return [];
    const found = records.filter((one) => nameKey(one.name) === nameKey(target));
    if (found.some((one) => one.data.type === 'A' || one.data.type === 'AAAA')) return [];
    const shown = formatBareName(target);
    const apex = isSameName(name, zone);
    const who = `${apex && data.type === 'NS' ? '' : `${formatBareName(name)}/`}${data.type}`;
    const bad = apex && data.type === 'NS';
    if (found.some((one) => one.data.type === 'CNAME')) {
      return [{ text: `${who} '${shown}' is a CNAME (illegal)`, bad }];
    }
    if (data.type === 'NS' && cut(target)) {
      const text = `${who} '${shown}' has no REQUIRED GLUE address records (A or AAAA)`;
      return [{ text, bad: false }];
    }
    return [{ text: `${who} '${shown}' has no address records (A or AAAA)`, bad }];
  });
}

/** Sets of records together, in the order in which each began; a record said twice counts once. */
export function sortSets(records: readonly DnsRecord[]): DnsRecord[] {
  const sets = new Map<string, Map<string, DnsRecord>>();
  for (const record of records) {
    const key = `${nameKey(record.name)} ${nameOfType(typeOf(record.data))}`;
    const set = sets.get(key) ?? new Map<string, DnsRecord>();
    sets.set(key, set.set(JSON.stringify(record.data), record));
  }
  return [...sets.values()].flatMap((set) => {
    const rows = [...set.values()];
    // One set has one TTL: the first (RFC 2181, 5.2).
    const ttl = rows[0]?.ttl ?? 0;
    return rows.map((row) => ({ ...row, ttl }));
  });
}
