/**
 * `postgres` of PostgreSQL 15: reads its settings, listens, and starts a process for each client
 * (manual, 55.2). Without Unix sockets, shared memory and the helpers of the real one.
 */

import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, readFile, sys, writeFile } from '../../host/system';
import { type Charge, CLIENT_FD, serveClient } from './backend';
import { VERSION } from './execute';
import { type HbaLine, parseHba } from './hba';
import { closeListeners, openListeners } from './listen';
import { type LogSource, log } from './log';
import { postgresPackage } from './package';
import { readArguments } from './postmaster-arguments';
import { postgresHelp } from './postmaster-usage';
import { checkSetting, defaultSettings, parseConf, type Settings } from './settings';

type Server = {
  context: ProgramContext;
  source: LogSource;
  settings: Settings;
  directory: string;
  hbaPath: string;
  confPath: string;
  given: Settings;
  hba: HbaLine[];
  fds: number[];
  children: Set<number>;
};

function* main(context: ProgramContext): Routine<number> {
  const charge = context.env.POSTGRES_CHARGE;
  if (charge !== undefined) return yield* serveClient(context, JSON.parse(charge) as Charge);
  const args = readArguments(context);
  if (!args.ok) {
    yield* printError(args.text);
    return args.status;
  }
  if (args.show === 'help') yield* print(postgresHelp);
  if (args.show === 'version')
    yield* print('postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n');
  if (args.show) return 0;
  if (context.user === 'root') {
    yield* printError(
      '"root" execution of the PostgreSQL server is not permitted.\n' +
        'The server must be started under an unprivileged user ID to prevent\n' +
        'possible system security compromise.  See the documentation for\n' +
        'more information on how to properly start the server.\n',
    );
    return 1;
  }
  return yield* start(context, args.directory, args.settings);
}

function* start(context: ProgramContext, given: string | null, words: Settings): Routine<number> {
  const early: LogSource = { pid: context.pid, settings: defaultSettings };
  for (const [name, value] of Object.entries(words)) {
    const problem = checkSetting(name, value);
    if (problem === null) continue;
    yield* log(early, ['FATAL', problem]);
    return 1;
  }
  if (given === null && words.config_file === undefined) {
    yield* printError(
      'postgres does not know where to find the server configuration file.\n' +
        'You must specify the --config-file or -D invocation option or set the PGDATA environment variable.\n',
    );
    return 2;
  }
  if (given !== null) {
    const status = yield* sys.stat(given);
    if (!status.ok) {
      yield* printError(
        `postgres: could not access directory "${given}": ${formatErrno(status.errno)}\n` +
          'Run initdb or pg_basebackup to initialize a PostgreSQL data directory.\n',
      );
      return 2;
    }
  }
  const confPath = words.config_file ?? `${given}/postgresql.conf`;
  const text = yield* readFile(confPath);
  if (!text.ok) {
    const reason = formatErrno(text.errno);
    yield* printError(
      `postgres: could not access the server configuration file "${confPath}": ${reason}\n`,
    );
    return 2;
  }
  const conf = parseConf(text.value, confPath);
  if (conf.problems.length > 0) {
    for (const problem of conf.problems) yield* log(early, ['LOG', problem]);
    yield* log(early, ['FATAL', `configuration file "${confPath}" contains errors`]);
    return 1;
  }
  const settings = { ...defaultSettings, ...conf.values, ...words };
  const directory = settings.data_directory ?? given ?? '';
  const hbaPath = settings.hba_file ?? `${directory}/pg_hba.conf`;
  const source: LogSource = { pid: context.pid, settings };
  const server: Server = {
    ...{ context, source, settings, directory, hbaPath, confPath, given: words, hba: [], fds: [] },
    children: new Set(),
  };
  return yield* run(server);
}

/** Whether another server has this folder; its lock file names its process. */
function* lockFolder({ source, directory, context, settings }: Server): Routine<boolean> {
  const path = `${directory}/postmaster.pid`;
  const old = yield* readFile(path);
  const pid = old.ok ? Number(old.value.split('\n')[0]) : 0;
  const processes = yield* sys.processes();
  const alive = (processes.ok ? processes.value : []).some(
    (one) => one.pid === pid && one.pid !== context.pid && one.program === 'postgres',
  );
  if (alive) {
    yield* log(
      source,
      ['FATAL', 'lock file "postmaster.pid" already exists'],
      ['HINT', `Is another postmaster (PID ${pid}) running in data directory "${directory}"?`],
    );
    return false;
  }
  const now = yield* sys.now();
  const started = Math.floor((now.ok ? now.value : 0) / 1000);
  const written = yield* writeFile(
    path,
    `${context.pid}\n${directory}\n${started}\n${settings.port}\n`,
  );
  if (written.ok) return true;
  yield* log(source, [
    'FATAL',
    `could not create lock file "postmaster.pid": ${formatErrno(written.errno)}`,
  ]);
  return false;
}

function* run(server: Server): Routine<number> {
  const { source, settings, directory } = server;
  if (!(yield* lockFolder(server))) return 1;
  yield* log(source, ['LOG', `starting ${VERSION}`]);
  const fds = yield* openListeners(source, settings);
  const loaded = fds && (yield* loadHba(server));
  if (!fds || !loaded) {
    if (fds) yield* log(source, ['FATAL', 'could not load pg_hba.conf']);
    return yield* end(server, 1);
  }
  server.fds = fds;
  for (const folder of ['global', 'base']) yield* sys.mkdir(`${directory}/${folder}`);
  yield* log(source, ['LOG', 'database system is ready to accept connections']);
  return yield* acceptClients(server);
}

function* end(server: Server, status: number): Routine<number> {
  yield* sys.unlink(`${server.directory}/postmaster.pid`);
  yield* log(server.source, ['LOG', 'database system is shut down']);
  return status;
}

