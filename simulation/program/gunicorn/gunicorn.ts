/** gunicorn 20.1.0: the arbiter that listens and keeps its workers alive, serving Django projects. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { signalNumber } from '../../host/signal';
import { print, printError, readFile, sys } from '../../host/system';
import type { Errno, Signal } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import { readHelpWidth, reflowHelp } from '../argparse-text';
import { joinPath } from '../path';
import { lookupHost } from '../resolve';
import { type GunicornSettings, readGunicornArguments } from './arguments';
import { type Journal, note } from './journal';
import { loadApp } from './load-app';
import {
  BOOT_ERROR,
  type GunicornWorker,
  LOAD_ERROR,
  runGunicornWorker,
  serveTask,
} from './worker';

/** The variable in which a forked worker finds what it remembers. */
const MEMORY = 'GUNICORN_MEMORY';
/** The variable by which a daemon knows that it is one already. */
const DAEMON = 'GUNICORN_DAEMON';
const TRIES = 5;

/** The number of a user in /etc/passwd. */
function* readUserId(user: string): Routine<string> {
  const text = yield* readFile('/etc/passwd');
  const rows = text.ok ? text.value.split('\n').map((line) => line.split(':')) : [];
  return rows.find(([name]) => name === user)?.[2] ?? (user === 'root' ? '0' : '1000');
}

function* main(context: ProgramContext): Routine<number> {
  const { [MEMORY]: memory, [DAEMON]: daemon, ...env } = context.env;
  if (memory !== undefined) {
    return yield* runGunicornWorker({ ...context, env }, JSON.parse(memory));
  }
  const read = readGunicornArguments(context.argv.slice(1));
  if (!read.ok) {
    if (read.status === 0) {
      // The defaults of the machine it was captured on are those of the caller here.
      const id = yield* readUserId(context.user);
      const text = read.text
        .replace('[/srv/shop]', `[${context.cwd}]`)
        .replaceAll('[65534]', `[${id}]`);
      yield* print(reflowHelp(text, yield* readHelpWidth(context.columns)));
    } else yield* printError(read.text);
    return read.status;
  }
  const { settings } = read;
  const cwd = joinPath(context.cwd, settings.chdir ?? '.');
  const access = yield* openLog(settings.accessLog, 1, cwd);
  const errors = yield* openLog(settings.errorLog, 2, cwd);
  if (typeof errors !== 'number' || typeof access === 'string') {
    yield* printError(`\nError: ${typeof access === 'string' ? access : errors}\n\n`);
    return 1;
  }
  const journal: Journal = { settings, errors, access };
  if (settings.checkOnly) {
    const app = yield* loadApp(settings.app, cwd, env, '');
    if (!app.ok) yield* printError(`\nError while loading the application:\n\n${app.text}\n`);
    return app.ok ? 0 : 1;
  }
  if (settings.daemon && daemon === undefined) return yield* becomeDaemon(context, journal);
  return yield* serve({ ...context, env }, journal, cwd);
}

/** gunicorn.util.daemonize: the one that was typed ends, a child goes on with /dev/null as its streams. */
function* becomeDaemon(context: ProgramContext, { errors, access }: Journal): Routine<number> {
  const nowhere = yield* sys.open('/dev/null', 'w');
  if (!nowhere.ok) return 1;
  for (const fd of [errors, access]) if (fd !== null && fd > 2) yield* sys.close(fd);
  const started = yield* sys.spawn({
    program: 'gunicorn',
    argv: context.argv,
    fds: { 0: nowhere.value, 1: nowhere.value, 2: nowhere.value },
    env: { ...context.env, [DAEMON]: '1' },
    group: 'session',
  });
  return started.ok ? 0 : 1;
}

/** A descriptor for a log; null for none, a string for the refusal. */
function* openLog(
  path: string | null,
  standard: 1 | 2,
  cwd: string,
): Routine<number | null | string> {
  if (path === null) return null;
  if (path === '-') return standard;
  const full = joinPath(cwd, path);
  const opened = yield* sys.open(full, 'a');
  if (opened.ok) return opened.value;
  const kinds: Partial<Record<Errno, string>> = {
    EACCES: "PermissionError(13, 'Permission denied')",
    ENOENT: "FileNotFoundError(2, 'No such file or directory')",
    EISDIR: "IsADirectoryError(21, 'Is a directory')",
  };
  return `Error: '${full}' isn't writable [${kinds[opened.errno] ?? formatErrno(opened.errno)}]`;
}

type Master = {
  context: ProgramContext;
  journal: Journal;
  cwd: string;
  listeners: number[];
  workers: number[];
};

