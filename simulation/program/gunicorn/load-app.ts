/** What `gunicorn shop.wsgi` imports: the wsgi.py of a Django project, or Python's refusal. */
import type { Routine } from '../../host/program';
import { readFile, sys } from '../../host/system';
import type { Project } from '../django/answer-request';
import { loadProject, readRoutes } from '../django/load-project';
import { joinPath } from '../path';
import { type Frame, formatTraceback, PYTHON_LIBRARY } from '../python-text';

export type AppLoading =
  | { ok: true; project: Project }
  /** The module cannot be imported: the worker did not boot. */
  | { ok: false; kind: 'exception'; text: string }
  /** It has no such attribute, or is nothing that runs here: the app did not load. */
  | { ok: false; kind: 'attribute'; text: string };

const site = `${PYTHON_LIBRARY}/site-packages/gunicorn`;

/** Frames from the arbiter down to importlib, as the log shows them. */
const frames: readonly Frame[] = [
  { file: `${site}/arbiter.py`, line: 589, name: 'spawn_worker', code: 'worker.init_process()' },
  { file: `${site}/workers/base.py`, line: 134, name: 'init_process', code: 'self.load_wsgi()' },
  {
    ...{ file: `${site}/workers/base.py`, line: 146, name: 'load_wsgi' },
    ...{ code: 'self.wsgi = self.app.wsgi()', marks: 'self.app.wsgi()' },
  },
  {
    ...{ file: `${site}/app/base.py`, line: 67, name: 'wsgi' },
    ...{ code: 'self.callable = self.load()', marks: 'self.load()' },
  },
  {
    ...{ file: `${site}/app/wsgiapp.py`, line: 58, name: 'load' },
    ...{ code: 'return self.load_wsgiapp()', marks: 'self.load_wsgiapp()' },
  },
  {
    ...{ file: `${site}/app/wsgiapp.py`, line: 48, name: 'load_wsgiapp' },
    ...{ code: 'return util.import_app(self.app_uri)', marks: 'util.import_app(self.app_uri)' },
  },
  {
    ...{ file: `${site}/util.py`, line: 384, name: 'import_app' },
    ...{ code: 'mod = importlib.import_module(module)', marks: 'importlib.import_module(module)' },
  },
  {
    ...{ file: `${PYTHON_LIBRARY}/importlib/__init__.py`, line: 126, name: 'import_module' },
    code: 'return _bootstrap._gcd_import(name[level:], package, level)',
    marks: '_bootstrap._gcd_import(name[level:], package, level)',
  },
];

const bootstrap = (line: number, name: string): Frame => ({
  ...{ file: '<frozen importlib._bootstrap>', line, name },
});
const deeper = [bootstrap(1206, '_gcd_import'), bootstrap(1178, '_find_and_load')];
const through = [
  bootstrap(1128, '_find_and_load_unlocked'),
  bootstrap(241, '_call_with_frames_removed'),
];

/** ModuleNotFoundError for the first part of `module` that is not there. */
function missing(module: string, part: string): AppLoading {
  const nested = part !== module;
  const steps = [...(nested ? [...deeper, ...through] : []), ...deeper];
  const text = formatTraceback(
    [...frames, ...steps, bootstrap(1142, '_find_and_load_unlocked')],
    `ModuleNotFoundError: No module named '${part}'`,
  );
  return { ok: false, kind: 'exception', text };
}

/** Loads `module:attribute` from the folder that gunicorn runs in. */
export function* loadApp(
  app: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  own: string,
): Routine<AppLoading> {
  const [module = '', attribute = 'application'] = app.split(':', 2);
  const parts = module.split('.');
  for (let count = 1; count < parts.length; count += 1) {
    const folder = yield* sys.stat(joinPath(cwd, parts.slice(0, count).join('/')));
    if (!folder.ok) return missing(module, parts.slice(0, count).join('.'));
  }
  const source = yield* readFile(joinPath(cwd, `${parts.join('/')}.py`));
  if (!source.ok) return missing(module, module);
  const code = source.value.replace(/#.*/g, '');
  const defined = new RegExp(`^(?:def\\s+)?${attribute.replace(/\W/g, '\\$&')}\\b\\s*[=(:]`, 'm');
  if (!defined.test(code)) {
    const text = `Failed to find attribute '${attribute}' in '${module}'.`;
    return { ok: false, kind: 'attribute', text };
  }
  if (!code.includes('get_wsgi_application')) {
    const text = `${module} is no wsgi.py of a Django project, and no other Python code runs in this simulation.`;
    return { ok: false, kind: 'attribute', text };
  }
  const set = /DJANGO_SETTINGS_MODULE['"]\s*[,\]][^'"]*['"]([\w.]+)['"]/.exec(code);
  const named = env.DJANGO_SETTINGS_MODULE ?? set?.[1];
  const around = named === undefined ? env : { ...env, DJANGO_SETTINGS_MODULE: named };
  const loaded = yield* loadProject(joinPath(cwd, 'manage.py'), around, 'runserver');
  if (!loaded.ok) return { ok: false, kind: 'exception', text: loaded.text };
  const { settings, name } = loaded.project;
  const routes = yield* readRoutes(loaded.project);
  return { ok: true, project: { settings, name, routes, own } };
}
