/** Which migrations of Django's own apps are missing, and `manage.py migrate`. */
import type { Routine } from '../../host/program';
import { print, readFile, writeFile } from '../../host/system';
import { joinPath } from '../path';
import type { Settings } from './read-settings';
import { printStyled, styled } from './style';

const own: Readonly<Record<string, readonly string[]>> = {
  contenttypes: ['0001_initial', '0002_remove_content_type_name'],
  auth: [
    '0001_initial',
    '0002_alter_permission_name_max_length',
    '0003_alter_user_email_max_length',
    '0004_alter_user_username_opts',
    '0005_alter_user_last_login_null',
    '0006_require_contenttypes_0002',
    '0007_alter_validators_add_error_messages',
    '0008_alter_user_username_max_length',
    '0009_alter_user_last_name_max_length',
    '0010_alter_group_name_max_length',
    '0011_update_proxy_permissions',
    '0012_alter_user_first_name_max_length',
  ],
  admin: ['0001_initial', '0002_logentry_remove_auto_add', '0003_logentry_add_action_flag_choices'],
  sessions: ['0001_initial'],
};
/** The order in which the dependencies let `migrate` go. */
const order = [
  'contenttypes.0001_initial',
  'auth.0001_initial',
  ...(own.admin ?? []).map((name) => `admin.${name}`),
  'contenttypes.0002_remove_content_type_name',
  ...(own.auth ?? []).slice(1).map((name) => `auth.${name}`),
  'sessions.0001_initial',
];

function appsOf(settings: Settings): string[] {
  return Object.keys(own)
    .filter((app) => settings.installedApps.includes(`django.contrib.${app}`))
    .sort();
}

function* applied(root: string): Routine<string[]> {
  const text = yield* readFile(joinPath(root, 'db.sqlite3'));
  return text.ok ? order.filter((name) => text.value.includes(name)) : [];
}

/** Those of the project in `root` that its database has not had. */
function* missingMigrations(root: string, settings: Settings): Routine<string[]> {
  if (!settings.hasDatabase) return [];
  const apps = appsOf(settings);
  const done = yield* applied(root);
  return order.filter((name) => apps.includes(name.split('.')[0] ?? '') && !done.includes(name));
}

/** The notice of runserver, if something is missing. */
export function* noticeMigrations(root: string, settings: Settings): Routine {
  const missing = yield* missingMigrations(root, settings);
  if (missing.length === 0) return;
  const apps = [...new Set(missing.map((name) => name.split('.')[0]))].sort();
  yield* printStyled(
    'notice',
    `\nYou have ${missing.length} unapplied migration(s). Your project may not work properly ` +
      `until you apply the migrations for app(s): ${apps.join(', ')}.`,
  );
  yield* printStyled('notice', "Run 'python manage.py migrate' to apply them.");
}

/** `manage.py migrate`: the database remembers the names and nothing else. */
export function* migrate(root: string, settings: Settings): Routine<number> {
  const missing = yield* missingMigrations(root, settings);
  yield* printStyled('heading', 'Operations to perform:');
  const label = yield* styled(1, 'label', '  Apply all migrations: ');
  yield* print(`${label}${appsOf(settings).join(', ') || '(none)'}\n`);
  yield* printStyled('heading', 'Running migrations:');
  if (missing.length === 0) yield* print('  No migrations to apply.\n');
  for (const name of missing) {
    yield* print(`  Applying ${name}...${yield* styled(1, 'success', ' OK')}\n`);
  }
  const all = [...(yield* applied(root)), ...missing];
  yield* writeFile(joinPath(root, 'db.sqlite3'), `SQLite format 3\0\n${all.join('\n')}\n`);
  return 0;
}
