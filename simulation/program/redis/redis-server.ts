/** `redis-server` 7.0.15: one process that listens, reads and answers in a single loop; its data stays in memory. */

import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import type { Outcome } from '../../host/system';
import { exit, print, printError, readFile, sys, writeFile } from '../../host/system';
import { isAddress6, isLoopback, unmapAddress } from '../../packet/address';
import { formatLookupError, lookupHost } from '../resolve';
import { sendAll } from '../socket-io';
import { redisPackage } from './package';
import { parseRedisConfig, type RedisConfig } from './redis-config';
import { answerCommand, REDIS_VERSION, type RedisClient, type RedisServer } from './redis-session';
import { RedisStore } from './redis-store';
import { DENIED, formatBanner, redisUsage } from './redis-text';
import { formatReply, parseRequest } from './resp';

type Log = (mark: '*' | '#', text: string, role?: 'C' | 'M') => Routine;

function formatStamp(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[at.getUTCMonth()];
  const clock = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return `${two(at.getUTCDate())} ${month} ${at.getUTCFullYear()} ${clock}.${String(at.getUTCMilliseconds()).padStart(3, '0')}`;
}

function* time(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

function createLog(pid: number, logfile: string): { log: Log; raw: (text: string) => Routine } {
  const raw = function* (text: string): Routine {
    if (logfile === '') yield* print(text);
    else yield* writeFile(logfile, text, 'a');
  };
  const log: Log = function* (mark, text, role = 'M') {
    yield* raw(`${pid}:${role} ${formatStamp(yield* time())} ${mark} ${text}\n`);
  };
  return { log, raw };
}

/** Words of the command line: a file, then options that stand for lines of it. */
function readArguments(args: readonly string[]): { path: string | null; lines: string } {
  const rest = [...args];
  const path = rest[0] !== undefined && !rest[0].startsWith('-') ? (rest.shift() ?? null) : null;
  let lines = '';
  for (const word of rest) {
    if (word.startsWith('--')) lines += `\n${word.slice(2)}`;
    else lines += ` "${word.replace(/["\\]/g, '\\$&')}"`;
  }
  return { path, lines };
}

function* main(context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  const [first] = args;
  if (args.length === 1 && (first === '-v' || first === '--version')) {
    yield* print(
      `Redis server v=${REDIS_VERSION} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0\n`,
    );
    return 0;
  }
  if (args.length === 1 && (first === '-h' || first === '--help')) {
    yield* printError(redisUsage);
    return 1;
  }
  const { path, lines } = readArguments(args);
  let text = '';
  if (path !== null) {
    const read = yield* readFile(path);
    if (!read.ok) {
      const { log } = createLog(context.pid, '');
      yield* log(
        '#',
        `Fatal error, can't open config file '${path}': ${formatErrno(read.errno)}`,
        'C',
      );
      return 1;
    }
    text = read.value;
  }
  const read = parseRedisConfig(
    path === null && lines !== '' && !lines.startsWith('\n') ? `\n${lines}` : text + lines,
  );
  if (!read.ok) {
    yield* printError(
      `\n*** FATAL CONFIG FILE ERROR (Redis ${REDIS_VERSION}) ***\nReading the configuration file, at line ${read.line}\n>>> '${read.text}'\n${read.message}\n`,
    );
    return 1;
  }
  return yield* start(context, read.config, path, args.length > 0);
}

const OVERCOMMIT =
  "WARNING Memory overcommit must be enabled! Without it, a background save or replication may fail under low memory condition. Being disabled, it can can also cause failures without low memory condition, see https://github.com/jemalloc/jemalloc/issues/1328. To fix this issue add 'vm.overcommit_memory = 1' to /etc/sysctl.conf and then reboot or run the command 'sysctl vm.overcommit_memory=1' for this to take effect.";

function* start(
  context: ProgramContext,
  config: RedisConfig,
  path: string | null,
  configured: boolean,
): Routine<number> {
  const { pid } = context;
  if (config.logfile !== '') {
    const opened = yield* sys.open(config.logfile, 'a');
    if (!opened.ok) {
      yield* printError(
        `\n*** FATAL CONFIG FILE ERROR (Redis ${REDIS_VERSION}) ***\nReading the configuration file, at line 1\n>>> 'logfile ${config.logfile}'\nCan't open the log file: ${formatErrno(opened.errno)}\n`,
      );
      return 1;
    }
    yield* sys.close(opened.value);
  }
  const { log, raw } = createLog(pid, config.logfile);
  yield* log('#', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C');
  yield* log(
    '#',
    `Redis version=${REDIS_VERSION}, bits=64, commit=00000000, modified=0, pid=${pid}, just started`,
    'C',
  );
  yield* log(
    '#',
    configured
      ? 'Configuration loaded'
      : 'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
    'C',
  );
  yield* log('*', 'monotonic clock: POSIX clock_gettime');
  const fds = yield* listenAll(config, log);
  if (fds === null) {
    yield* log('#', `Failed listening on port ${config.port} (TCP), aborting.`);
    return 1;
  }
  if (fds.length === 0) {
    yield* log('#', 'Configured to not listen anywhere, exiting.');
    return 1;
  }
  const tty = yield* sys.isatty(1);
  if (config.logfile === '' && tty.ok && tty.value) yield* raw(formatBanner(config.port, pid));
  else yield* log('*', `Running mode=standalone, port=${config.port}.`);
  yield* log('#', 'Server initialized');
  yield* log('#', OVERCOMMIT);
  yield* log('*', 'Ready to accept connections');
  const kernel = yield* sys.uname();
  let runId = '';
  for (let at = 0; at < 40; at += 1) {
    const digit = yield* sys.random(16);
    runId += (digit.ok ? digit.value : 0).toString(16);
  }
  const server: RedisServer = {
    ...{
      config,
      pid,
      runId,
      store: new RedisStore(),
      startedAt: yield* time(),
      clients: new Map(),
    },
    configPath: path === null ? '' : path.startsWith('/') ? path : `${context.cwd}/${path}`,
    kernel: kernel.ok ? kernel.value.kernel : '',
  };
  return yield* serve(server, fds, log, raw);
}

function* listenAll({ bind, port }: RedisConfig, log: Log): Routine<number[] | null> {
  const fds: number[] = [];
  if (port === 0) return fds;
  for (const given of bind) {
    const optional = given.startsWith('-');
    const name = optional ? given.slice(1) : given;
    const found = name === '*' ? ['0.0.0.0'] : name === '::*' ? ['::'] : null;
    const looked = found ? null : yield* lookupHost(name);
    const addr = found?.[0] ?? (looked?.ok ? looked.addrs[0] : undefined);
    const failure = looked && !looked.ok ? formatLookupError(looked.error) : null;
    const opened: Outcome<number> | null = addr === undefined ? null : yield* listenOn(addr, port);
    if (opened?.ok) {
      fds.push(opened.value);
      continue;
    }
    const reason = failure ?? (opened ? `bind: ${formatErrno(opened.errno)}` : 'no address');
    yield* log(
      '#',
      `Warning: Could not create server TCP listening socket ${name}:${port}: ${reason}`,
    );
    const missing = opened?.errno === 'EADDRNOTAVAIL' || opened?.errno === 'EAFNOSUPPORT';
    if (optional && missing) continue;
    for (const fd of fds) yield* sys.close(fd);
    return null;
  }
  return fds;
}

function* listenOn(addr: string, port: number): Routine<Outcome<number>> {
  const made = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
  if (!made.ok) return made;
  if (isAddress6(addr)) yield* sys.setsockopt(made.value, 'IPV6_V6ONLY', 1);
  yield* sys.setsockopt(made.value, 'SO_REUSEADDR', 1);
  const bound = yield* sys.bind(made.value, addr, port);
  const listening = bound.ok ? yield* sys.listen(made.value, 511) : bound;
  if (listening.ok) return made;
  yield* sys.close(made.value);
  return listening;
}

function* serve(
  server: RedisServer,
  fds: number[],
  log: Log,
  raw: (text: string) => Routine,
): Routine<number> {
  let nextId = 3;
  for (;;) {
    const ready = yield* sys.poll([...fds, ...server.clients.keys()], null);
    if (!ready.ok) {
      if (ready.errno !== 'EINTR') return 1;
      const seconds = Math.floor((yield* time()) / 1000);
      yield* raw(
        `${server.pid}:signal-handler (${seconds}) Received ${ready.signal ?? 'SIGTERM'} scheduling shutdown...\n`,
      );
      return yield* shutDown(log);
    }
    for (const fd of ready.value) {
      if (fds.includes(fd)) yield* welcome(server, fd, nextId++);
      else if ((yield* readClient(server, fd, log)) === 'shutdown') return yield* shutDown(log);
    }
  }
}

function* shutDown(log: Log): Routine<number> {
  yield* log('#', 'User requested shutdown...');
  yield* log('#', 'Redis is now ready to exit, bye bye...');
  return yield* exit(0);
}

function* welcome({ config, clients }: RedisServer, listener: number, id: number): Routine {
  const caller = yield* sys.accept(listener);
  if (!caller.ok) return;
  const { fd, addr } = caller.value;
  if (config.protectedMode && config.password === '' && !isLoopback(unmapAddress(addr))) {
    yield* sendAll(fd, DENIED);
    yield* sys.close(fd);
    return;
  }
  clients.set(fd, { fd, id, bytes: '', database: 0, trusted: config.password === '', name: null });
}

function* drop({ clients }: RedisServer, fd: number): Routine {
  clients.delete(fd);
  yield* sys.close(fd);
}

const ATTACK =
  'Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to Redis. This is likely due to an attacker attempting to use Cross Protocol Scripting to compromise your Redis instance. Connection aborted.';

function* readClient(server: RedisServer, fd: number, log: Log): Routine<'shutdown' | null> {
  const client: RedisClient | undefined = server.clients.get(fd);
  const part = yield* sys.recv(fd);
  if (!client || !part.ok || part.value === '') {
    yield* drop(server, fd);
    return null;
  }
  client.bytes += part.value;
  const now = yield* time();
  let answer = '';
  for (;;) {
    const request = parseRequest(client.bytes);
    if (!request) break;
    if (request.kind === 'broken') {
      yield* sendAll(fd, `${answer}-${request.message}\r\n`);
      yield* drop(server, fd);
      return null;
    }
    client.bytes = client.bytes.slice(request.end);
    if (request.args.length === 0) continue;
    const { reply, then } = answerCommand(server, client, request.args, now);
    if (then === 'attack') {
      // What was to be answered before is lost with the connection.
      yield* log('#', ATTACK);
      yield* drop(server, fd);
      return null;
    }
    if (then === 'shutdown') return 'shutdown';
    if (reply) answer += formatReply(reply);
    if (then === 'close') {
      yield* sendAll(fd, answer);
      yield* drop(server, fd);
      return null;
    }
  }
  if (answer === '') return null;
  const sent = yield* sendAll(fd, answer);
  if (!sent.ok) yield* drop(server, fd);
  return null;
}

export const redisServer: Program = {
  name: 'redis-server',
  package: redisPackage,
  usage: 'redis-server [FILE] [--port PORT] [--bind ADDRESS]',
  summary: 'the Redis key-value server',
  main,
  handles: ['SIGINT', 'SIGTERM'],
};
