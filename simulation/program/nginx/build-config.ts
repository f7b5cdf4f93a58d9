/** From the blocks as they were written to what workers use, with nginx's last checks. */
import type { Routine } from '../../host/program';
import { type Block, createBlock, type Reading } from './block';
import { readCertificates } from './certificates';
import {
  accessLogsOf,
  errorLogOf,
  inheritScope,
  type Listen,
  type Location,
  type Match,
  type NginxConfig,
  type Scope,
  type Server,
  type Upstream,
} from './config';
import { formatEndpoint } from './config-listen';
import { resolvePeer } from './config-upstream';
import { ConfigFault, createWordReader, faultAt, type Place } from './config-words';
import { readConfigFile, readStatements } from './read-config';
import { isKnownVariable, variablesIn } from './variables';

export type ConfigRead =
  | { ok: true; config: NginxConfig; warnings: string[] }
  /** `parsed`: every file was read, and the whole was refused. */
  | { ok: false; message: string; warnings: string[]; parsed: boolean };

/** Reads the configuration at `path`, after the directives of `-g`. */
export function* readConfig(path: string, globals: string, user: string): Routine<ConfigRead> {
  const built: Pick<NginxConfig, 'servers' | 'upstreams'> = { servers: [], upstreams: {} };
  const reading: Reading = {
    ...{ path, files: [], warnings: [], user, formats: {}, pems: {} },
    finish: function* (block) {
      Object.assign(built, yield* finishHttp(reading, root, block));
    },
  };
  const root = createBlock('m', [], { file: path, line: 1 });
  try {
    if (globals !== '')
      yield* readStatements(reading, createWordReader(null, globals), root, false);
    yield* readConfigFile(reading, path, root, null);
  } catch (fault) {
    if (!(fault instanceof ConfigFault)) throw fault;
    return { ok: false, message: fault.message, warnings: reading.warnings, parsed: false };
  }
  const events = root.blocks.find(({ context }) => context === 'e');
  const refuse = (message: string): ConfigRead => ({
    ...{ ok: false, message, parsed: true },
    warnings: reading.warnings,
  });
  if (!events) return refuse('no "events" section in configuration');
  const main = scopeOf(root);
  const { servers, upstreams } = built;
  const sockets = gatherSockets(servers);
  const [connections = '512'] = events.values.worker_connections ?? [];
  if (Number(connections) <= sockets.length) {
    return refuse(
      `${connections} worker_connections are not enough for ${sockets.length} listening sockets`,
    );
  }
  const [workers = '1'] = main.values.worker_processes ?? [];
  const config: NginxConfig = {
    ...{ path, files: reading.files, main, servers, upstreams, sockets, formats: reading.formats },
    logs: gatherLogs(main, servers, reading.formats),
    // The course's machines have two processors.
    pems: reading.pems,
    workers: workers === 'auto' ? 2 : Number(workers),
    connections: Number(connections),
  };
  return { ok: true, config, warnings: reading.warnings };
}

function scopeOf({ values, lists, types }: Block): Scope {
  const words = Object.entries(lists).map(([name, rows]) => [name, rows.map((row) => row.words)]);
  return { values, lists: Object.fromEntries(words), types };
}

/** The checks at the end of the http block, in nginx's order. */
function* finishHttp(
  reading: Reading,
  root: Block,
  http: Block,
): Routine<Pick<NginxConfig, 'servers' | 'upstreams'>> {
  const upstreams: Record<string, Upstream> = {};
  const all = (name: string) => http.blocks.filter((block) => block.words[0] === name);
  for (const block of all('upstream')) {
    const name = block.words[1] ?? '';
    const of = (backup: boolean) =>
      block.servers.filter((server) => server.backup === backup).flatMap(({ peers }) => peers);
    if (of(false).length === 0) throw faultAt(block.place, `no servers in upstream "${name}"`);
    upstreams[name] = { name, peers: of(false), backups: of(true) };
  }
  for (const { proxy, place } of proxiesIn(http)) yield* addImplicit(upstreams, proxy, place);
  const outer = inheritScope(scopeOf(root), scopeOf(http));
  const servers: Server[] = [];
  for (const block of all('server')) {
    const scope = inheritScope(outer, scopeOf(block));
    yield* readCertificates(reading, block, scope.values);
    if (block.listens.length === 0) {
      const port = reading.user === 'root' ? 80 : 8000;
      const text = `0.0.0.0:${port}`;
      const listen = { addr: '0.0.0.0', port, text, isDefault: false, ssl: false, bind: false };
      block.listens.push({ ...listen, backlog: 511, v6only: true });
    }
    servers.push({
      listens: block.listens,
      names: (block.lists.server_name ?? [{ words: [''] }]).flatMap(({ words }) =>
        words.map((name) => (name.startsWith('~') ? name : name.toLowerCase())),
      ),
      scope,
      locations: buildLocations(block, scope),
    });
  }
  checkDefaults(all('server'));
  checkVariables(reading, http);
  warnOfNames(reading, servers);
  return { servers, upstreams };
}

type Proxied = { proxy: NonNullable<Block['proxy']>; place: Place };

function proxiesIn(block: Block): Proxied[] {
  const place = block.places.proxy_pass ?? block.place;
  const own = block.proxy ? [{ proxy: block.proxy, place }] : [];
  return [...own, ...block.blocks.flatMap(proxiesIn)];
}

