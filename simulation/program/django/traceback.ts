/** How Django 5.2 under Python 3.11 ends when a project's settings cannot be used. */
import { type Frame, formatTraceback, PYTHON_LIBRARY } from '../python-text';
import type { PythonError } from './python-tokens';

const django = `${PYTHON_LIBRARY}/site-packages/django`;

/** The last lines of a traceback: the place in `path` and the error. */
export function formatSettingsError(path: string, error: PythonError, code: string): string {
  const where = `  File "${path}", line ${error.line}${error.running ? ', in <module>' : ''}\n`;
  const indent = code.length - code.trimStart().length;
  let text = `${where}    ${code.trim()}\n`;
  if (error.column !== null) {
    const at = ' '.repeat(Math.max(0, error.column - indent));
    text += `    ${at}${'^'.repeat(Math.max(1, error.width))}\n`;
  }
  return `${text}${error.kind}: ${error.message}\n`;
}

/** From manage.py into the settings module. */
function settingsFrames(manage: string): Frame[] {
  return [
    { file: manage, line: 22, name: '<module>', code: 'main()' },
    { file: manage, line: 18, name: 'main', code: 'execute_from_command_line(sys.argv)' },
    {
      ...{ file: `${django}/core/management/__init__.py`, line: 442 },
      ...{ name: 'execute_from_command_line', code: 'utility.execute()' },
    },
  ];
}

function loadFrames(): Frame[] {
  const conf = `${django}/conf/__init__.py`;
  const bootstrap = '<frozen importlib._bootstrap>';
  return [
    { file: conf, line: 81, name: '__getattr__', code: 'self._setup(name)' },
    {
      ...{ file: conf, line: 68, name: '_setup' },
      ...{
        code: 'self._wrapped = Settings(settings_module)',
        marks: 'Settings(settings_module)',
      },
    },
    {
      ...{ file: conf, line: 166, name: '__init__' },
      code: 'mod = importlib.import_module(self.SETTINGS_MODULE)',
      marks: 'importlib.import_module(self.SETTINGS_MODULE)',
    },
    {
      ...{ file: `${PYTHON_LIBRARY}/importlib/__init__.py`, line: 126, name: 'import_module' },
      code: 'return _bootstrap._gcd_import(name[level:], package, level)',
      marks: '_bootstrap._gcd_import(name[level:], package, level)',
    },
    { file: bootstrap, line: 1204, name: '_gcd_import' },
    { file: bootstrap, line: 1176, name: '_find_and_load' },
  ];
}

/** The whole traceback of a settings file that Python refuses. */
export function formatBrokenSettings(
  manage: string,
  path: string,
  error: PythonError,
  code: string,
): string {
  const bootstrap = '<frozen importlib._bootstrap>';
  const external = '<frozen importlib._bootstrap_external>';
  const frames: Frame[] = [
    ...settingsFrames(manage),
    {
      ...{ file: `${django}/core/management/__init__.py`, line: 382, name: 'execute' },
      code: 'settings.INSTALLED_APPS',
    },
    ...loadFrames(),
    { file: bootstrap, line: 1147, name: '_find_and_load_unlocked' },
    { file: bootstrap, line: 690, name: '_load_unlocked' },
    ...(error.running
      ? [{ file: external, line: 940, name: 'exec_module' }]
      : [
          { file: external, line: 936, name: 'exec_module' },
          { file: external, line: 1074, name: 'get_code' },
          { file: external, line: 1004, name: 'source_to_code' },
        ]),
    { file: bootstrap, line: 241, name: '_call_with_frames_removed' },
  ];
  const head = formatTraceback(frames, '').trimEnd();
  return `${head}\n${formatSettingsError(path, error, code)}`;
}

/** The traceback of a command whose settings are missing or refused by Django itself. */
export function formatUnusableSettings(
  manage: string,
  command: string,
  failure: { kind: 'missing'; module: string } | { kind: 'refused'; message: string },
): string {
  const base = `${django}/core/management/base.py`;
  const bootstrap = '<frozen importlib._bootstrap>';
  const own = `${django}/core/management/commands/${command}.py`;
  const server = command === 'runserver';
  const frames: Frame[] = [
    ...settingsFrames(manage),
    {
      ...{ file: `${django}/core/management/__init__.py`, line: 436, name: 'execute' },
      code: 'self.fetch_command(subcommand).run_from_argv(self.argv)',
    },
    {
      ...{ file: base, line: 416, name: 'run_from_argv' },
      code: 'self.execute(*args, **cmd_options)',
    },
    ...(server
      ? [{ file: own, line: 75, name: 'execute', code: 'super().execute(*args, **options)' }]
      : []),
    {
      ...{ file: base, line: 460, name: 'execute' },
      code: 'output = self.handle(*args, **options)',
      marks: 'self.handle(*args, **options)',
    },
    ...(server
      ? [
          {
            ...{ file: own, line: 82, name: 'handle' },
            code: 'if not settings.DEBUG and not settings.ALLOWED_HOSTS:',
            marks: 'settings.DEBUG',
          },
        ]
      : []),
  ];
  const load = loadFrames();
  if (failure.kind === 'missing') {
    const all = [
      ...frames,
      ...load,
      { file: bootstrap, line: 1140, name: '_find_and_load_unlocked' },
    ];
    return formatTraceback(all, `ModuleNotFoundError: No module named '${failure.module}'`);
  }
  const refused: Frame = {
    ...{ file: `${django}/conf/__init__.py`, line: 182, name: '__init__' },
    code: 'raise ImproperlyConfigured(',
  };
  const error = `django.core.exceptions.ImproperlyConfigured: ${failure.message}`;
  return formatTraceback([...frames, ...load.slice(0, 2), refused], error);
}

/** What the server's log shows under the line of a refused Host header. */
export function formatDisallowedHost(message: string): string {
  const frames: Frame[] = [
    {
      ...{ file: `${django}/core/handlers/exception.py`, line: 55, name: 'inner' },
      code: 'response = get_response(request)',
      marks: 'get_response(request)',
    },
    {
      ...{ file: `${django}/utils/deprecation.py`, line: 119, name: '__call__' },
      code: 'response = self.process_request(request)',
      marks: 'self.process_request(request)',
    },
    {
      ...{ file: `${django}/middleware/common.py`, line: 48, name: 'process_request' },
      code: 'host = request.get_host()',
      marks: 'request.get_host()',
    },
    {
      ...{ file: `${django}/http/request.py`, line: 202, name: 'get_host' },
      code: 'raise DisallowedHost(msg)',
    },
  ];
  return formatTraceback(frames, `django.core.exceptions.DisallowedHost: ${message}`);
}
