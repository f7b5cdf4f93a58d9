/** `mariadbd` of MariaDB 10.11, also called mysqld: one process, a thread for each client. */

import { errnoNumber, formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { exit, type Outcome, print, printError, readFile, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { formatLookupError, lookupHost } from '../resolve';
import { type Client, serveClient } from './client-thread';
import { checkOption, parseCnf } from './my-cnf';
import { mariadbPackage } from './package';
import { MARIADB_VERSION } from './packets';

const GROUPS = [
  'server',
  'mysqld',
  'mysqld-10.11',
  'mariadb',
  'mariadbd',
  'mariadb-10.11',
  'client-server',
];
const DEFAULTS = ['/etc/my.cnf', '/etc/mysql/my.cnf', '/etc/mysql/mariadb.conf.d/50-server.cnf'];

type Say = (level: 'Note' | 'ERROR' | 'Warning', text: string, id?: number) => Routine;

/** `2026-11-23 13:10:49 0 [Note] ...`; the hour is padded with a space. */
const say: Say = function* (level, text, id = 0) {
  const now = yield* sys.now();
  const at = new Date(now.ok ? now.value : 0);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  const clock = `${String(at.getUTCHours()).padStart(2)}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  yield* printError(`${date} ${clock} ${id} [${level}] ${text}\n`);
};

function* main(context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  if (args.includes('--version') || args.includes('-V')) {
    yield* print(`mariadbd  Ver ${MARIADB_VERSION} for debian-linux-gnu on x86_64 (Debian 12)\n`);
    return 0;
  }
  const options = yield* gatherOptions(args);
  if (typeof options === 'number') return options;
  const port = Math.min(65535, Number(options.port ?? 3306));
  if (context.user === 'root' && options.user === undefined) {
    yield* printError(
      'mariadbd: Please consult the MariaDB Documentation to find out how to run mariadbd as root!\n',
    );
    yield* say('ERROR', 'Aborting');
    return 1;
  }
  yield* say(
    'Note',
    `Starting MariaDB ${MARIADB_VERSION} source revision 5843d8475120241667a7ce0f8a1abb6c9b43a273 as process ${context.pid}`,
  );
  const networking = options['skip-networking'] === undefined;
  const fds = networking ? yield* listenAll(options['bind-address'] ?? '', port) : [];
  if (fds === null) {
    yield* say('ERROR', 'Aborting');
    return 1;
  }
  yield* say('Note', 'mariadbd: ready for connections.');
  const socket = options.socket ?? '/run/mysqld/mysqld.sock';
  yield* printError(
    `Version: '${MARIADB_VERSION}'  socket: '${socket}'  port: ${networking ? port : 0}  Debian 12\n`,
  );
  const folder = (options.datadir ?? '/var/lib/mysql').replace(/(?<=.)\/+$/, '');
  const variables = {
    bind_address: options['bind-address'] ?? '',
    port: String(port),
    hostname: context.host,
    datadir: `${folder}/`,
    version: MARIADB_VERSION,
    version_comment: 'Debian 12',
    max_connections: options['max-connections'] ?? '151',
    skip_networking: networking ? 'OFF' : 'ON',
  };
  const resolves = options['skip-name-resolve'] === undefined;
  return yield* acceptClients(fds, { folder, variables, resolves });
}

/** Options of files and of the command line; a number is the exit status after a complaint. */
function* gatherOptions(
  args: readonly string[],
): Routine<Record<string, string | undefined> | number> {
  const file = args.find((word) => word.startsWith('--defaults-file='))?.slice(16);
  const values: Record<string, string | null> = {};
  for (const path of args.includes('--no-defaults') ? [] : file === undefined ? DEFAULTS : [file]) {
    const text = yield* readFile(path);
    if (!text.ok) {
      if (file === undefined) continue;
      yield* printError(
        `Could not open required defaults file: ${path}\nFatal error in defaults handling. Program aborted\n`,
      );
      return 1;
    }
    const cnf = parseCnf(text.value, path, GROUPS);
    if (cnf.problem !== null) {
      yield* printError(`${cnf.problem}\nFatal error in defaults handling. Program aborted\n`);
      return 1;
    }
    Object.assign(values, cnf.values);
  }
  for (const word of args) {
    if (word === '--no-defaults' || word.startsWith('--defaults-file=')) continue;
    const [, name = '', value] = /^--?([^=]*)(?:=(.*))?$/.exec(word) ?? [];
    if (name === '') {
      yield* say('ERROR', `mariadbd: Too many arguments (first extra is '${word}').`);
      return 1;
    }
    values[name.replaceAll('_', '-')] = value ?? null;
  }
  for (const [name, value] of Object.entries(values)) {
    const problem = checkOption(name, value);
    if (!problem) continue;
    if (problem.status === 9) {
      const letter = /[^\d]/.exec(value ?? '')?.[0] ?? '';
      yield* say(
        'ERROR',
        `Unknown suffix '${letter}' used for variable '${name}' (value '${value}'). Legal suffix characters are: K, M, G, T, P, E`,
      );
    }
    yield* say('ERROR', problem.message);
    yield* say('ERROR', 'Aborting');
    return problem.status;
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? '']));
}

/** Without an address, or with `*`, every address of both families; null after a complaint. */
function* listenAll(bind: string, port: number): Routine<number[] | null> {
  const fds: number[] = [];
  const names =
    bind === '' || bind === '*' ? ['0.0.0.0', '::'] : bind.split(',').map((name) => name.trim());
  for (const name of names) {
    const found = yield* lookupHost(name);
    if (!found.ok) {
      yield* say('ERROR', `Can't create IP socket: ${formatLookupError(found.error)}`);
      return null;
    }
    for (const addr of found.addrs) {
      const opened = yield* listenOn(addr, port);
      if (!opened.ok) {
        const reason = `${errnoNumber(opened.errno)}: ${formatErrno(opened.errno)}`;
        yield* say('ERROR', `Can't start server: Bind on TCP/IP port. Got error: ${reason}`);
        yield* say('ERROR', `Do you already have another server running on port: ${port} ?`);
        return null;
      }
      yield* say('Note', `Server socket created on IP: '${addr}', port: '${port}'.`);
      fds.push(opened.value);
    }
  }
  return fds;
}

