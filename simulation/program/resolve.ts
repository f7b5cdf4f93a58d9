/**
 * Names without DNS: /etc/hosts in the way of glibc's `files` source (hosts(5), getaddrinfo(3)),
 * in the order of RFC 6724 as far as loopback shows it: IPv6 before IPv4.
 */
import type { Routine } from '../host/program';
import { readFile } from '../host/system';
import { isAddress6, normalizeAddress, unmapAddress } from '../packet/address';

export type HostsEntry = { addr: string; names: string[] };
/** 0 asks for both families. */
export type Family = 0 | 4 | 6;
export type LookupError = 'NONAME' | 'ADDRFAMILY';
export type Lookup =
  | { ok: true; addrs: string[]; literal: boolean; canonical: string }
  | { ok: false; error: LookupError };

/** gai_strerror(3). */
export function formatLookupError(error: LookupError): string {
  return error === 'NONAME'
    ? 'Name or service not known'
    : 'Address family for hostname not supported';
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

/** getaddrinfo(3): the addresses of a name (or of an address as text), best first. */
export function* lookupHost(name: string, family: Family = 0): Routine<Lookup> {
  if (parseLiteral(name) !== null) return lookupIn([], name, family);
  return lookupIn(yield* readHosts(), name, family);
}

/** getnameinfo(3): the name of an address, or null. */
export function* lookupAddress(addr: string): Routine<string | null> {
  const plain = unmapAddress(addr);
  const entry = (yield* readHosts()).find((row) => row.addr === plain);
  return entry?.names[0] ?? null;
}