function* serve(context: ProgramContext, journal: Journal, cwd: string): Routine<number> {
  const { pid } = context;
  const { settings } = journal;
  const say = (text: string) => note(journal, pid, 'INFO', text);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1'] as const) {
    yield* sys.signal(signal, true);
  }
  yield* say('Starting gunicorn 20.1.0');
  const listeners: number[] = [];
  const places: string[] = [];
  for (const bind of settings.binds) {
    const fd = yield* listenAt(journal, pid, bind);
    if (fd === null) return 1;
    listeners.push(fd);
    const own = yield* sys.getsockname(fd);
    const addr = own.ok ? own.value.addr : bind.host;
    places.push(`http://${isAddress6(addr) ? `[${addr}]` : addr}:${bind.port}`);
  }
  yield* say(`Listening at: ${places.join(',')} (${pid})`);
  yield* say(`Using worker: ${settings.workerClass}`);
  const master: Master = { context, journal, cwd, listeners, workers: [] };
  yield* fillUp(master);
  for (;;) {
    const child = yield* sys.wait({ pid: 'any' });
    if (!child.ok) {
      const signal = child.signal ?? (child.errno === 'ECHILD' ? yield* rest() : null);
      if (signal === null) continue;
      yield* say(`Handling signal: ${signal.slice(3).toLowerCase()}`);
      if (signal === 'SIGHUP') yield* replaceWorkers(master);
      else if (signal !== 'SIGUSR1') {
        yield* endWorkers(master, signal === 'SIGTERM' ? 'SIGTERM' : 'SIGQUIT');
        yield* say('Shutting down: Master');
        return 0;
      }
      continue;
    }
    if (!child.value || child.value.change === 'stopped') continue;
    master.workers = master.workers.filter((one) => one !== child.value?.pid);
    if (child.value.change === 'killed') {
      const number = signalNumber(child.value.signal);
      const text = `Worker with pid ${child.value.pid} was terminated due to signal ${number}`;
      yield* note(journal, pid, 'WARNING', text);
    } else if (child.value.status === BOOT_ERROR || child.value.status === LOAD_ERROR) {
      yield* endWorkers(master, 'SIGTERM');
      yield* say('Shutting down: Master');
      const boot = child.value.status === BOOT_ERROR;
      yield* say(`Reason: ${boot ? 'Worker failed to boot.' : 'App failed to load.'}`);
      return child.value.status;
    }
    yield* fillUp(master);
  }
}

/** Without a worker there is nobody to wait for; a signal still comes. */
function* rest(): Routine<Signal | null> {
  const slept = yield* sys.sleep(3_600_000);
  return slept.ok ? null : (slept.signal ?? null);
}

/** A listening socket; tried anew each second, null where it stays impossible. */
function* listenAt(
  journal: Journal,
  pid: number,
  { host, port }: GunicornSettings['binds'][number],
): Routine<number | null> {
  const place = `('${host}', ${port})`;
  for (let left = TRIES; left > 0; left -= 1) {
    const result = yield* tryListen(host, port, journal.settings.backlog);
    if (typeof result === 'number') return result;
    if (result === 'EADDRINUSE') yield* note(journal, pid, 'ERROR', `Connection in use: ${place}`);
    if (result === 'EADDRNOTAVAIL') yield* note(journal, pid, 'ERROR', `Invalid address: ${place}`);
    yield* note(journal, pid, 'ERROR', 'Retrying in 1 second.');
    const slept = yield* sys.sleep(1000);
    if (!slept.ok && slept.signal) return null;
  }
  yield* note(journal, pid, 'ERROR', `Can't connect to ${place}`);
  return null;
}

function* tryListen(host: string, port: number, backlog: number): Routine<number | Errno> {
  // A bare number is an IPv4 address to getaddrinfo(3), as in `-b 8000`.
  const found = yield* lookupHost(host, host.includes(':') ? 6 : 4);
  if (!found.ok) return 'ENOENT';
  if (port > 65535) return 'EINVAL';
  const addr = found.addrs[0] ?? host;
  const six = isAddress6(addr);
  const socket = yield* sys.socket(six ? 'tcp6' : 'tcp');
  if (!socket.ok) return socket.errno;
  const fd = socket.value;
  yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  const bound = yield* sys.bind(fd, addr, port);
  yield* sys.setsockopt(fd, 'O_NONBLOCK', 1);
  const listening = bound.ok ? yield* sys.listen(fd, backlog) : bound;
  if (listening.ok) return fd;
  yield* sys.close(fd);
  return listening.errno;
}

/** Starts workers until there are as many as were asked for. */
function* fillUp(master: Master): Routine {
  const { context, journal, cwd, listeners } = master;
  const memory: GunicornWorker = { journal, listeners, cwd, master: context.pid };
  const logs = [journal.errors, ...(journal.access === null ? [] : [journal.access])];
  while (master.workers.length < journal.settings.workers) {
    const started = yield* sys.spawn({
      program: 'gunicorn',
      argv: context.argv,
      fds: Object.fromEntries([0, 1, 2, ...listeners, ...logs].map((fd) => [fd, fd])),
      env: { ...context.env, [MEMORY]: JSON.stringify(memory) },
    });
    if (!started.ok) return;
    master.workers.push(started.value);
  }
}

function* endWorkers(master: Master, signal: Signal): Routine {
  for (const fd of master.listeners) yield* sys.close(fd);
  for (const pid of master.workers) yield* sys.kill(pid, signal);
  for (const pid of master.workers) {
    const ended = yield* sys.wait({ pid });
    // A second Ctrl-C does not wait any longer.
    if (!ended.ok && ended.signal) yield* sys.kill(pid, 'SIGKILL');
  }
  master.workers = [];
}

function* replaceWorkers(master: Master): Routine {
  const old = master.workers;
  yield* note(master.journal, master.context.pid, 'INFO', 'Hang up: Master');
  master.workers = [];
  yield* fillUp(master);
  for (const pid of old) yield* sys.kill(pid, 'SIGTERM');
}

export const gunicorn: Program = {
  name: 'gunicorn',
  usage: 'gunicorn [-b ADDRESS] [-w WORKERS] [--access-logfile FILE] MODULE[:NAME]',
  summary: 'run a Python web application for a web server in front of it',
  main,
  threads: { 'gunicorn-caller': serveTask },
};
