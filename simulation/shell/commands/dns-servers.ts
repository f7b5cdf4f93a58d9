/** Whom dig, host and nslookup ask: a named server, or those of resolv.conf. */
import type { Routine } from '../../host/program';
import { readFile, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import type { Server } from '../../program/dns/exchange';
import type { Name } from '../../program/dns/name';
import { parseName } from '../../program/dns/name';
import { parseResolverConf, type ResolverConf } from '../../program/dns/resolver-conf';
import { searchList } from '../../program/dns/search-name';
import { lookupHost } from '../../program/resolve';

export type ServerSetting = { servers: Server[]; conf: ResolverConf };

function* readConf(): Routine<ResolverConf & { own: boolean }> {
  const file = yield* readFile('/etc/resolv.conf');
  const system = yield* sys.uname();
  const text = file.ok ? file.value : '';
  const own = /^\s*nameserver\s/m.test(text);
  return { ...parseResolverConf(text, system.ok ? system.value.host : ''), own };
}

/** BIND's word for it where the name of the server leads nowhere. */
export function* findServers(
  name: string | null,
  port: number,
  family: 0 | 4 | 6,
): Routine<ServerSetting | 'not found' | 'failure'> {
  const conf = yield* readConf();
  const fits = (addr: string) => family === 0 || (family === 6) === isAddress6(addr);
  if (name === null) {
    // BIND's tools try both loopback addresses where nothing is set.
    const addrs = conf.own ? conf.servers : ['::1', '127.0.0.1'];
    const servers = addrs.filter(fits).map((addr) => ({ addr, port, name: addr }));
    return { servers, conf };
  }
  const found = yield* lookupHost(name, family);
  if (!found.ok) return found.error === 'AGAIN' || found.error === 'FAIL' ? 'failure' : 'not found';
  return { servers: found.addrs.map((addr) => ({ addr, port, name })), conf };
}

/** The names to ask for: one, or those of the search list. */
export function listNames(text: string, search: boolean, conf: ResolverConf): Name[] {
  if (search) return searchList(text, conf).map(({ name }) => name);
  const reading = parseName(text);
  return reading.ok ? [reading.name] : [];
}
