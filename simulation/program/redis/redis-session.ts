/** What a Redis server answers to one client: the commands about the connection and the server itself. */
import { dataCommands } from './redis-commands';
import { applyDirective, checkDirective, type RedisConfig, readDirective } from './redis-config';
import { knownCommands, knownDirectives } from './redis-names';
import { matchesGlob, type RedisStore } from './redis-store';
import { array, bulk, failed, integer, NIL, OK, type RedisReply } from './resp';

export const REDIS_VERSION = '7.0.15';

export type RedisClient = {
  fd: number;
  id: number;
  bytes: string;
  database: number;
  trusted: boolean;
  name: string | null;
};
export type RedisServer = {
  config: RedisConfig;
  store: RedisStore;
  pid: number;
  startedAt: number;
  runId: string;
  configPath: string;
  kernel: string;
  clients: Map<number, RedisClient>;
};
/** `then` is what happens to the connection, or to the server, after the reply. */
export type Said = { reply: RedisReply | null; then?: 'close' | 'shutdown' | 'attack' };

const NO_AUTH = failed('NOAUTH Authentication required.');
const WRONG_PASS = failed('WRONGPASS invalid username-password pair or user is disabled.');

type Handle = (server: RedisServer, client: RedisClient, args: string[], now: number) => Said;

function auth({ config }: RedisServer, client: RedisClient, args: string[]): Said {
  if (args.length > 2) return { reply: failed('ERR syntax error') };
  if (args.length === 1 && config.password === '') {
    return {
      reply: failed(
        'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
      ),
    };
  }
  const [user, password] = args.length === 2 ? args : ['default', args[0]];
  const free = config.password === '' && user === 'default';
  if (user !== 'default' || (!free && password !== config.password)) return { reply: WRONG_PASS };
  client.trusted = true;
  return { reply: OK };
}

function hello(server: RedisServer, client: RedisClient, [version]: string[]): Said {
  if (version !== undefined && version !== '2' && version !== '3') {
    const number = /^-?\d+$/.test(version);
    return {
      reply: failed(
        number
          ? 'NOPROTO unsupported protocol version'
          : 'ERR Protocol version is not an integer or out of range',
      ),
    };
  }
  if (version === '3') return { reply: failed('NOPROTO RESP3 is not in this simulation') };
  if (!client.trusted) {
    return {
      reply: failed(
        'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
      ),
    };
  }
  const words = ['server', 'redis', 'version', REDIS_VERSION].map(bulk);
  const rest = [
    bulk('mode'),
    bulk('standalone'),
    bulk('role'),
    bulk('master'),
    bulk('modules'),
    array([]),
  ];
  return {
    reply: array([...words, bulk('proto'), integer(2), bulk('id'), integer(client.id), ...rest]),
  };
}

function select({ config }: RedisServer, client: RedisClient, [number = '']: string[]): Said {
  if (!/^-?\d{1,9}$/.test(number))
    return { reply: failed('ERR value is not an integer or out of range') };
  const value = Number(number);
  if (value < 0 || value >= config.databases)
    return { reply: failed('ERR DB index is out of range') };
  client.database = value;
  return { reply: OK };
}

function subcommand(name: string, given: string): Said {
  return { reply: failed(`ERR unknown subcommand '${given}'. Try ${name} HELP.`) };
}

