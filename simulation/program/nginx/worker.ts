/** A worker process: one thread, all connections (ngx_worker_process_cycle). */
import type { ProgramContext, Routine } from '../../host/program';
import { sys } from '../../host/system';
import {
  createEventLoop,
  type EventLoop,
  runEventLoop,
  startTask,
  stopTask,
  type Task,
} from '../event-loop';
import type { NginxConfig } from './config';
import { type Connection, serveConnection } from './connection';
import { logError, type Worker } from './exchange';
import { createPlainWire } from './wire';

/** What a worker inherits from its master by fork(2). */
export type Inheritance = {
  config: NginxConfig;
  /** Descriptors of listening sockets by endpoint, and of log files by path. */
  sockets: Readonly<Record<string, number>>;
  logs: Readonly<Record<string, number>>;
};

export function* runWorker(context: ProgramContext, inherited: Inheritance): Routine<number> {
  const { config, sockets, logs } = inherited;
  const worker: Worker = {
    ...{ config, logs, pid: context.pid, host: context.host },
    ...{ balances: new Map(), connections: 0, leaving: false },
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1'] as const) {
    yield* sys.signal(signal, true);
  }
  const loop = createEventLoop();
  const served = new Map<Task, Connection>();
  const listeners: { task: Task; fd: number }[] = [];
  for (const { text, ssl } of config.sockets) {
    const fd = sockets[text];
    if (fd === undefined) continue;
    listeners.push({ task: startTask(loop, acceptAll(worker, loop, served, fd, ssl)), fd });
  }
  const notice = (message: string) => logError(worker, config.main, 'notice', message);
  yield* runEventLoop(loop, function* (signal) {
    if (signal === 'SIGTERM' || signal === 'SIGINT') {
      yield* notice('exiting');
      return false;
    }
    if (signal !== 'SIGQUIT' || worker.leaving) return true;
    worker.leaving = true;
    yield* notice('gracefully shutting down');
    for (const { task, fd } of listeners) {
      stopTask(loop, task);
      yield* sys.close(fd);
    }
    for (const [task, { idle, client }] of served) {
      if (!idle || !loop.tasks.includes(task)) continue;
      stopTask(loop, task);
      yield* sys.close(client.wire.fd);
    }
    return true;
  });
  if (worker.leaving) yield* notice('exiting');
  yield* notice('exit');
  return 0;
}

function* acceptAll(
  worker: Worker,
  loop: EventLoop,
  served: Map<Task, Connection>,
  fd: number,
  ssl: boolean,
): Routine {
  for (;;) {
    yield* sys.poll([fd], null);
    const caller = yield* sys.accept(fd);
    // Another worker may have been faster.
    if (!caller.ok) continue;
    const local = yield* sys.getsockname(caller.value.fd);
    yield* sys.setsockopt(caller.value.fd, 'O_NONBLOCK', 1);
    worker.connections += 1;
    const { addr, port } = caller.value;
    const connection: Connection = {
      client: {
        wire: createPlainWire(caller.value.fd),
        number: worker.connections,
        peer: { addr, port },
        local: local.ok ? local.value : { addr: '0.0.0.0', port: 0 },
        tls: ssl ? 'missing' : 'off',
      },
      idle: false,
      bytes: '',
    };
    const task = startTask(loop, serveConnection(worker, connection));
    served.set(task, connection);
    for (const old of served.keys()) if (!loop.tasks.includes(old)) served.delete(old);
  }
}
