/** Apache 2.4.71 as Debian 12 brings it: `apache2ctl`, a parent and two processes that serve. */

import { errnoNumber, formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, readFile, sys, writeFile } from '../../host/system';
import type { Signal } from '../../host/system-call';
import { formatLogDate } from '../date-text';
import { findHeader, parseHead } from '../http-message';
import { listenOn } from '../listen';
import { lookupHost } from '../resolve';
import { closeGently, createInbox, receiveBytes, receiveHead, sendAll } from '../socket-io';
import { answerApache, formatApacheHead } from './answer';
import { type ApacheConfig, readApacheConfig } from './config';
import { apachePackage } from './package';

const MEMORY = 'APACHE_MEMORY';
const PID_FILE = '/run/apache2/apache2.pid';
const PROCESSES = 2;

/** What a child remembers of its parent (fork(2)). */
type Inherited = {
  role: 'parent' | 'child';
  config: ApacheConfig;
  listeners: number[];
  own: string;
  /** Log files by path, opened while the parent was root. */
  logs: Readonly<Record<string, number>>;
};

const version = 'Server version: Apache/2.4.71 (Debian)\nServer built:   2026-11-12T08:58:41\n';
const unset =
  'AH00111: Config variable ${APACHE_RUN_DIR} is not defined\n' +
  'apache2: Syntax error on line 80 of /etc/apache2/apache2.conf: DefaultRuntimeDir must be a valid directory, absolute or relative to ServerRoot\n';

function* stamp(pid: number, module: string): Routine<string> {
  const now = yield* sys.now();
  const at = new Date(now.ok ? now.value : 0);
  const [day, month, date, year] = at
    .toUTCString()
    .replace(',', '')
    .split(' ')
    .map((word, index, all) => all[[0, 2, 1, 3][index] ?? 0] ?? word);
  const time = `${at.toISOString().slice(11, 23)}000`;
  return `[${day} ${month} ${date} ${time} ${year}] [${module}] [pid ${pid}:tid ${pid}]`;
}

function* runApache2(context: ProgramContext): Routine<number> {
  const { [MEMORY]: memory, ...env } = context.env;
  if (memory !== undefined) {
    const inherited: Inherited = JSON.parse(memory);
    return inherited.role === 'parent'
      ? yield* runParent({ ...context, env }, inherited)
      : yield* runChild(context, inherited);
  }
  if (context.argv[1] === '-v') {
    yield* print(version);
    return 0;
  }
  // Its settings come from envvars, which apache2ctl reads first.
  yield* printError(`${yield* stamp(context.pid, 'core:warn')} ${unset}`);
  return 1;
}

function* runApache2ctl(context: ProgramContext): Routine<number> {
  const [first = '', second] = context.argv.slice(1);
  const action = first === '-k' ? (second ?? '') : first;
  if (action === '-v') {
    yield* print(version);
    return 0;
  }
  const known = ['start', 'stop', 'restart', 'graceful', 'graceful-stop', 'configtest', '-t'];
  if (!known.includes(action)) {
    yield* printError(
      `apache2ctl: action '${action}' is not in this simulation; ${known.slice(0, 6).join(', ')} are\n`,
    );
    return 1;
  }
  const failed = function* (text: string): Routine<number> {
    yield* printError(
      `${text}Action '${action}' failed.\nThe Apache error log may have more information.\n`,
    );
    return 1;
  };
  const read = yield* readApacheConfig();
  if (!read.ok) return yield* failed(read.text);
  const { config } = read;
  for (const warning of config.warnings) yield* printError(`${warning}\n`);
  const own = yield* ownAddress(context.host);
  if (!config.named) {
    yield* printError(
      `AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using ${own}. Set the 'ServerName' directive globally to suppress this message\n`,
    );
  }
  if (action === 'configtest' || action === '-t') {
    yield* printError('Syntax OK\n');
    return 0;
  }
  const running = yield* findRunning();
  if (action === 'stop' || action === 'graceful-stop') {
    if (running === null) yield* print('httpd (no pid file) not running\n');
    else yield* sys.kill(running, action === 'stop' ? 'SIGTERM' : 'SIGQUIT');
    return 0;
  }
  if (running !== null) {
    if (action !== 'start') yield* sys.kill(running, action === 'restart' ? 'SIGHUP' : 'SIGUSR1');
    return 0;
  }
  const listeners: number[] = [];
  for (const { addr, port } of config.listens) {
    const fd = yield* listenOn(addr, port, 511);
    if (fd.ok) {
      listeners.push(fd.value);
      continue;
    }
    const { errno } = fd;
    return yield* failed(
      `(${errnoNumber(errno)})${formatErrno(errno)}: AH00072: make_sock: could not bind to address ${addr}:${port}\n` +
        'no listening sockets available, shutting down\nAH00015: Unable to open logs\n',
    );
  }
  const logs = yield* openLogs(config);
  const nowhere = yield* sys.open('/dev/null', 'r');
  const zero = nowhere.ok ? nowhere.value : 0;
  yield* spawnApache(context, { role: 'parent', config, listeners, own, logs }, zero);
  return 0;
}

