/** IPv4 and IPv6 addresses as text and as numbers (RFC 791, RFC 4291, RFC 5952). */
import type { Endpoint } from './packet';

export const ANY4 = '0.0.0.0';
export const ANY6 = '::';
const MAPPED = '::ffff:';

/** The address as a number, or null where `text` is not four decimal parts of 0 to 255. */
export function parseAddress4(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!parts) return null;
  let value = 0;
  for (const part of parts.slice(1)) {
    if (Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
}

/** The eight groups of an IPv6 address, or null where `text` is none. */
export function parseAddress6(text: string): number[] | null {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail) {
    const four = parseAddress4(tail[2] ?? '');
    if (four === null) return null;
    const high = Math.floor(four / 65536).toString(16);
    return parseAddress6(`${tail[1]}${high}:${(four % 65536).toString(16)}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [front, back] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = [...(front ?? []), ...(back ?? [])];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return null;
  const missing = 8 - groups.length;
  if (back ? missing < 1 : missing !== 0) return null;
  return [...(front ?? []), ...Array<string>(back ? missing : 0).fill('0'), ...(back ?? [])].map(
    (group) => Number.parseInt(group, 16),
  );
}

export function isAddress6(addr: string): boolean {
  return addr.includes(':');
}

/** One spelling for each address, RFC 5952's; null where `text` is no address. */
export function normalizeAddress(text: string): string | null {
  if (parseAddress4(text) !== null) return text.split('.').map(Number).join('.');
  const groups = parseAddress6(text);
  if (!groups) return null;
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6);
    return `${MAPPED}${[high >> 8, high & 255, low >> 8, low & 255].join('.')}`;
  }
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at += 1) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length += 1;
    if (length > best.length) best = { at, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.at < 0) return hex.join(':');
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}`;
}

/** `::ffff:10.0.0.1`, by which an IPv6 socket shows an IPv4 address (RFC 4291, 2.5.5.2). */
export function mapAddress(addr: string): string {
  return isAddress6(addr) ? addr : `${MAPPED}${addr}`;
}

/** The IPv4 address behind a mapped one; any other address as it is. */
export function unmapAddress(addr: string): string {
  return addr.startsWith(MAPPED) ? addr.slice(MAPPED.length) : addr;
}

/** 0.0.0.0 and ::, which in bind(2) mean every address of the host. */
export function isWildcard(addr: string): boolean {
  return addr === ANY4 || addr === ANY6 || addr === `${MAPPED}${ANY4}`;
}

export function isLoopback(addr: string): boolean {
  return addr.startsWith('127.') || addr === '::1';
}

/** 224.0.0.0/4 or ff00::/8. */
export function isMulticast(addr: string): boolean {
  const value = parseAddress4(addr);
  return value === null ? /^ff..:/.test(addr) : value >= 0xe0000000 && value < 0xf0000000;
}

export type Prefix = { addr: string; length: number };

/** Prefixes read before; a world has few, and every packet asks for them. */
const prefixes = new Map<string, Prefix | null>();

/** `10.0.0.0/24`, a lone address (its whole length) or `default`; null for anything else. */
export function parsePrefix(text: string): Prefix | null {
  const old = prefixes.get(text);
  if (old !== undefined) return old;
  const prefix = readPrefix(text);
  if (prefixes.size < 1000) prefixes.set(text, prefix);
  return prefix;
}

function readPrefix(text: string): Prefix | null {
  if (text === 'default') return { addr: ANY4, length: 0 };
  const [addr = '', bits] = text.split('/');
  const normal = normalizeAddress(addr);
  if (normal === null) return null;
  const most = isAddress6(normal) ? 128 : 32;
  const length = bits === undefined ? most : Number(bits);
  return Number.isInteger(length) && length >= 0 && length <= most
    ? { addr: normal, length }
    : null;
}

function groupsOf(addr: string): number[] {
  const four = parseAddress4(addr);
  return four === null ? (parseAddress6(addr) ?? []) : [Math.floor(four / 65536), four % 65536];
}

/** Whether `addr` lies in the prefix; addresses of the other family never do. */
export function isInPrefix(addr: string, prefix: Prefix): boolean {
  if (isAddress6(addr) !== isAddress6(prefix.addr)) return false;
  const [a, b] = [groupsOf(addr), groupsOf(prefix.addr)];
  for (let at = 0, left = prefix.length; left > 0; at += 1, left -= 16) {
    const shift = Math.max(0, 16 - left);
    if ((a[at] ?? 0) >> shift !== (b[at] ?? 0) >> shift) return false;
  }
  return true;
}

/** The first address of an IPv4 prefix, e.g. 10.0.0.0 of 10.0.0.7/24. */
export function networkAddress(prefix: Prefix): string {
  const value = parseAddress4(prefix.addr);
  if (value === null) return prefix.addr;
  const size = 2 ** (32 - prefix.length);
  return formatAddress4(value - (value % size));
}

/** The last address of an IPv4 prefix, which means all of its hosts; null where there is none. */
export function broadcastAddress(prefix: Prefix): string | null {
  const value = parseAddress4(prefix.addr);
  if (value === null || prefix.length > 30) return null;
  const size = 2 ** (32 - prefix.length);
  return formatAddress4(value - (value % size) + size - 1);
}

function formatAddress4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** `10.0.0.1:80` or `[::1]:80`. */
export function formatEndpoint({ addr, port }: Endpoint): string {
  return isAddress6(addr) ? `[${addr}]:${port}` : `${addr}:${port}`;
}

export function isSameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && a.addr === b.addr;
}
