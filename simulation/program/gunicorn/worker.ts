/** A worker process: takes callers from the shared socket, one after the other. */
import type { ProgramContext, Routine } from '../../host/program';
import { sys } from '../../host/system';
import type { Project } from '../django/answer-request';
import { type GunicornCaller, serveCaller } from './answer';
import { type Journal, note } from './journal';
import { loadApp } from './load-app';

/** What a worker finds in its memory after fork(2). */
export type GunicornWorker = { journal: Journal; listeners: number[]; cwd: string; master: number };

/** Exit statuses that tell the master not to try again. */
export const BOOT_ERROR = 3;
export const LOAD_ERROR = 4;

export function* runGunicornWorker(
  context: ProgramContext,
  { journal, listeners, cwd, master }: GunicornWorker,
): Routine<number> {
  const { pid } = context;
  const { settings } = journal;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1'] as const) {
    yield* sys.signal(signal, true);
  }
  yield* note(journal, pid, 'INFO', `Booting worker with pid: ${pid}`);
  const [bind] = settings.binds;
  const own = bind ? `${bind.host}:${bind.port}` : '';
  const app = yield* loadApp(settings.app, cwd, context.env, own);
  if (!app.ok) {
    if (app.kind === 'attribute') yield* sys.writeText(journal.errors, `${app.text}\n`);
    else yield* note(journal, pid, 'ERROR', `Exception in worker process\n${app.text.trimEnd()}`);
    yield* note(journal, pid, 'INFO', `Worker exiting (pid: ${pid})`);
    return app.kind === 'attribute' ? LOAD_ERROR : BOOT_ERROR;
  }
  for (;;) {
    const ready = yield* sys.poll(listeners, null);
    if (!ready.ok) {
      if (ready.signal && ready.signal !== 'SIGHUP' && ready.signal !== 'SIGUSR1') break;
      continue;
    }
    for (const fd of ready.value) {
      const caller = yield* sys.accept(fd);
      if (!caller.ok) continue;
      const one: GunicornCaller = { fd: caller.value.fd, addr: caller.value.addr };
      if (settings.workerClass === 'gthread') {
        const task: GunicornTask = { journal, project: app.project, caller: one };
        yield* sys.thread('gunicorn-caller', task);
      } else if (!(yield* serveCaller(journal, app.project, one))) {
        // The master sees that the worker has been silent and ends it; both say so.
        yield* note(journal, master, 'CRITICAL', `WORKER TIMEOUT (pid:${pid})`);
        yield* note(journal, pid, 'INFO', `Worker exiting (pid: ${pid})`);
        return 1;
      }
    }
  }
  yield* note(journal, pid, 'INFO', `Worker exiting (pid: ${pid})`);
  return 0;
}

/** A connection that a thread of a gthread worker serves. */
export type GunicornTask = { journal: Journal; project: Project; caller: GunicornCaller };

export function* serveTask(_: ProgramContext, { journal, project, caller }: GunicornTask): Routine {
  if (!(yield* serveCaller(journal, project, caller))) yield* sys.close(caller.fd);
}
