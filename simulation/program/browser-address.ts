/** What is typed into an address bar, read as Chromium reads it (the URL Standard). */
import { isAddress6, normalizeAddress } from '../packet/address';
import { removeDotSegments } from './path';
import { parseLooseAddress4 } from './resolve';

export type BrowserUrl = {
  scheme: 'http' | 'https';
  host: string;
  port: number;
  /** Path and query. */
  target: string;
  /** As the address bar shows it when the page is there. */
  text: string;
};
/** `error` is Chromium's word. */
export type AddressReading = { ok: true; url: BrowserUrl } | { ok: false; error: string };

/** Ports that browsers refuse (the Fetch Standard's list of bad ports). */
const unsafe = new Set(
  (
    '0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 ' +
    '111 113 115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 ' +
    '540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 ' +
    '6000 6566 6665 6666 6667 6668 6669 6679 6697 10080'
  )
    .split(' ')
    .map(Number),
);

export function parseAddressBar(typed: string): AddressReading {
  const text = typed.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  const name = (scheme?.[1] ?? 'http').toLowerCase();
  if (name !== 'http' && name !== 'https') return { ok: false, error: 'ERR_UNKNOWN_URL_SCHEME' };
  const rest = text
    .slice(scheme?.[0].length ?? 0)
    .replace(/^\/+/, '')
    .replace(/#.*$/s, '');
  const end = rest.search(/[/?\\]/);
  const authority = (end < 0 ? rest : rest.slice(0, end)).replace(/^.*@/, '');
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(authority);
  const host = match ? readHost(match[1], match[2] ?? '') : null;
  const usual = name === 'https' ? 443 : 80;
  const port = match?.[3] ? Number(match[3]) : usual;
  if (host === null || port > 65535) return { ok: false, error: 'ERR_INVALID_URL' };
  const path = end < 0 ? '/' : encodeTarget(rest.slice(end).replace(/^\\/, '/'));
  const target = removeDotSegments(path.startsWith('?') ? `/${path}` : path);
  const place = isAddress6(host) ? `[${host}]` : host;
  const shown = `${name}://${place}${port === usual ? '' : `:${port}`}${target}`;
  if (unsafe.has(port)) return { ok: false, error: 'ERR_UNSAFE_PORT' };
  return { ok: true, url: { scheme: name, host, port, target, text: shown } };
}

function readHost(six: string | undefined, other: string): string | null {
  if (six !== undefined) {
    const addr = normalizeAddress(six);
    return addr !== null && isAddress6(addr) ? addr : null;
  }
  const name = other.toLowerCase();
  if (name === '' || /[\0-\x20"#%<>\\^`{|}]/.test(name)) return null;
  // A name that ends in a number must be an IPv4 address.
  if (/(^|\.)(\d+|0x[0-9a-f]*)\.?$/.test(name)) return parseLooseAddress4(name.replace(/\.$/, ''));
  return name;
}

function encodeTarget(target: string): string {
  return target.replace(/[\s"<>`{}]|[^\0-\x7f]/gu, (character) => encodeURIComponent(character));
}

/** The address that a Location field means, seen from `base`. */
export function resolveAddress(base: BrowserUrl, location: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return location;
  const root = base.text.slice(0, base.text.length - base.target.length);
  if (location.startsWith('//')) return `${base.scheme}:${location}`;
  if (location.startsWith('/')) return root + location;
  return root + base.target.replace(/\?.*$/, '').replace(/[^/]*$/, '') + location;
}
