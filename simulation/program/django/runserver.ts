/**
 * `manage.py runserver` of Django 5.2: a process that keeps a second one running, which serves
 * (a thread for each connection) and ends with status 3 when a file of the project has changed.
 */
import { formatErrno } from '../../host/error-text';
import type { ProgramContext, Routine } from '../../host/program';
import { exit, print, printError, sys } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import { formatLongDate } from '../date-text';
import { formatTraceback, PYTHON_LIBRARY } from '../python-text';
import { formatLookupError, lookupErrorNumber, lookupHost } from '../resolve';
import { type LoadedProject, readRoutes } from './load-project';
import { noticeMigrations } from './migrations';
import { DJANGO_DOCS, DJANGO_VERSION } from './pages';
import type { ServerPlace } from './runserver-arguments';
import type { DjangoConnection } from './serve-connection';
import { printFailure, printStyled } from './style';

const RELOAD = 3;
const failures: Partial<Record<Errno, string>> = {
  EACCES: "You don't have permission to access that port.",
  EADDRINUSE: 'That port is already in use.',
  EADDRNOTAVAIL: "That IP address can't be assigned to.",
};

export type RunserverOptions = { reload: boolean; threading: boolean };

export function* runserver(
  context: ProgramContext,
  project: LoadedProject,
  place: ServerPlace,
  options: RunserverOptions,
): Routine<number> {
  if (!project.settings.debug && project.settings.allowedHosts.length === 0) {
    yield* printFailure('CommandError: You must set settings.ALLOWED_HOSTS if DEBUG is False.');
    return 1;
  }
  if (!options.reload) return yield* serve(project, place, options);
  yield* sys.signal('SIGTERM', true);
  if (context.env.RUN_MAIN === 'true') {
    if (project.settings.debug) yield* printError('Watching for file changes with StatReloader\n');
    return yield* serve(project, place, options);
  }
  return yield* keepRunning(context);
}

/** The outer process: starts the server anew for as long as it asks for that. */
function* keepRunning(context: ProgramContext): Routine<number> {
  const [name = 'python', ...args] = context.argv;
  const program = name.slice(name.lastIndexOf('/') + 1);
  for (;;) {
    const child = yield* sys.spawn({
      program,
      argv: [`/usr/local/bin/${program}`, ...args],
      fds: { 0: 0, 1: 1, 2: 2 },
      env: { ...context.env, RUN_MAIN: 'true' },
    });
    if (!child.ok) {
      yield* printError(`${formatErrno(child.errno)}\n`);
      return 1;
    }
    let ended = yield* sys.wait({ pid: child.value });
    if (!ended.ok) {
      // Ctrl-C reaches the server too; any other end takes it along.
      if (ended.signal === 'SIGINT') ended = yield* sys.wait({ pid: child.value });
      if (!ended.ok) yield* sys.kill(child.value, 'SIGKILL');
      return 0;
    }
    if (ended.value?.change === 'exited' && ended.value.status === RELOAD) continue;
    return ended.value?.change === 'exited' ? ended.value.status : 1;
  }
}

function* serve(
  project: LoadedProject,
  place: ServerPlace,
  options: RunserverOptions,
): Routine<number> {
  yield* print('Performing system checks...\n\nSystem check identified no issues (0 silenced).\n');
  yield* noticeMigrations(project.root, project.settings);
  const opened = yield* openListener(place);
  if (!opened.ok) {
    if (opened.text !== null) {
      yield* printFailure(`Error: ${opened.text}`);
      return yield* exit(1);
    }
    yield* printError(overflow());
    if (!options.reload) return 1;
    yield* watchProject(project);
    return RELOAD;
  }
  yield* greet(project, place);
  if (options.reload) yield* sys.thread('django-reload', project);
  const routes = yield* readRoutes(project);
  const own = `${place.addr}:${place.port}`;
  const { settings, name } = project;
  for (;;) {
    const caller = yield* sys.accept(opened.fd);
    if (caller.ok) {
      const connection: DjangoConnection = {
        fd: caller.value.fd,
        project: { settings, name, routes, own },
        keepAlive: options.threading,
      };
      yield* sys.thread('django-connection', connection);
    } else if (caller.errno === 'EINTR') {
      return yield* exit(0);
    } else if (caller.errno !== 'ECONNABORTED') {
      yield* printFailure(`Error: ${formatErrno(caller.errno)}`);
      return yield* exit(1);
    }
  }
}