function* openLogs({ main, sites, errorLog }: ApacheConfig): Routine<Record<string, number>> {
  const logs: Record<string, number> = {};
  for (const path of [errorLog, ...[main, ...sites].map(({ log }) => log)]) {
    if (path === null || logs[path] !== undefined) continue;
    const opened = yield* sys.open(path, 'a');
    if (opened.ok) logs[path] = opened.value;
  }
  return logs;
}

/** Adds a line to an open log; none where the log could not be opened. */
function* addLine({ logs }: Inherited, path: string, line: string): Routine {
  const fd = logs[path];
  if (fd !== undefined) yield* sys.write(fd, line);
}

function* spawnApache(
  context: ProgramContext,
  inherited: Inherited,
  zero: number,
): Routine<number | null> {
  const files = [...inherited.listeners, ...Object.values(inherited.logs)];
  const held = Object.fromEntries(files.map((fd) => [fd, fd]));
  const started = yield* sys.spawn({
    program: 'apache2',
    argv: ['/usr/sbin/apache2', '-k', 'start'],
    fds: { ...held, 0: zero, 1: zero, 2: zero },
    env: { ...context.env, [MEMORY]: JSON.stringify(inherited) },
    ...(inherited.role === 'parent' ? { group: 'session' as const } : { user: 'www-data' }),
  });
  return started.ok ? started.value : null;
}

function* ownAddress(host: string): Routine<string> {
  const found = yield* lookupHost(host, 4);
  return found.ok ? (found.addrs[0] ?? '127.0.0.1') : '127.0.0.1';
}

function* findRunning(): Routine<number | null> {
  const text = yield* readFile(PID_FILE);
  const pid = text.ok ? Number(text.value) : 0;
  const processes = yield* sys.processes();
  const alive =
    processes.ok && processes.value.some((one) => one.pid === pid && one.program === 'apache2');
  return alive ? pid : null;
}

function* runParent(context: ProgramContext, inherited: Inherited): Routine<number> {
  const { pid } = context;
  for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGUSR1'] as const)
    yield* sys.signal(signal, true);
  yield* sys.mkdir('/run/apache2');
  yield* writeFile(PID_FILE, `${pid}\n`);
  const log = function* (text: string): Routine {
    const line = `${yield* stamp(pid, text.startsWith('AH00094') ? 'core:notice' : 'mpm_event:notice')} ${text}\n`;
    yield* addLine(inherited, inherited.config.errorLog, line);
  };
  const greet = function* (): Routine {
    yield* log('AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations');
    yield* log("AH00094: Command line: '/usr/sbin/apache2'");
  };
  yield* greet();
  let now = inherited;
  let children: number[] = [];
  const fill = function* (): Routine {
    while (children.length < PROCESSES) {
      const child = yield* spawnApache(context, { ...now, role: 'child' }, 0);
      if (child === null) return;
      children.push(child);
    }
  };
  const endAll = function* (): Routine {
    for (const child of children) yield* sys.kill(child, 'SIGTERM');
    for (const child of children) yield* sys.wait({ pid: child });
    children = [];
  };
  yield* fill();
  for (;;) {
    const ended = yield* sys.wait({ pid: 'any' });
    if (ended.ok) {
      children = children.filter((child) => child !== ended.value?.pid);
      yield* fill();
      continue;
    }
    const signal: Signal | undefined = ended.signal;
    if (signal === 'SIGTERM' || signal === 'SIGQUIT') {
      yield* endAll();
      yield* log('AH00491: caught SIGTERM, shutting down');
      yield* sys.unlink(PID_FILE);
      return 0;
    }
    if (signal !== 'SIGHUP' && signal !== 'SIGUSR1') continue;
    yield* log(
      signal === 'SIGHUP'
        ? 'AH00494: SIGHUP received.  Attempting to restart'
        : 'AH00493: SIGUSR1 received.  Doing graceful restart',
    );
    const read = yield* readApacheConfig();
    yield* endAll();
    if (read.ok) now = { ...now, config: read.config, logs: yield* openLogs(read.config) };
    yield* greet();
    yield* fill();
  }
}