function configure({ config }: RedisServer, _: RedisClient, [word = '', ...args]: string[]): Said {
  const wish = word.toLowerCase();
  if (wish === 'get') {
    if (args.length === 0)
      return { reply: failed("ERR wrong number of arguments for 'config|get' command") };
    const patterns = args.map((one) => one.toLowerCase());
    const names = [...knownDirectives].filter((name) =>
      patterns.some((one) => matchesGlob(one, name)),
    );
    const found = names.flatMap((name) => {
      const value = readDirective(config, name);
      return value === null ? [] : [bulk(name), bulk(value)];
    });
    return { reply: array(found) };
  }
  if (wish !== 'set') return subcommand('CONFIG', word);
  const [given = '', value = ''] = args;
  const name = given.toLowerCase();
  if (args.length !== 2 || !knownDirectives.has(name)) {
    return {
      reply: failed(`ERR Unknown option or number of arguments for CONFIG SET - '${given}'`),
    };
  }
  if (name === 'bind' || name === 'port') {
    return {
      reply: failed(
        `ERR CONFIG SET ${name} is not in this simulation: change redis.conf and start the server anew`,
      ),
    };
  }
  const values = name === 'save' ? value.split(' ') : [value];
  const problem = checkDirective(name, values);
  if (problem) {
    return {
      reply: failed(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${problem}`),
    };
  }
  config.given[name] = value;
  applyDirective(config, name, values);
  return { reply: OK };
}

function info(server: RedisServer, _: RedisClient, sections: string[], now: number): Said {
  const uptime = Math.floor((now - server.startedAt) / 1000);
  const keyspace = server.store.numbers().flatMap((number) => {
    const keys = server.store.keys(number, now);
    const times = keys.flatMap((key) => server.store.find(number, key, now)?.expires ?? []);
    const mean =
      times.length === 0
        ? 0
        : Math.floor(times.reduce((sum, at) => sum + at - now, 0) / times.length);
    return keys.length === 0
      ? []
      : [`db${number}:keys=${keys.length},expires=${times.length},avg_ttl=${mean}`];
  });
  const all: Record<string, string[]> = {
    server: [
      `redis_version:${REDIS_VERSION}`,
      'redis_git_sha1:00000000',
      'redis_git_dirty:0',
      'redis_build_id:ae4d7c971a948f0',
      'redis_mode:standalone',
      `os:Linux ${server.kernel} x86_64`,
      'arch_bits:64',
      'monotonic_clock:POSIX clock_gettime',
      'multiplexing_api:epoll',
      'atomicvar_api:c11-builtin',
      'gcc_version:12.2.0',
      `process_id:${server.pid}`,
      'process_supervised:no',
      `run_id:${server.runId}`,
      `tcp_port:${server.config.port}`,
      `server_time_usec:${now * 1000}`,
      `uptime_in_seconds:${uptime}`,
      `uptime_in_days:${Math.floor(uptime / 86400)}`,
      'hz:10',
      'configured_hz:10',
      `lru_clock:${Math.floor(now / 1000) % 16777216}`,
      'executable:/usr/bin/redis-server',
      `config_file:${server.configPath}`,
      'io_threads_active:0',
    ],
    clients: [
      `connected_clients:${server.clients.size}`,
      'cluster_connections:0',
      'maxclients:10000',
      'blocked_clients:0',
    ],
    replication: ['role:master', 'connected_slaves:0', 'master_failover_state:no-failover'],
    keyspace,
  };
  const wished =
    sections.length === 0 ? Object.keys(all) : sections.map((one) => one.toLowerCase());
  const text = Object.entries(all)
    .filter(
      ([name]) => wished.includes(name) || wished.includes('all') || wished.includes('default'),
    )
    .map(
      ([name, rows]) =>
        `# ${name.charAt(0).toUpperCase()}${name.slice(1)}\r\n${rows.map((row) => `${row}\r\n`).join('')}`,
    );
  return { reply: bulk(text.join('\r\n')) };
}

function aboutClient(_: RedisServer, client: RedisClient, [word = '', value]: string[]): Said {
  switch (word.toLowerCase()) {
    case 'id':
      return { reply: integer(client.id) };
    case 'getname':
      return { reply: client.name === null ? NIL : bulk(client.name) };
    case 'setname':
      if (value === undefined)
        return { reply: failed("ERR wrong number of arguments for 'client|setname' command") };
      client.name = value;
      return { reply: OK };
    default:
      return subcommand('CLIENT', word);
  }
}

const own: Readonly<Record<string, { arity: number; run: Handle }>> = {
  ping: {
    arity: -1,
    run: (_, __, args) =>
      args.length > 1
        ? { reply: failed("ERR wrong number of arguments for 'ping' command") }
        : { reply: args[0] === undefined ? { kind: 'simple', text: 'PONG' } : bulk(args[0]) },
  },
  echo: { arity: 2, run: (_, __, [text = '']) => ({ reply: bulk(text) }) },
  auth: { arity: -2, run: auth },
  hello: { arity: -1, run: hello },
  select: { arity: 2, run: select },
  config: { arity: -2, run: configure },
  info: { arity: -1, run: info },
  client: { arity: -2, run: aboutClient },
  command: {
    arity: -1,
    run: (_, __, [word]) => {
      if (word?.toLowerCase() === 'count') return { reply: integer(knownCommands.size) };
      if (word?.toLowerCase() === 'docs') return { reply: array([]) };
      return { reply: failed('ERR COMMAND is not in this simulation beyond COMMAND COUNT') };
    },
  },
  time: {
    arity: 1,
    run: (_, __, ___, now) => ({
      reply: array([bulk(String(Math.floor(now / 1000))), bulk(String((now % 1000) * 1000))]),
    }),
  },
  quit: { arity: -1, run: () => ({ reply: OK, then: 'close' }) },
  shutdown: {
    arity: -1,
    run: (_, __, args) =>
      args.every((one) => /^(nosave|save|now|force)$/i.test(one))
        ? { reply: null, then: 'shutdown' }
        : { reply: failed('ERR syntax error') },
  },
};

/** What a client may ask before it has shown the password. */
const open = ['auth', 'hello', 'quit'];

function unknown(name: string, args: readonly string[]): RedisReply {
  let shown = '';
  for (const one of args) {
    if (shown.length >= 128) break;
    shown += `'${one.slice(0, 128 - shown.length)}' `;
  }
  return failed(`ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${shown}`);
}

export function answerCommand(
  server: RedisServer,
  client: RedisClient,
  words: string[],
  now: number,
): Said {
  const [given = '', ...args] = words;
  const name = given.toLowerCase();
  if (name === 'host:' || name === 'post') return { reply: null, then: 'attack' };
  const data = Object.hasOwn(dataCommands, name) ? dataCommands[name] : undefined;
  const about = Object.hasOwn(own, name) ? own[name] : undefined;
  const found = data ?? about;
  if (!found && !knownCommands.has(name)) return { reply: unknown(given, args) };
  const wrong =
    found && (found.arity >= 0 ? words.length !== found.arity : words.length < -found.arity);
  if (wrong) return { reply: failed(`ERR wrong number of arguments for '${name}' command`) };
  if (!client.trusted && !open.includes(name)) return { reply: NO_AUTH };
  if (data)
    return { reply: data.run({ store: server.store, database: client.database, now }, args) };
  if (about) return about.run(server, client, args, now);
  return { reply: failed(`ERR the command '${name}' is not in this simulation`) };
}
