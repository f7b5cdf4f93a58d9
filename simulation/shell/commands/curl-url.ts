/** URLs as curl 7.88 takes them apart (RFC 3986 with curl's own leniency). */
import { isAddress6, normalizeAddress } from '../../packet/address';
import { removeDotSegments } from '../../program/path';
import { parseLooseAddress4 } from '../../program/resolve';

export type Url = {
  scheme: 'http' | 'https';
  user: string | null;
  password: string;
  /** A name, an IPv4 address or an IPv6 address without brackets. */
  host: string;
  port: number;
  /** Whether the port stands in the text. */
  explicit: boolean;
  /** Path and query, at least `/`. */
  target: string;
};
export type UrlReading = { ok: true; url: Url } | { ok: false; status: number; message: string };

const illegal = 'URL using bad/illegal format or missing URL';

function bad(message = illegal, status = 3): UrlReading {
  return { ok: false, status, message };
}

export function parseUrl(text: string): UrlReading {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/\/?/i.exec(text);
  const name = (scheme?.[1] ?? 'http').toLowerCase();
  if (name !== 'http' && name !== 'https') {
    return bad(`Protocol "${name}" not supported or disabled in libcurl`, 1);
  }
  const globbing = findGlob(text);
  if (globbing) return bad(globbing);
  if (/[\0-\x20\x7f]/.test(text)) return bad();
  const rest = text.slice(scheme?.[0].length ?? 0).replace(/#.*$/s, '');
  const end = rest.search(/[/?]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const path = end < 0 ? '/' : rest.slice(end);
  const at = authority.lastIndexOf('@');
  const [user = '', ...password] = at < 0 ? [] : authority.slice(0, at).split(':');
  const place = authority.slice(at + 1);
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(place);
  if (!match) return bad();
  const host = match[1] === undefined ? normalizeHost(match[2] ?? '') : normalizeAddress(match[1]);
  if (!host || (match[1] !== undefined && !isAddress6(host))) return bad();
  const explicit = (match[3] ?? '') !== '';
  const port = explicit ? Number(match[3]) : name === 'https' ? 443 : 80;
  if (port > 65535) return bad();
  return {
    ok: true,
    url: {
      ...{ scheme: name, user: at < 0 ? null : user, password: password.join(':') },
      ...{ host, port, explicit },
      target: removeDotSegments(path.startsWith('?') ? `/${path}` : path),
    },
  };
}

function normalizeHost(host: string): string | null {
  if (host === '' || /[<>"{}|\\^`%]/.test(host)) return null;
  return parseLooseAddress4(host) ?? host;
}

/** curl's own complaint about brackets that are no list, no range and no IPv6 address. */
function findGlob(text: string): string | null {
  const position = (at: number, what: string) =>
    `${what} in URL position ${at + 2}:\n${text}\n${' '.repeat(at + 1)}^`;
  const brace = text.search(/[{}]/);
  if (brace >= 0 && !/\{[^{}]*\}/.test(text)) return position(brace - 1, 'unmatched brace');
  const bracket = text.indexOf('[');
  if (bracket >= 0 && !/^\[[\da-f:.%]*\]/i.test(text.slice(bracket))) {
    return position(bracket, 'bad range specification');
  }
  return null;
}

/** `host` or `host:port` as it goes into the Host field; the usual port is left out. */
export function formatAuthority(url: Url): string {
  const host = isAddress6(url.host) ? `[${url.host}]` : url.host;
  const usual = url.port === (url.scheme === 'https' ? 443 : 80);
  return usual ? host : `${host}:${url.port}`;
}

export function formatUrl(url: Url): string {
  return `${url.scheme}://${formatAuthority(url)}${url.target}`;
}

/** The URL that a Location field means, seen from `base` (RFC 3986, section 5). */
export function resolveLocation(base: Url, location: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return location;
  if (location.startsWith('//')) return `${base.scheme}:${location}`;
  const root = `${base.scheme}://${formatAuthority(base)}`;
  if (location.startsWith('/')) return root + location;
  if (location.startsWith('?')) return root + base.target.replace(/\?.*$/, '') + location;
  return root + base.target.replace(/\?.*$/, '').replace(/[^/]*$/, '') + location;
}