/** Reads pg_hba.conf anew; what was read before stays where the file is wrong. */
function* loadHba(server: Server): Routine<boolean> {
  const { source, hbaPath } = server;
  const text = yield* readFile(hbaPath);
  if (!text.ok) {
    const reason = formatErrno(text.errno);
    yield* log(source, ['LOG', `could not open configuration file "${hbaPath}": ${reason}`]);
    return false;
  }
  const read = parseHba(text.value, hbaPath);
  if (read.ok) {
    server.hba = read.lines;
    return true;
  }
  for (const { message, number } of read.problems) {
    const context = `line ${number} of configuration file "${hbaPath}"`;
    yield* log(
      source,
      ['LOG', message],
      ...(number === null ? [] : [['CONTEXT', context] as const]),
    );
  }
  return false;
}

function* acceptClients(server: Server): Routine<number> {
  let closing = false;
  for (;;) {
    yield* buryChildren(server);
    if (closing && server.children.size === 0) return yield* end(server, 0);
    const ready = yield* sys.poll(server.fds, closing ? 100 : null);
    if (ready.ok) {
      for (const fd of ready.value) yield* startBackend(server, fd, closing);
    } else if (ready.errno === 'EINTR') {
      if (ready.signal === 'SIGHUP') yield* reload(server);
      else if (ready.signal === 'SIGINT') return yield* shutDownFast(server);
      else if (!closing) {
        yield* log(server.source, ['LOG', 'received smart shutdown request']);
        closing = true;
      }
    } else return 1;
  }
}

function* buryChildren(server: Server): Routine {
  while (server.children.size > 0) {
    const change = yield* sys.wait({ pid: 'any', noHang: true });
    if (!change.ok || !change.value) return;
    if (change.value.change !== 'stopped') server.children.delete(change.value.pid);
  }
}

/** The thread that waits for one client's process, so that no dead one stays about. */
function* waitForBackend(_: ProgramContext, { pid }: { pid: number }): Routine {
  for (;;) {
    const change = yield* sys.wait({ pid });
    if (change.ok || change.errno !== 'EINTR') return;
  }
}

function* startBackend(server: Server, listener: number, closing: boolean): Routine {
  const caller = yield* sys.accept(listener);
  if (!caller.ok) return;
  const { directory, settings, hba, hbaPath, context, children } = server;
  const full = children.size >= Number(settings.max_connections);
  const closed = closing ? 'shutting down' : full ? 'full' : null;
  const charge: Charge = { directory, settings, hba, hbaPath, closed };
  const name = settings.cluster_name ? `${settings.cluster_name}: ` : '';
  const child = yield* sys.spawn({
    program: 'postgres',
    argv: [`postgres: ${name}client ${caller.value.addr}(${caller.value.port})`],
    fds: { 0: 0, 1: 1, 2: 2, [CLIENT_FD]: caller.value.fd },
    env: { ...context.env, POSTGRES_CHARGE: JSON.stringify(charge) },
  });
  yield* sys.close(caller.value.fd);
  if (!child.ok) return;
  children.add(child.value);
  yield* sys.thread('wait', { pid: child.value });
}

/** What can change without a restart; the addresses and the port cannot. */
function* reload(server: Server): Routine {
  const { source, confPath, given, settings } = server;
  yield* log(source, ['LOG', 'received SIGHUP, reloading configuration files']);
  const text = yield* readFile(confPath);
  if (text.ok) {
    const conf = parseConf(text.value, confPath);
    for (const problem of conf.problems) yield* log(source, ['LOG', problem]);
    if (conf.problems.length > 0) {
      const message = `configuration file "${confPath}" contains errors; no changes were applied`;
      yield* log(source, ['LOG', message]);
    } else {
      const next: Record<string, string> = { ...defaultSettings, ...conf.values, ...given };
      for (const name of ['listen_addresses', 'port', 'max_connections', 'cluster_name']) {
        if (next[name] === settings[name]) continue;
        yield* log(source, [
          'LOG',
          `parameter "${name}" cannot be changed without restarting the server`,
        ]);
        next[name] = settings[name] ?? '';
      }
      for (const [name, value] of Object.entries(next)) {
        if (value === settings[name]) continue;
        yield* log(source, ['LOG', `parameter "${name}" changed to "${value}"`]);
      }
      server.settings = next;
      server.source = { ...source, settings: next };
    }
  }
  if (!(yield* loadHba(server))) {
    yield* log(server.source, ['LOG', 'pg_hba.conf was not reloaded']);
  }
}

function* shutDownFast(server: Server): Routine<number> {
  yield* log(server.source, ['LOG', 'received fast shutdown request']);
  yield* closeListeners(server.fds);
  yield* log(server.source, ['LOG', 'aborting any active transactions']);
  for (const pid of server.children) yield* sys.kill(pid, 'SIGTERM');
  for (let tries = 0; tries < 50 && server.children.size > 0; tries += 1) {
    const processes = yield* sys.processes();
    const alive = new Set(
      (processes.ok ? processes.value : []).flatMap((one) => (one.state === 'Z' ? [] : one.pid)),
    );
    for (const pid of server.children) if (!alive.has(pid)) server.children.delete(pid);
    if (server.children.size > 0) yield* sys.sleep(20);
  }
  return yield* end(server, 0);
}

export const postgres: Program = {
  name: 'postgres',
  package: postgresPackage,
  usage: 'postgres -D FOLDER [-h ADDRESS] [-p PORT] [-c NAME=VALUE]',
  summary: 'the PostgreSQL database server',
  main,
  threads: { wait: (context, child: { pid: number }) => waitForBackend(context, child) },
  handles: ['SIGHUP', 'SIGINT', 'SIGTERM'],
};