type Opened = { ok: true; fd: number } | { ok: false; text: string | null };

/** `text` null: the port is no number of 16 bits, which Python's bind() does not take. */
function* openListener(place: ServerPlace): Routine<Opened> {
  if (place.port > 65535) return { ok: false, text: null };
  const found = yield* lookupHost(place.addr, place.ipv6 ? 6 : 4);
  if (!found.ok) {
    const number = lookupErrorNumber(found.error);
    return { ok: false, text: `[Errno ${number}] ${formatLookupError(found.error)}` };
  }
  const addr = found.addrs[0] ?? place.addr;
  const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
  if (!opened.ok) return { ok: false, text: formatErrno(opened.errno) };
  const fd = opened.value;
  yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  const bound = yield* sys.bind(fd, addr, place.port);
  const ready = bound.ok ? yield* sys.listen(fd, 10) : bound;
  if (ready.ok) return { ok: true, fd };
  yield* sys.close(fd);
  return { ok: false, text: failures[ready.errno] ?? formatErrno(ready.errno) };
}

function* greet(project: LoadedProject, place: ServerPlace): Routine {
  const now = yield* sys.now();
  const addr = place.rawIpv6 ? `[${place.addr}]` : place.addr === '0' ? '0.0.0.0' : place.addr;
  yield* print(
    [
      formatLongDate(now.ok ? now.value : 0),
      `Django version ${DJANGO_VERSION}, using settings '${project.module}'`,
      `Starting development server at http://${addr}:${place.port}/`,
      'Quit the server with CONTROL-C.',
      '',
      '',
    ].join('\n'),
  );
  yield* printStyled(
    'warning',
    'WARNING: This is a development server. Do not use it in a production setting. ' +
      'Use a production WSGI or ASGI server instead.\n' +
      `For more information on production servers see: ${DJANGO_DOCS}/howto/deployment/`,
  );
}

/** The thread that ends the process when the project has changed. */
export function* reloadOnChange(_: ProgramContext, project: LoadedProject): Routine {
  yield* watchProject(project);
  yield* exit(RELOAD);
}

function* watchProject(project: LoadedProject): Routine {
  const { root, name, settingsPath } = project;
  const files = ['urls', 'wsgi', 'asgi', '__init__', 'views'].map(
    (one) => `${root}/${name}/${one}.py`,
  );
  const start = yield* sys.now();
  const changed = yield* sys.watch([settingsPath, `${root}/manage.py`, ...files]);
  const now = yield* sys.now();
  if (start.ok && now.ok) {
    // StatReloader looks once in a second, counted from its start.
    yield* sys.sleep(1000 - ((now.value - start.value) % 1000));
  }
  if (changed.ok && project.settings.debug) {
    yield* printError(`${changed.value} changed, reloading.\n`);
  }
}

function overflow(): string {
  const django = `${PYTHON_LIBRARY}/site-packages/django`;
  const text = formatTraceback(
    [
      {
        ...{ file: `${PYTHON_LIBRARY}/threading.py`, line: 1045, name: '_bootstrap_inner' },
        code: 'self.run()',
      },
      {
        ...{ file: `${PYTHON_LIBRARY}/threading.py`, line: 982, name: 'run' },
        code: 'self._target(*self._args, **self._kwargs)',
      },
      {
        ...{ file: `${django}/utils/autoreload.py`, line: 64, name: 'wrapper' },
        code: 'fn(*args, **kwargs)',
      },
      {
        ...{ file: `${PYTHON_LIBRARY}/socketserver.py`, line: 472, name: 'server_bind' },
        code: 'self.socket.bind(self.server_address)',
      },
    ],
    'OverflowError: bind(): port must be 0-65535.',
  );
  return `Exception in thread django-main-thread:\n${text}`;
}
