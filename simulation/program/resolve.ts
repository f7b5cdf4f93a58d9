/**
 * Names to addresses as glibc does it: the sources of nsswitch.conf in turn, which are /etc/hosts
 * (hosts(5)) and, where there is a resolv.conf, DNS; in the order of RFC 6724 as far as it shows:
 * what no route leads to comes last, and else IPv6 before IPv4.
 */
import type { Routine } from '../host/program';
import { readFile, sys } from '../host/system';
import { isAddress6, normalizeAddress, parseAddress6, unmapAddress } from '../packet/address';
import { TYPE_A, TYPE_AAAA, TYPE_PTR } from './dns/record-types';
import { parseNameSources, parseResolverConf, type ResolverConf } from './dns/resolver-conf';
import { reverseName } from './dns/reverse-name';
import { type SearchError, searchName } from './dns/search-name';

export type HostsEntry = { addr: string; names: string[] };
/** 0 asks for both families. */
export type Family = 0 | 4 | 6;
/** EAI_NONAME and so on; `LATE` only where the caller set a time. */
export type LookupError = 'ADDRFAMILY' | SearchError;
export type Lookup =
  | { ok: true; addrs: string[]; literal: boolean; canonical: string }
  | { ok: false; error: LookupError };

const errors: Readonly<Record<LookupError, readonly [number, string]>> = {
  NONAME: [-2, 'Name or service not known'],
  AGAIN: [-3, 'Temporary failure in name resolution'],
  LATE: [-3, 'Temporary failure in name resolution'],
  FAIL: [-4, 'Non-recoverable failure in name resolution'],
  NODATA: [-5, 'No address associated with hostname'],
  ADDRFAMILY: [-9, 'Address family for hostname not supported'],
};

/** gai_strerror(3). */
export function formatLookupError(error: LookupError): string {
  return errors[error][1];
}

/** The number of netdb.h, e.g. -2. */
export function lookupErrorNumber(error: LookupError): number {
  return errors[error][0];
}

