/** Where a proxy may send requests: `upstream`, its `server` lines, and `proxy_pass`. */
import type { Routine } from '../../host/program';
import { isAddress6, normalizeAddress } from '../../packet/address';
import { lookupHost, parseLiteral } from '../resolve';
import type { Peer, ProxyTarget } from './config';
import { formatEndpoint, parsePort } from './config-listen';
import { faultAt, type Place } from './config-words';
import { parseTime } from './directives';

type ParsedUrl =
  | { ok: true; host: string; port: number | null; uri: string }
  | { ok: false; error: string };

/** `host[:port][/uri]` (ngx_parse_url). */
function parseUrl(url: string): ParsedUrl {
  const six = /^\[([^\]]*)\](.*)$/.exec(url);
  const end = url.search(/[/?]/);
  const uri = six ? (six[2] ?? '').replace(/^:[^/?]*/, '') : end < 0 ? '' : url.slice(end);
  const place = six ? (six[2] ?? '').slice(0, (six[2] ?? '').length - uri.length) : '';
  const flat = end < 0 ? url : url.slice(0, end);
  const colon = six ? place.indexOf(':') : flat.indexOf(':');
  const host = six ? (six[1] ?? '') : colon < 0 ? flat : flat.slice(0, colon);
  if (host === '') return { ok: false, error: 'no host' };
  if (six && !isAddress6(host)) return { ok: false, error: 'invalid IPv6 address' };
  const text = colon < 0 ? null : (six ? place : flat).slice(colon + 1);
  const port = text === null ? null : parsePort(text);
  if (text !== null && port === null) return { ok: false, error: 'invalid port' };
  return { ok: true, host, port, uri };
}

/** The addresses of a name, or null. nginx asks for IPv6 only where the machine has some. */
export function* resolvePeer(host: string): Routine<string[] | null> {
  const literal = parseLiteral(host);
  if (literal !== null) return [normalizeAddress(literal) ?? literal];
  const found = yield* lookupHost(host, 4);
  return found.ok ? found.addrs : null;
}

export type UpstreamServer = { peers: Peer[]; backup: boolean };

/** A `server` line of an upstream block. */
export function* readUpstreamServer(
  words: readonly string[],
  place: Place,
): Routine<UpstreamServer> {
  const [, url = '', ...parameters] = words;
  if (url.startsWith('unix:')) {
    throw faultAt(place, `"${url}": sockets of files are not in this simulation`);
  }
  const parsed = parseUrl(url);
  if (!parsed.ok) throw faultAt(place, `${parsed.error} in upstream "${url}"`);
  const addrs = yield* resolvePeer(parsed.host);
  if (addrs === null) throw faultAt(place, `host not found in upstream "${url}"`);
  const peer = { weight: 1, maxFails: 1, failTimeout: 10_000, down: false };
  let backup = false;
  for (const parameter of parameters) {
    const [, name = '', value = ''] = /^([a-z_]+)(?:=(.*))?$/.exec(parameter) ?? [];
    const number = /^\d{1,9}$/.test(value) ? Number(value) : -1;
    if (parameter === 'down') peer.down = true;
    else if (parameter === 'backup') backup = true;
    else if (name === 'weight' && number > 0) peer.weight = number;
    else if (name === 'max_fails' && number >= 0) peer.maxFails = number;
    else if (name === 'fail_timeout' && parseTime(value) !== null) {
      peer.failTimeout = parseTime(value) ?? 0;
    } else if (name !== 'max_conns' || number < 0) {
      throw faultAt(place, `invalid parameter "${parameter}"`);
    }
  }
  const port = parsed.port ?? 80;
  const peers = addrs.map((addr) => ({ ...peer, addr, port, name: formatEndpoint(addr, port) }));
  return { peers, backup };
}

/** The URL of a `proxy_pass`. */
export function readProxyPass(url: string, place: Place): ProxyTarget {
  if (url.includes('$')) {
    throw faultAt(place, 'variables in "proxy_pass" are not in this simulation');
  }
  if (/^https:\/\//i.test(url)) {
    throw faultAt(place, '"https://" in "proxy_pass" is not in this simulation');
  }
  if (!/^http:\/\//i.test(url)) throw faultAt(place, 'invalid URL prefix');
  const rest = url.slice('http://'.length);
  if (rest.startsWith('unix:')) {
    throw faultAt(place, `"${url}": sockets of files are not in this simulation`);
  }
  const parsed = parseUrl(rest);
  if (!parsed.ok) throw faultAt(place, `${parsed.error} in upstream "${rest}"`);
  const { host, port, uri } = parsed;
  const shown = isAddress6(host) ? `[${host}]` : host;
  return {
    upstream: port === null ? host : `${host}:${port}`,
    host: port === null ? shown : `${shown}:${port}`,
    port: port ?? 80,
    uri: uri === '' ? null : uri.startsWith('?') ? `/${uri}` : uri,
  };
}
