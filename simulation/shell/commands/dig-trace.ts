/** `dig +trace`: from the root downwards, each time the servers that the last answer named. */
import type { Routine } from '../../host/program';
import { print } from '../../host/system';
import { exchange, type Server } from '../../program/dns/exchange';
import { formatBareName, type Name, ROOT } from '../../program/dns/name';
import { TYPE_NS } from '../../program/dns/record-types';
import { lookupHost } from '../../program/resolve';
import type { DigLookup } from './dig-plus';
import { type Banner, createDigQuery, showBanner } from './dig-query';
import { formatRow } from './dns-format';

const MOST_HOPS = 16;

export function* trace(
  lookup: DigLookup,
  name: Name,
  resolvers: readonly Server[],
  banner: Banner,
): Routine<number> {
  yield* showBanner(banner, lookup, resolvers.length);
  const { show } = lookup;
  const columns = { ttl: show.ttl, class: show.class, multiline: show.multiline };
  let servers = resolvers;
  for (let hop = 0; hop < MOST_HOPS; hop += 1) {
    const first = hop === 0;
    const asked = first ? { ...lookup, type: TYPE_NS, recurse: true } : lookup;
    const query = yield* createDigQuery(asked, first ? ROOT : name);
    let told: readonly Name[] | null = null;
    for (const server of servers) {
      const result = yield* exchange(server, query, 'udp', lookup.timeout * 1000);
      if (!result.ok) {
        yield* print(`;; communications error to ${server.addr}#${server.port}: ${result.error}\n`);
        continue;
      }
      const { reply, size, ms } = result;
      const rows = [...reply.answer, ...reply.authority];
      yield* print(rows.map((record) => formatRow(record, columns)).join(''));
      const by = `${server.addr}#${server.port}(${server.name})`;
      yield* print(`;; Received ${size} bytes from ${by} in ${Math.floor(ms)} ms\n\n`);
      if (!first && reply.answer.length > 0) return 0;
      const from = first ? reply.answer : reply.authority;
      told = from.flatMap(({ data }) => (data.type === 'NS' ? [data.name] : []));
      break;
    }
    if (told === null) {
      yield* print(';; no servers could be reached\n');
      return 9;
    }
    if (told.length === 0) return 0;
    servers = yield* addressesOf(told, lookup);
    if (servers.length === 0) {
      const names = told.map(formatBareName).join("', '");
      yield* print(`dig: couldn't get address for '${names}': not found\n`);
      return 10;
    }
  }
  return 0;
}

function* addressesOf(names: readonly Name[], { family, port }: DigLookup): Routine<Server[]> {
  const servers: Server[] = [];
  for (const name of names) {
    const text = formatBareName(name);
    const found = yield* lookupHost(`${text}.`, family);
    if (!found.ok) continue;
    for (const addr of found.addrs) servers.push({ addr, port, name: text });
  }
  return servers;
}
