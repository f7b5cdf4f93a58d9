/** The `listen` directive: addresses, ports and parameters (ngx_http_core_listen). */
import type { Routine } from '../../host/program';
import { isAddress6, normalizeAddress } from '../../packet/address';
import { lookupHost, parseLiteral } from '../resolve';
import type { Listen } from './config';
import { faultAt, type Place } from './config-words';

/** Parameters that change nothing here. */
const plain =
  /^(deferred|reuseport|so_keepalive=.*|rcvbuf=.*|sndbuf=.*|fastopen=.*|setfib=.*|accept_filter=.*)$/;

/** `127.0.0.1:80` and `[::1]:80`. */
export function formatEndpoint(addr: string, port: number): string {
  return `${isAddress6(addr) ? `[${addr}]` : addr}:${port}`;
}

/** A port from 1 to 65535, or null. */
export function parsePort(text: string): number | null {
  const port = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : null;
}

export function* readListen(words: readonly string[], place: Place): Routine<Listen[]> {
  const [, where = '', ...parameters] = words;
  const endpoints = yield* resolveListen(where, place);
  const listen = {
    ...{ isDefault: false, ssl: false, bind: false, backlog: 511, v6only: true },
  };
  for (const parameter of parameters) {
    const backlog = /^backlog=(\d+)$/.exec(parameter);
    if (parameter === 'default_server' || parameter === 'default') listen.isDefault = true;
    else if (parameter === 'ssl') listen.ssl = true;
    else if (parameter === 'bind') listen.bind = true;
    else if (backlog) listen.backlog = Number(backlog[1]);
    else if (parameter === 'ipv6only=on' || parameter === 'ipv6only=off') {
      listen.v6only = parameter.endsWith('on');
    } else if (parameter === 'http2' || parameter === 'proxy_protocol') {
      throw faultAt(place, `parameter "${parameter}" of "listen" is not in this simulation`);
    } else if (!plain.test(parameter)) {
      throw faultAt(place, `invalid parameter "${parameter}"`);
    }
  }
  return endpoints.map(({ addr, port }) => ({
    ...listen,
    addr,
    port,
    text: formatEndpoint(addr, port),
  }));
}

function* resolveListen(where: string, place: Place): Routine<{ addr: string; port: number }[]> {
  const fail = (error: string) =>
    faultAt(place, `${error} in "${where}" of the "listen" directive`);
  if (where.startsWith('unix:')) {
    throw faultAt(place, `"${where}": sockets of files are not in this simulation`);
  }
  if (/^\d+$/.test(where)) {
    const port = parsePort(where);
    if (port === null) throw fail('invalid port');
    return [{ addr: '0.0.0.0', port }];
  }
  const six = /^\[([^\]]*)\](?::(.*))?$/.exec(where);
  if (where.startsWith('[')) {
    const addr = six && isAddress6(six[1] ?? '') ? normalizeAddress(six[1] ?? '') : null;
    if (!six || addr === null) throw fail(six ? 'invalid IPv6 address' : 'invalid host');
    const port = six[2] === undefined ? 80 : parsePort(six[2]);
    if (port === null) throw fail('invalid port');
    return [{ addr, port }];
  }
  const colon = where.indexOf(':');
  const host = colon < 0 ? where : where.slice(0, colon);
  const port = colon < 0 ? 80 : parsePort(where.slice(colon + 1));
  if (port === null) throw fail('invalid port');
  if (host === '') throw fail('no host');
  if (host === '*') return [{ addr: '0.0.0.0', port }];
  const found = yield* lookupHost(host, parseLiteral(host) === null ? 4 : 0);
  if (!found.ok) throw fail('host not found');
  return found.addrs.map((addr) => ({ addr, port }));
}