type Caller = Inherited & { fd: number; addr: string; port: number; local: number; pid: number };

function* runChild(context: ProgramContext, inherited: Inherited): Routine<number> {
  for (const fd of inherited.listeners) yield* sys.setsockopt(fd, 'O_NONBLOCK', 1);
  for (;;) {
    const ready = yield* sys.poll(inherited.listeners, null);
    for (const fd of ready.ok ? ready.value : []) {
      const caller = yield* sys.accept(fd);
      if (!caller.ok) continue;
      const local = yield* sys.getsockname(caller.value.fd);
      const one: Caller = {
        ...inherited,
        ...caller.value,
        local: local.ok ? local.value.port : 80,
        pid: context.pid,
      };
      yield* sys.thread('apache-caller', one);
    }
  }
}

/** Seconds without a request after which a connection is closed. */
const KEEP_ALIVE = 5000;

function* serveCaller(_: ProgramContext, caller: Caller): Routine {
  const { config, fd, addr, port, local, own, pid } = caller;
  const inbox = createInbox(fd);
  for (let first = true; ; first = false) {
    if (inbox.bytes === '') {
      const ready = yield* sys.poll([fd], first ? 20_000 : KEEP_ALIVE);
      if (!ready.ok || ready.value.length === 0) break;
    }
    const head = yield* receiveHead(inbox, 8190);
    if (!head.ok || head.value.trim() === '') break;
    const { start, headers } = parseHead(head.value);
    const answer = yield* answerApache(config, head.value, local, own);
    const length = Number(findHeader(headers, 'Content-Length') ?? 0);
    if (Number.isSafeInteger(length) && length > 0) yield* receiveBytes(inbox, length);
    const now = yield* sys.now();
    const ms = now.ok ? now.value : 0;
    const bytes = formatApacheHead(answer, ms, start.endsWith('1.0'));
    const body = start.startsWith('HEAD ') ? '' : answer.body;
    const sent = yield* sendAll(fd, bytes + body);
    if (answer.complaint !== null) {
      const [, module = '', text = ''] = /^\[([^\]]*)\] (.*)$/s.exec(answer.complaint) ?? [];
      const [, errno = '', rest = ''] = /^(\(\d+\)[^:]*: )?(.*)$/s.exec(text) ?? [];
      const line = `${yield* stamp(pid, module)} ${errno}[client ${addr}:${port}] ${rest}\n`;
      yield* addLine(caller, config.errorLog, line);
    }
    if (answer.site.log !== null) {
      const field = (name: string) => findHeader(headers, name) ?? '-';
      const date = formatLogDate(ms).replace(' ', ':');
      const line = `${addr} - - [${date} +0000] "${start}" ${answer.status} ${bytes.length + body.length} "${field('Referer')}" "${field('User-Agent')}"\n`;
      yield* addLine(caller, answer.site.log, line);
    }
    if (!sent.ok || !answer.stay) break;
  }
  yield* closeGently(fd);
}

export const apache2: Program = {
  name: 'apache2',
  package: apachePackage,
  usage: 'apache2 [-v]',
  summary: 'the Apache web server; apache2ctl starts it',
  main: runApache2,
  threads: { 'apache-caller': serveCaller },
};

export const apache2ctl: Program = {
  name: 'apache2ctl',
  usage: 'apache2ctl start|stop|restart|graceful|configtest',
  summary: 'start, stop and test the Apache web server',
  main: runApache2ctl,
};
