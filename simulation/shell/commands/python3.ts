/**
 * `python3` and `python`: no interpreter, but the things of Python 3.11 that serve on a network.
 * What it cannot run it says it cannot; what does not exist it refuses as Python does.
 */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { type LoadedProject } from '../../program/django/load-project';
import { runManage } from '../../program/django/manage';
import { reloadOnChange } from '../../program/django/runserver';
import {
  type DjangoConnection,
  serveDjangoConnection,
} from '../../program/django/serve-connection';
import { type HttpConnection, runHttpServer, serveHttpConnection } from '../../program/http-server';
import { joinPath } from '../../program/path';
import { PYTHON_VERSION } from '../../program/python-text';

function usageOf(name: string): string {
  return (
    `usage: ${name} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n` +
    "Try `python -h' for more information.\n"
  );
}

function* main(context: ProgramContext): Routine<number> {
  const [path = 'python3', ...args] = context.argv;
  const name = path.slice(path.lastIndexOf('/') + 1);
  while (args[0] === '-u' || args[0] === '-B') args.shift();
  const [first, ...rest] = args;
  if (first === undefined || first === '-') {
    return yield* notHere(name, 'an interactive Python');
  }
  if (first === '--version' || first === '-V') {
    yield* print(`Python ${PYTHON_VERSION}\n`);
    return 0;
  }
  if (first === '-h' || first === '--help') {
    yield* print(usageOf(name));
    return 0;
  }
  if (first === '-c' || first.startsWith('-c')) return yield* notHere(name, 'Python code');
  if (first === '-m' || first.startsWith('-m')) {
    const [module, ...own] = first === '-m' ? rest : [first.slice(2), ...rest];
    return yield* runModule(context, name, module, own);
  }
  if (first.startsWith('-')) {
    yield* printError(`Unknown option: ${first.slice(0, 2)}\n${usageOf(name)}`);
    return 2;
  }
  return yield* runScript(context, name, first, rest);
}

function* runModule(
  context: ProgramContext,
  name: string,
  module: string | undefined,
  args: string[],
): Routine<number> {
  if (module === undefined) {
    yield* printError(`Argument expected for the -m option\n${usageOf(name)}`);
    return 2;
  }
  if (module === 'http.server') return yield* runHttpServer(context, args);
  if (/^(venv|pip|django|json\.tool|unittest|timeit|pdb)$/.test(module)) {
    return yield* notHere(name, `the module ${module}`);
  }
  yield* printError(`/usr/local/bin/${name}: No module named ${module}\n`);
  return 1;
}

function* runScript(
  context: ProgramContext,
  name: string,
  script: string,
  args: string[],
): Routine<number> {
  const path = joinPath(context.cwd, script);
  const status = yield* sys.stat(path);
  if (!status.ok || status.value.kind === 'directory') {
    const failure = status.ok
      ? `can't find '__main__' module in '${path}'`
      : `can't open file '${path}': [Errno 2] ${formatErrno(status.errno)}`;
    yield* printError(`${status.ok ? '/usr/local/bin/' : ''}${name}: ${failure}\n`);
    return status.ok ? 1 : 2;
  }
  if (path.endsWith('/manage.py')) return yield* runManage(context, path, args);
  return yield* notHere(name, 'a Python program of your own');
}

function* notHere(name: string, what: string): Routine<number> {
  yield* printError(
    `${name}: this simulation cannot run ${what}; it has ${name} manage.py and ` +
      `${name} -m http.server\n`,
  );
  return 1;
}

function pythonProgram(name: string): Program {
  return {
    name,
    usage: `${name} -m http.server [PORT] [--bind ADDRESS]\n${name} manage.py runserver [[ADDRESS:]PORT]`,
    summary: 'run a web server written in Python',
    main,
    threads: {
      'http-connection': (context, connection: HttpConnection) =>
        serveHttpConnection(context, connection),
      'django-connection': (context, connection: DjangoConnection) =>
        serveDjangoConnection(context, connection),
      'django-reload': (context, project: LoadedProject) => reloadOnChange(context, project),
    },
    handles: ['SIGINT'],
  };
}

export const python3 = pythonProgram('python3');
export const python = pythonProgram('python');