/** A `proxy_pass` to a host of no upstream block is an upstream of its own. */
function* addImplicit(
  upstreams: Record<string, Upstream>,
  { upstream, host, port }: Proxied['proxy'],
  place: Place,
): Routine {
  if (upstreams[upstream]) return;
  const name = upstream.replace(/:\d+$/, '');
  if (upstreams[name] && upstream !== name && !name.includes(':')) {
    throw faultAt(place, `upstream "${name}" may not have port ${port}`);
  }
  const addrs = yield* resolvePeer(host.startsWith('[') ? host.replace(/^\[|\].*$/g, '') : name);
  if (addrs === null) throw faultAt(place, `host not found in upstream "${name}"`);
  const peer = { weight: 1, maxFails: 1, failTimeout: 10_000, down: false };
  const peers = addrs.map((addr) => ({ ...peer, addr, port, name: formatEndpoint(addr, port) }));
  upstreams[upstream] = { name: host, peers, backups: [] };
}

const matches: Readonly<Record<string, Match>> = {
  '=': 'exact',
  '^~': 'strong',
  '~': 'regex',
  '~*': 'regex-any-case',
};

function buildLocations(outer: Block, scope: Scope): Location[] {
  const built: Location[] = [];
  for (const block of outer.blocks.filter(({ context }) => context === 'l')) {
    const [, first = '', second] = block.words;
    const joined = second === undefined ? /^(~\*?|=|\^~)(.+)$/.exec(first) : null;
    const modifier = joined?.[1] ?? (second === undefined ? '' : first);
    const path = joined?.[2] ?? second ?? first;
    const named = path.startsWith('@') && modifier === '';
    const match = named ? 'named' : (matches[modifier] ?? 'prefix');
    const same = built.some(
      (one) =>
        one.path === path &&
        (one.match === 'exact') === (match === 'exact') &&
        !/regex/.test(one.match) &&
        !/regex/.test(match),
    );
    if (same) throw faultAt(block.place, `duplicate location "${path}"`);
    const inner = inheritScope(scope, scopeOf(block));
    const locations = buildLocations(block, inner);
    built.push({ match, path, scope: inner, proxy: block.proxy, locations });
  }
  return built;
}

function checkDefaults(blocks: readonly Block[]): void {
  const seen = new Set<string>();
  for (const { listens, lists } of blocks) {
    for (const [at, { isDefault, text }] of listens.entries()) {
      if (!isDefault) continue;
      const place = lists.listen?.[at]?.place;
      if (seen.has(text) && place) throw faultAt(place, `a duplicate default server for ${text}`);
      seen.add(text);
    }
  }
}

/** Directives whose words may hold variables. */
const spoken = ['return', 'try_files', 'root', 'alias', 'proxy_set_header', 'add_header'];

function checkVariables(reading: Reading, block: Block): void {
  const words = (one: Block): string[] => [
    ...spoken.flatMap((name) => [
      ...(one.values[name] ?? []),
      ...(one.lists[name] ?? []).flatMap((row) => row.words),
    ]),
    ...one.blocks.flatMap(words),
  ];
  const used = [...Object.values(reading.formats), ...words(block)].flatMap(variablesIn);
  const strange = used.find((name) => !isKnownVariable(name));
  if (strange !== undefined) throw new ConfigFault(`unknown "${strange}" variable`);
}

function warnOfNames(reading: Reading, servers: readonly Server[]): void {
  const seen = new Set<string>();
  const told = new Set<string>();
  for (const { listens, names } of servers) {
    const mine = new Set<string>();
    for (const { text } of listens) {
      for (const name of names) {
        const key = `"${name}" on ${text}`;
        if (seen.has(key) && !told.has(key)) {
          told.add(key);
          reading.warnings.push(`conflicting server name ${key}, ignored`);
        }
        mine.add(key);
      }
    }
    for (const key of mine) seen.add(key);
  }
}

/** One socket for each endpoint; a wildcard's takes in what comes to single addresses. */
function gatherSockets(servers: readonly Server[]): Listen[] {
  const listens = servers.flatMap((server) => server.listens);
  const ports = [...new Set(listens.map(({ port, addr }) => `${port} ${addr.includes(':')}`))];
  return ports.flatMap((key) => {
    const here = listens.filter(({ port, addr }) => `${port} ${addr.includes(':')}` === key);
    const wild = here.find(({ addr }) => addr === '0.0.0.0' || addr === '::');
    const single = here.filter((one, at) => here.findIndex(({ text }) => text === one.text) === at);
    return wild ? [...single.filter((one) => one.bind && one.text !== wild.text), wild] : single;
  });
}

function gatherLogs(
  main: Scope,
  servers: readonly Server[],
  formats: NginxConfig['formats'],
): string[] {
  const locations = (list: readonly Location[]): Scope[] =>
    list.flatMap((one) => [one.scope, ...locations(one.locations)]);
  const scopes = servers.flatMap((server) => [server.scope, ...locations(server.locations)]);
  const errors = [main, ...scopes].map((scope) => errorLogOf(scope).path);
  const access = scopes.flatMap((scope) => accessLogsOf(scope, formats).map(({ path }) => path));
  const paths = [...errors, ...access].filter((path) => path !== null);
  return [...new Set(paths)];
}
