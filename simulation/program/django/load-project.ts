/** Finds a project's settings module from its manage.py and reads it. */
import type { Routine } from '../../host/program';
import { readFile } from '../../host/system';
import { directoryOf, joinPath } from '../path';
import { readSettings, type Settings } from './read-settings';
import { formatBrokenSettings, formatUnusableSettings } from './traceback';

export type LoadedProject = {
  root: string;
  /** `shop` of `shop.settings`. */
  name: string;
  module: string;
  settingsPath: string;
  settings: Settings;
};
/** `text` is what Python prints before it ends with status 1. */
export type ProjectLoading =
  | { ok: true; project: LoadedProject }
  | { ok: false; text: string; settingsPath: string };

/** `manage` is the path of manage.py; `command` the subcommand that needs the settings. */
export function* loadProject(
  manage: string,
  env: Readonly<Record<string, string>>,
  command: string,
): Routine<ProjectLoading> {
  const root = directoryOf(manage);
  const script = yield* readFile(manage);
  const set = /DJANGO_SETTINGS_MODULE['"]\s*,\s*['"]([\w.]+)['"]/.exec(
    script.ok ? script.value : '',
  );
  const module = env.DJANGO_SETTINGS_MODULE ?? set?.[1] ?? 'settings';
  const settingsPath = joinPath(root, `${module.replaceAll('.', '/')}.py`);
  const source = yield* readFile(settingsPath);
  if (!source.ok) {
    const text = formatUnusableSettings(manage, command, { kind: 'missing', module });
    return { ok: false, text, settingsPath };
  }
  const reading = readSettings(source.value);
  if (reading.ok) {
    const name = module.split('.')[0] ?? module;
    const { settings } = reading;
    return { ok: true, project: { root, name, module, settingsPath, settings } };
  }
  const text =
    reading.kind === 'python'
      ? formatBrokenSettings(manage, settingsPath, reading.error, reading.code)
      : formatUnusableSettings(manage, command, { kind: 'refused', message: reading.message });
  return { ok: false, text, settingsPath };
}

/** The first parts of the URL patterns in the project's urls.py. */
export function* readRoutes(project: LoadedProject): Routine<string[]> {
  const text = yield* readFile(joinPath(project.root, `${project.name}/urls.py`));
  if (!text.ok) return [];
  const code = text.value.replace(/"""[\s\S]*?"""/g, '').replace(/#.*/g, '');
  return [...code.matchAll(/\b(?:re_)?path\(\s*r?['"]([^'"]*)['"]/g)].map(
    (match) => match[1] ?? '',
  );
}