/** Lines of hosts(5); what is no address and names is passed over. */
export function parseHosts(text: string): HostsEntry[] {
  const entries: HostsEntry[] = [];
  for (const line of text.split('\n')) {
    const [first = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const addr = normalizeAddress(first);
    if (addr !== null && names.length > 0) entries.push({ addr, names });
  }
  return entries;
}

/** The entries of /etc/hosts; none where there is no such file. */
export function* readHosts(): Routine<HostsEntry[]> {
  const text = yield* readFile('/etc/hosts');
  return text.ok ? parseHosts(text.value) : [];
}

/** inet_aton(3): `127.1`, `0` and numbers in hexadecimal or octal are addresses too. */
export function parseLooseAddress4(text: string): string | null {
  const parts = text.split('.');
  if (parts.length > 4 || parts.some((part) => !/^(0x[0-9a-f]+|\d+)$/i.test(part))) return null;
  const numbers = parts.map((part) =>
    /^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part),
  );
  const last = numbers.pop() ?? 0;
  if (parts.some((part) => /^0\d*[89]/.test(part)) || numbers.some((part) => part > 255))
    return null;
  if (last >= 256 ** (4 - numbers.length)) return null;
  const value = numbers.reduce((sum, part, at) => sum + part * 256 ** (3 - at), last);
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** The address that `text` spells, or null where it is a name. */
export function parseLiteral(text: string): string | null {
  return isAddress6(text) ? normalizeAddress(text) : parseLooseAddress4(text);
}

/** getaddrinfo(3) over entries that are already read. */
export function lookupIn(entries: readonly HostsEntry[], name: string, family: Family): Lookup {
  const literal = parseLiteral(name);
  if (literal !== null) {
    const fits = family === 0 || (family === 6) === isAddress6(literal);
    if (!fits) return { ok: false, error: 'ADDRFAMILY' };
    return { ok: true, addrs: [literal], literal: true, canonical: literal };
  }
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const found = entries.filter((entry) => entry.names.some((own) => own.toLowerCase() === wanted));
  const first = found[0];
  if (!first) return { ok: false, error: 'NONAME' };
  let addrs = found.map((entry) => entry.addr);
  if (family === 4) {
    // glibc lets an IPv6 loopback line stand for IPv4's when only IPv4 is asked for.
    addrs = addrs.map((addr) => (addr === '::1' ? '127.0.0.1' : addr));
    addrs = addrs.filter((addr) => !isAddress6(addr));
  } else {
    const six = addrs.filter(isAddress6);
    addrs = [...new Set(family === 6 ? six : [...six, ...addrs])];
  }
  if (addrs.length === 0) return { ok: false, error: 'ADDRFAMILY' };
  return { ok: true, addrs, literal: false, canonical: first.names[0] ?? name };
}

type Resolver = { sources: readonly { name: string; stop: boolean }[]; conf: ResolverConf | null };

function* readResolver(): Routine<Resolver> {
  const [order, file] = [
    yield* readFile('/etc/nsswitch.conf'),
    yield* readFile('/etc/resolv.conf'),
  ];
  const system = yield* sys.uname();
  const conf = file.ok ? parseResolverConf(file.value, system.ok ? system.value.host : '') : null;
  return { sources: parseNameSources(order.ok ? order.value : ''), conf };
}

/** Whether a route leads to an address of IPv6 beyond this host. */
function* hasWay6(addr: string): Routine<boolean> {
  const groups = parseAddress6(addr);
  if (!groups || addr === '::1') return true;
  const [interfaces, routes] = [yield* sys.interfaces(), yield* sys.routes()];
  if (routes.ok && routes.value.some(({ to }) => to === '::/0')) return true;
  if (!interfaces.ok) return false;
  return interfaces.value.some(({ name, addrs }) =>
    addrs.some(({ addr: own, prefix }) => {
      const near = parseAddress6(own);
      if (name === 'lo' || !near) return false;
      const whole = Math.floor(prefix / 16);
      return groups.slice(0, whole).every((group, at) => group === near[at]);
    }),
  );
}

function* sortAddresses(addrs: readonly string[]): Routine<string[]> {
  const six = addrs.filter(isAddress6);
  const four = addrs.filter((addr) => !isAddress6(addr));
  const [first] = six;
  if (first === undefined || four.length === 0) return [...addrs];
  return (yield* hasWay6(first)) ? [...six, ...four] : [...four, ...six];
}

/**
 * getaddrinfo(3): the addresses of a name (or of an address as text), best first. `until` is
 * Unix time in ms after which the caller does not want to know any more.
 */
export function* lookupHost(
  name: string,
  family: Family = 0,
  until: number | null = null,
): Routine<Lookup> {
  if (parseLiteral(name) !== null) return lookupIn([], name, family);
  const { sources, conf } = yield* readResolver();
  let failure: Lookup = { ok: false, error: 'NONAME' };
  for (const { name: source, stop } of sources) {
    if (source === 'files') {
      const found = lookupIn(yield* readHosts(), name, family);
      if (found.ok) return found;
      failure = found;
    } else if (source === 'dns' && conf) {
      const types = [...(family === 6 ? [] : [TYPE_A]), ...(family === 4 ? [] : [TYPE_AAAA])];
      const found = yield* searchName(conf, name, types, until);
      if (found.ok) {
        const addrs = yield* sortAddresses(found.values);
        return { ok: true, addrs, literal: false, canonical: found.name };
      }
      failure = { ok: false, error: found.error };
    } else continue;
    const missing = failure.error === 'NONAME' || failure.error === 'NODATA';
    if (stop && missing) return failure;
  }
  return failure;
}

/** gethostbyname2(3) for one family: addresses, the name they are kept under, its other names. */
export function* lookupFamily(
  name: string,
  family: 4 | 6,
): Routine<{ addrs: string[]; canonical: string } | null> {
  const { sources, conf } = yield* readResolver();
  if (!conf || !sources.some((source) => source.name === 'dns')) return null;
  const found = yield* searchName(conf, name, [family === 4 ? TYPE_A : TYPE_AAAA]);
  return found.ok ? { addrs: found.values, canonical: found.name } : null;
}

/** getnameinfo(3): the name of an address, or null. */
export function* lookupAddress(addr: string): Routine<string | null> {
  const plain = unmapAddress(addr);
  const { sources, conf } = yield* readResolver();
  for (const { name: source, stop } of sources) {
    if (source === 'files') {
      const entry = (yield* readHosts()).find((row) => row.addr === plain);
      if (entry) return entry.names[0] ?? null;
    } else if (source === 'dns' && conf) {
      const found = yield* searchName(conf, reverseName(plain), [TYPE_PTR]);
      if (found.ok) return found.values[0] ?? null;
    } else continue;
    if (stop) return null;
  }
  return null;
}
