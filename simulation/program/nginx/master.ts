/** The master process: starts workers, replaces them, and passes signals on. */
import type { ProgramContext, Routine } from '../../host/program';
import { signalNumber } from '../../host/signal';
import { sys, writeFile } from '../../host/system';
import type { Signal } from '../../host/system-call';
import { readConfig } from './build-config';
import { errorLogOf, type NginxConfig, underPrefix, valueOf } from './config';
import { type Opened, openLogs, openSockets, type Tell } from './cycle';
import { logError } from './exchange';
import type { Inheritance } from './worker';

/** What the process that was typed hands to the daemon it forks. */
export type MasterState = Opened & { config: NginxConfig; globals: string };

type Run = MasterState & { context: ProgramContext; workers: Set<number>; leaving: boolean };

/** The variable in which a forked process finds what it remembers. */
export const MEMORY = 'NGINX_MEMORY';

export function pidPathOf(config: NginxConfig): string {
  return underPrefix(valueOf(config.main, 'pid', '/run/nginx.pid'));
}

function* notice({ logs, context, config }: Run, message: string): Routine {
  yield* logError({ logs, pid: context.pid }, config.main, 'notice', message);
}

export function* runMaster(context: ProgramContext, state: MasterState): Routine<number> {
  const run: Run = { ...state, context, workers: new Set(), leaving: false };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1'] as const) {
    yield* sys.signal(signal, true);
  }
  const pidPath = pidPathOf(run.config);
  yield* writeFile(pidPath, `${context.pid}\n`);
  yield* notice(run, 'start worker processes');
  yield* startWorkers(run);
  for (;;) {
    const child = yield* sys.wait({ pid: 'any' });
    if (!child.ok) {
      if (child.signal) yield* takeSignal(run, child.signal);
      else if (run.leaving || child.errno !== 'ECHILD') break;
      // Without any worker there is nobody to wait for; a signal still comes.
      else yield* rest(run);
    } else if (child.value && child.value.change !== 'stopped') {
      yield* noteEnd(run, child.value);
    }
    if (run.leaving && run.workers.size === 0) break;
  }
  yield* sys.unlink(pidPath);
  yield* notice(run, 'exit');
  return 0;
}

function* rest(run: Run): Routine {
  const slept = yield* sys.sleep(3_600_000);
  if (!slept.ok && slept.signal) yield* takeSignal(run, slept.signal);
}

type Ended = { pid: number } & (
  | { change: 'exited'; status: number }
  | { change: 'killed'; signal: Signal }
);

function* noteEnd(run: Run, ended: Ended): Routine {
  yield* notice(run, `signal 17 (SIGCHLD) received from ${ended.pid}`);
  const current = run.workers.delete(ended.pid);
  if (ended.change === 'exited') {
    yield* notice(run, `worker process ${ended.pid} exited with code ${ended.status}`);
  } else {
    const text = `worker process ${ended.pid} exited on signal ${signalNumber(ended.signal)}`;
    yield* logError({ logs: run.logs, pid: run.context.pid }, run.config.main, 'alert', text);
  }
  if (current && !run.leaving) yield* startWorker(run);
}

function* startWorkers(run: Run): Routine {
  for (let count = 0; count < run.config.workers; count += 1) yield* startWorker(run);
}

function* startWorker(run: Run): Routine {
  const { config, sockets, logs, context } = run;
  const memory: Inheritance = { config, sockets, logs };
  const held = [...Object.values(sockets), ...Object.values(logs), 0, 1, 2];
  const started = yield* sys.spawn({
    program: 'nginx',
    argv: ['nginx: worker process'],
    fds: Object.fromEntries(held.map((fd) => [fd, fd])),
    env: { ...context.env, [MEMORY]: JSON.stringify({ worker: memory }) },
    ...(context.user === 'root' ? { user: valueOf(config.main, 'user', 'nobody') } : {}),
  });
  if (!started.ok) return;
  run.workers.add(started.value);
  yield* notice(run, `start worker process ${started.value}`);
}

const words: Partial<Record<Signal, string>> = {
  SIGTERM: 'exiting',
  SIGINT: 'exiting',
  SIGQUIT: 'shutting down',
  SIGHUP: 'reconfiguring',
  SIGUSR1: 'reopening logs',
};

function* takeSignal(run: Run, signal: Signal): Routine {
  const number = signalNumber(signal);
  yield* notice(
    run,
    `signal ${number} (${signal}) received from ${run.context.pid}, ${words[signal] ?? ''}`,
  );
  if (signal === 'SIGHUP') return yield* reconfigure(run);
  if (signal === 'SIGUSR1') return yield* reopenLogs(run);
  run.leaving = true;
  const pass = signal === 'SIGQUIT' ? 'SIGQUIT' : 'SIGTERM';
  for (const pid of run.workers) yield* sys.kill(pid, pass);
  for (const fd of Object.values(run.sockets)) yield* sys.close(fd);
}

/** Says it where the errors of the running configuration go. */
function teller(run: Run): Tell {
  return (level, message) =>
    logError({ logs: run.logs, pid: run.context.pid }, run.config.main, level, message);
}

/** Reads the configuration anew; where that fails the old one stays. */
function* reconfigure(run: Run): Routine {
  yield* notice(run, 'reconfiguring');
  const tell = teller(run);
  const read = yield* readConfig(run.config.path, run.globals, run.context.user);
  for (const warning of read.warnings) yield* tell('warn', warning);
  if (!read.ok) return yield* tell('emerg', read.message);
  const logs = yield* openLogs(read.config, tell);
  if (!logs) return;
  const kept = Object.fromEntries(
    read.config.sockets.flatMap(({ text }) => {
      const fd = run.sockets[text];
      return fd === undefined ? [] : [[text, fd] as const];
    }),
  );
  const sockets = yield* openSockets(read.config, kept, false, tell);
  if (!sockets) return;
  const old = { workers: [...run.workers], logs: run.logs, sockets: run.sockets };
  Object.assign(run, { config: read.config, logs, sockets, workers: new Set() });
  yield* redirectErrors(run);
  yield* notice(run, 'start worker processes');
  yield* startWorkers(run);
  for (const pid of old.workers) yield* sys.kill(pid, 'SIGQUIT');
  for (const [text, fd] of Object.entries(old.sockets)) {
    if (sockets[text] === undefined) yield* sys.close(fd);
  }
  for (const fd of Object.values(old.logs)) yield* sys.close(fd);
}

function* redirectErrors(run: Run): Routine {
  if (errorLogOf(run.config.main).path === null) return;
  yield* notice(run, 'using the "epoll" event method');
}

/** Log files that were moved away are made anew; workers are replaced, who hold the old ones. */
function* reopenLogs(run: Run): Routine {
  const logs = yield* openLogs(run.config, teller(run));
  if (!logs) return;
  const old = { workers: [...run.workers], logs: run.logs };
  Object.assign(run, { logs, workers: new Set() });
  yield* startWorkers(run);
  for (const pid of old.workers) yield* sys.kill(pid, 'SIGQUIT');
  for (const fd of Object.values(old.logs)) yield* sys.close(fd);
}
