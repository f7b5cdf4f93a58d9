/** nginx 1.22.1 as Debian 12 brings it: the command, its master and its workers. */

import type { Program, ProgramContext, Routine } from '../../host/program';
import { printError, readFile, sys } from '../../host/system';
import type { Signal } from '../../host/system-call';
import { readConfig } from './build-config';
import { type NginxOptions, nginxHelp, parseNginxOptions } from './command-line';
import { errorLogOf, NGINX_VERSION, type NginxConfig, valueOf } from './config';
import { formatFailure, openLogs, openSockets, type Tell } from './cycle';
import { currentTime, formatErrorDate, logError } from './exchange';
import { type MasterState, MEMORY, pidPathOf, runMaster } from './master';
import { nginxPackage } from './package';
import { type Inheritance, runWorker } from './worker';

/** What fork(2) leaves in a child's memory. */
type Memory = { master?: MasterState; worker?: Inheritance };

function* main(context: ProgramContext): Routine<number> {
  const { [MEMORY]: memory, ...env } = context.env;
  if (memory !== undefined && context.argv[0]?.startsWith('nginx: ')) {
    const { master, worker }: Memory = JSON.parse(memory);
    if (worker) return yield* runWorker({ ...context, env }, worker);
    if (master) return yield* runMaster({ ...context, env }, master);
  }
  const parsed = parseNginxOptions(context.argv.slice(1));
  if (!parsed.ok) {
    yield* printError(`nginx: ${parsed.message}\n`);
    return 1;
  }
  const { options } = parsed;
  if (options.version) {
    const built = 'built with OpenSSL 3.0.19 27 Jan 2026\nTLS SNI support enabled\n';
    const more = options.help ? nginxHelp : options.configure ? built : '';
    yield* printError(`nginx version: ${NGINX_VERSION}\n${more}`);
    if (!options.test) return 0;
  }
  return yield* start(context, options);
}

/** The log that nginx has before its configuration names one: standard error, with the date. */
function early(pid: number): Tell {
  return function* (level, message) {
    const date = formatErrorDate(yield* currentTime());
    yield* sys.write(2, `${date} [${level}] ${pid}#${pid}: ${message}\n`);
  };
}

function* start(context: ProgramContext, options: NginxOptions): Routine<number> {
  const tell = early(context.pid);
  const read = yield* readConfig(options.conf, options.globals, context.user);
  const say = (text: string) => sys.write(2, `nginx: ${text}\n`);
  const failed = function* (): Routine<number> {
    if (options.test) yield* say(`configuration file ${options.conf} test failed`);
    return 1;
  };
  for (const warning of read.warnings) yield* tell('warn', warning);
  if (options.test && !options.quiet && (read.ok || read.parsed)) {
    yield* say(`the configuration file ${options.conf} syntax is ok`);
  }
  if (!read.ok) {
    yield* tell('emerg', read.message);
    return yield* failed();
  }
  const { config } = read;
  if (options.signal !== null) return yield* sendSignal(config, options.signal, tell);
  if (options.test && !(yield* touchPidFile(config, tell))) return yield* failed();
  const logs = yield* openLogs(config, tell);
  if (!logs) return yield* failed();
  const late = lateTell(context.pid, config, logs);
  const sockets = yield* openSockets(config, {}, options.test, late);
  if (!sockets) return yield* failed();
  if (!options.test) {
    return yield* goOn(context, { config, logs, sockets, globals: options.globals });
  }
  if (!options.quiet) yield* say(`configuration file ${options.conf} test is successful`);
  if (options.dump) yield* dump(config);
  return 0;
}

/** With an error log in a file, grave messages go to standard error too, without a date. */
function lateTell(pid: number, config: NginxConfig, logs: Record<string, number>): Tell {
  return function* (level, message) {
    yield* logError({ logs, pid }, config.main, level, message);
    if (errorLogOf(config.main).path === null) return;
    yield* sys.write(2, `nginx: [${level}] ${message}\n`);
  };
}

function* touchPidFile(config: NginxConfig, tell: Tell): Routine<boolean> {
  const path = pidPathOf(config);
  const opened = yield* sys.open(path, 'a');
  if (opened.ok) yield* sys.close(opened.value);
  else yield* tell('emerg', formatFailure(`open() "${path}"`, opened.errno));
  return opened.ok;
}

function* dump({ files }: NginxConfig): Routine {
  for (const { path, text } of files) {
    yield* sys.write(1, `# configuration file ${path}:\n${text}\n`);
  }
}

const signals: Readonly<Record<string, Signal>> = {
  stop: 'SIGTERM',
  quit: 'SIGQUIT',
  reopen: 'SIGUSR1',
  reload: 'SIGHUP',
};

/** `nginx -s`: reads the configuration for the place of the pid file, and sends. */
function* sendSignal(config: NginxConfig, name: string, tell: Tell): Routine<number> {
  yield* tell('notice', 'signal process started');
  const path = pidPathOf(config);
  const text = yield* readFile(path);
  if (!text.ok) {
    yield* tell('error', formatFailure(`open() "${path}"`, text.errno));
    return 1;
  }
  const word = text.value.replace(/[\r\n]+$/, '');
  const pid = /^\d+$/.test(word) ? Number(word) : 0;
  if (pid === 0) {
    yield* tell('error', `invalid PID number "${word}" in "${path}"`);
    return 1;
  }
  const signal = signals[name] ?? 'SIGTERM';
  const sent = yield* sys.kill(pid, signal);
  if (sent.ok) return 0;
  const numbers = { SIGTERM: 15, SIGQUIT: 3, SIGUSR1: 10, SIGHUP: 1 } as Record<string, number>;
  yield* tell('alert', formatFailure(`kill(${pid}, ${numbers[signal]})`, sent.errno));
  return 1;
}

/** Becomes the master, as a daemon unless told otherwise. */
function* goOn(context: ProgramContext, state: MasterState): Routine<number> {
  const { config, logs, sockets } = state;
  const about = { logs, pid: context.pid };
  const name = yield* sys.uname();
  for (const line of [
    'using the "epoll" event method',
    NGINX_VERSION,
    `OS: Linux ${name.ok ? name.value.kernel : ''}`,
    'getrlimit(RLIMIT_NOFILE): 1024:1048576',
  ]) {
    yield* logError(about, config.main, 'notice', line);
  }
  if (valueOf(config.main, 'daemon', 'on') === 'off') return yield* runMaster(context, state);
  const nowhere = yield* sys.open('/dev/null', 'r');
  const zero = nowhere.ok ? nowhere.value : 0;
  const { path } = errorLogOf(config.main);
  const errors = path === null ? 2 : (logs[path] ?? 2);
  const held = [...Object.values(sockets), ...Object.values(logs)];
  const daemon = yield* sys.spawn({
    program: 'nginx',
    argv: [`nginx: master process ${context.argv.join(' ')}`],
    fds: { ...Object.fromEntries(held.map((fd) => [fd, fd])), 0: zero, 1: zero, 2: errors },
    env: { ...context.env, [MEMORY]: JSON.stringify({ master: state } satisfies Memory) },
    group: 'session',
  });
  return daemon.ok ? 0 : 1;
}

export const nginx: Program = {
  name: 'nginx',
  package: nginxPackage,
  usage: 'nginx [-t | -T | -s stop|quit|reload|reopen] [-c FILE] [-g DIRECTIVES]',
  summary: 'serve files and pass requests on to other servers',
  main,
};
