/** postgresql.conf (PostgreSQL manual, 20.1.2): lines of `name = value`, and what is wrong with them. */
import { settingNames } from './setting-names';

export type Settings = Readonly<Record<string, string>>;

/** The settings that have an effect here, with the values a server has without a file. */
export const defaultSettings: Settings = {
  listen_addresses: 'localhost',
  port: '5432',
  max_connections: '100',
  superuser_reserved_connections: '3',
  log_connections: 'off',
  log_disconnections: 'off',
  log_line_prefix: '%m [%p] ',
  log_timezone: 'GMT',
  password_encryption: 'scram-sha-256',
  cluster_name: '',
  ssl: 'off',
  unix_socket_directories: '/var/run/postgresql',
  server_version: '15.20 (Debian 15.20-0+deb12u1)',
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  timezone: 'GMT',
  datestyle: 'ISO, MDY',
  standard_conforming_strings: 'on',
  is_superuser: 'off',
  search_path: '"$user", public',
  transaction_isolation: 'read committed',
  default_transaction_isolation: 'read committed',
};

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  port: [1, 65535],
  max_connections: [1, 262143],
  superuser_reserved_connections: [0, 262143],
};
const booleans = [
  'log_connections',
  'log_disconnections',
  'ssl',
  'hot_standby',
  'fsync',
  'autovacuum',
];

/** The complaint about `value`, or null where it may be given. */
export function checkSetting(name: string, value: string): string | null {
  if (!settingNames.has(name) && !name.includes('.')) {
    return `unrecognized configuration parameter "${name}"`;
  }
  const range = ranges[name];
  if (range) {
    if (!/^\s*[+-]?\d+\s*$/.test(value)) return `invalid value for parameter "${name}": "${value}"`;
    const [low, high] = range;
    const number = Number(value);
    return number >= low && number <= high
      ? null
      : `${number} is outside the valid range for parameter "${name}" (${low} .. ${high})`;
  }
  if (booleans.includes(name) && !/^(on|off|true|false|yes|no|t|f|y|n|1|0)$/i.test(value)) {
    return `parameter "${name}" requires a Boolean value`;
  }
  if (name === 'password_encryption' && !['md5', 'scram-sha-256'].includes(value)) {
    return `invalid value for parameter "password_encryption": "${value}"`;
  }
  if (name === 'ssl' && isOn(value)) return 'ssl cannot be on in this simulation';
  return null;
}

export function isOn(value: string | undefined): boolean {
  return /^(on|true|yes|t|y|1)$/i.test(value ?? '');
}

export type ConfRead = { values: Record<string, string>; problems: string[] };

const line =
  /^\s*(?:([A-Za-z_][\w$.]*)\s*(?:=\s*|\s)\s*('(?:[^'\\\n]|''|\\.)*'|[^\s#'=]+)\s*)?(?:#.*)?$/;

/** Reads the text of the file at `path`; a later line wins over an earlier one. */
export function parseConf(text: string, path: string): ConfRead {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  text.split('\n').forEach((row, index) => {
    const match = line.exec(row.replace(/\r$/, ''));
    const where = `file "${path}" line ${index + 1}`;
    if (!match) {
      problems.push(`syntax error in ${where}, near ${nearOf(row)}`);
      return;
    }
    const [, given, raw = ''] = match;
    if (given === undefined) return;
    const name = given.toLowerCase();
    const value = raw.startsWith("'")
      ? raw.slice(1, -1).replace(/''/g, "'").replace(/\\(.)/g, '$1')
      : raw;
    const problem = checkSetting(name, value);
    if (problem?.startsWith('unrecognized')) problems.push(`${problem} in ${where}`);
    else if (problem) problems.push(problem);
    else values[name] = value;
  });
  return { values, problems };
}

/** The token at which the real scanner stops. */
function nearOf(row: string): string {
  const name = /^\s*[A-Za-z_][\w$.]*\s*=?\s*/.exec(row)?.[0];
  if (name === undefined) return `token "${/^\s*(\S)/.exec(row)?.[1] ?? ''}"`;
  const rest = row.slice(name.length);
  if (rest === '' || rest.startsWith('#')) return 'end of line';
  if (rest.startsWith("'") && !/^'(?:[^'\\]|''|\\.)*'/.test(rest)) return `token "'"`;
  const value = /^(?:'(?:[^'\\]|''|\\.)*'|[^\s#'=]+)\s*/.exec(rest)?.[0] ?? '';
  return `token "${/^(?:[\w.]+|.)/.exec(rest.slice(value.length))?.[0] ?? ''}"`;
}