function* listenOn(addr: string, port: number): Routine<Outcome<number>> {
  const made = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
  if (!made.ok) return made;
  yield* sys.setsockopt(made.value, 'SO_REUSEADDR', 1);
  if (isAddress6(addr)) yield* sys.setsockopt(made.value, 'IPV6_V6ONLY', 1);
  const bound = yield* sys.bind(made.value, addr, port);
  const listening = bound.ok ? yield* sys.listen(made.value, 80) : bound;
  if (listening.ok) return made;
  yield* sys.close(made.value);
  return listening;
}

function* acceptClients(
  fds: readonly number[],
  shared: Omit<Client, 'fd' | 'id' | 'addr'>,
): Routine<number> {
  let id = 3;
  for (;;) {
    const ready = yield* sys.poll([...fds], null);
    if (!ready.ok) {
      if (ready.errno === 'EINTR' && ready.signal === 'SIGHUP') continue;
      yield* say('Note', 'mariadbd (initiated by: unknown): Normal shutdown');
      yield* say('Note', 'mariadbd: Shutdown complete');
      return yield* exit(0);
    }
    for (const listener of ready.value) {
      const caller = yield* sys.accept(listener);
      if (!caller.ok) continue;
      const { fd, addr } = caller.value;
      const client: Client = { ...shared, fd, addr, id: id++ };
      yield* sys.thread('client', client);
    }
  }
}

function createServer(name: string): Program {
  return {
    name,
    usage: `${name} [--defaults-file=FILE] [--port=PORT] [--bind-address=ADDRESS]`,
    summary: 'the MariaDB database server, which speaks the protocol of MySQL',
    main,
    threads: { client: (_, client: Client) => serveClient(client, say) },
    handles: ['SIGTERM', 'SIGQUIT', 'SIGHUP'],
    package: mariadbPackage,
  };
}

export const mariadbd = createServer('mariadbd');
export const mysqld = createServer('mysqld');
