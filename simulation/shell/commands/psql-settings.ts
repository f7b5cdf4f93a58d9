/** The words after `psql`, the environment, and connection strings (libpq manual, 34.1). */
import type { ProgramContext } from '../../host/program';
import type { Target } from '../../program/postgres/client';
import { type Option, type Options, parseOptions } from '../options';

const row = (short: string, long: string, value?: string): Option => ({
  ...{ short, long, help: '' },
  ...(value === undefined ? {} : { value }),
});

export const psqlOptions: readonly Option[] = [
  row('c', 'command', 'COMMAND'),
  row('d', 'dbname', 'DBNAME'),
  row('h', 'host', 'HOSTNAME'),
  row('p', 'port', 'PORT'),
  row('U', 'username', 'USERNAME'),
  row('f', 'file', 'FILENAME'),
  row('w', 'no-password'),
  row('W', 'password'),
  row('l', 'list'),
  row('A', 'no-align'),
  row('t', 'tuples-only'),
  row('x', 'expanded'),
  row('P', 'pset', 'VAR[=ARG]'),
  { long: 'csv', help: '' },
  row('q', 'quiet'),
  row('V', 'version'),
  row('X', 'no-psqlrc'),
  row('n', 'no-readline'),
  { short: '?', long: 'help', value: 'OPTIONS', optional: true, help: '' },
];

export type PsqlSettings = { target: Target; options: Options; warnings: string[] };

/** Keys of a connection string that are understood here. */
const keys = [
  'host',
  'hostaddr',
  'port',
  'user',
  'dbname',
  'password',
  'connect_timeout',
  'sslmode',
  'application_name',
];

/** `host=a port=1` or `postgresql://user@a:1/db`; null where `text` is a plain name. */
function parseConnectionString(text: string): Record<string, string> | string | null {
  const uri =
    /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/?]*|\[[^\]]*\])(?::(\d*))?(?:\/([^?]*))?(?:\?(.*))?$/.exec(
      text,
    );
  if (uri) {
    const [, user, password, host, port, dbname, query] = uri;
    const given: Record<string, string> = {};
    const plain = { user, password, host: host?.replace(/^\[(.*)\]$/, '$1'), port, dbname };
    for (const [name, value] of Object.entries(plain)) if (value) given[name] = decode(value);
    for (const pair of query?.split('&') ?? []) {
      const [name = '', value = ''] = pair.split('=');
      if (!keys.includes(name)) return `invalid URI query parameter: "${name}"`;
      given[name] = decode(value);
    }
    return given;
  }
  if (!text.includes('=')) return null;
  const given: Record<string, string> = {};
  for (const pair of text.trim().split(/\s+(?=[^\s=]+\s*=)/)) {
    const [name = '', ...value] = pair.split('=');
    if (value.length === 0) return `missing "=" after "${name}" in connection info string`;
    if (!keys.includes(name.trim())) return `invalid connection option "${name.trim()}"`;
    given[name.trim()] = value
      .join('=')
      .trim()
      .replace(/^'(.*)'$/, '$1');
  }
  return given;
}

function decode(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

export type Read = { ok: true; value: PsqlSettings } | { ok: false; text: string; status: number };

export function readPsqlSettings(context: ProgramContext): Read {
  const parsed = parseOptions(context.argv.slice(1), {
    options: psqlOptions,
    unsupported: 'aeEbsSoLTRFvH0z1',
  });
  if (!parsed.ok) {
    const path = parsed.message.includes('simulation') ? 'psql' : '/usr/lib/postgresql/15/bin/psql';
    const text = `${path}: ${parsed.message}\npsql: hint: Try "psql --help" for more information.\n`;
    return { ok: false, text, status: 1 };
  }
  const { options, operands } = parsed;
  const extra = operands.slice(options.has('d') ? 1 : 2);
  const [first, second] = options.has('d') ? [options.get('d'), operands[0]] : operands;
  const warnings = extra.map(
    (word) => `psql: warning: extra command-line argument "${word}" ignored\n`,
  );
  const given = first === undefined ? null : parseConnectionString(first);
  if (typeof given === 'string') return { ok: false, text: `psql: error: ${given}\n`, status: 2 };
  const { env } = context;
  const user = options.get('U') ?? second ?? given?.user ?? env.PGUSER ?? context.user;
  const timeout = Number(given?.connect_timeout ?? env.PGCONNECT_TIMEOUT ?? 0);
  const target: Target = {
    host: (options.get('h') ?? given?.hostaddr ?? given?.host ?? env.PGHOST) || null,
    port: (options.get('p') ?? given?.port ?? env.PGPORT) || '5432',
    user,
    database:
      (given ? given.dbname : first) ?? env.PGDATABASE ?? (options.has('l') ? 'postgres' : user),
    password: given?.password ?? env.PGPASSWORD ?? null,
    timeout: timeout > 0 ? Math.max(2, timeout) * 1000 : null,
    application: given?.application_name ?? 'psql',
  };
  return { ok: true, value: { target, options, warnings } };
}
