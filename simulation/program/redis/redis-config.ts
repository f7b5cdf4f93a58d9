/** redis.conf: a directive a line, its words split as Redis splits them (redis.io, Configuration). */

import { knownDirectives } from './redis-names';
import { splitWords } from './resp';

export type RedisConfig = {
  /** As written, e.g. `127.0.0.1`, `-::1`, `*`. */
  bind: string[];
  port: number;
  password: string;
  protectedMode: boolean;
  logfile: string;
  databases: number;
  /** All directives that were given, by name. */
  given: Record<string, string>;
};
export type ConfigRead =
  | { ok: true; config: RedisConfig }
  | { ok: false; line: number; text: string; message: string };

function defaultConfig(): RedisConfig {
  return {
    ...{
      bind: ['*', '-::*'],
      port: 6379,
      password: '',
      protectedMode: true,
      logfile: '',
      databases: 16,
    },
    given: {},
  };
}

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  port: [0, 65535],
  databases: [1, 2147483647],
  timeout: [0, 2147483647],
  'tcp-backlog': [0, 2147483647],
  'tcp-keepalive': [0, 2147483647],
};
const yesNo = ['protected-mode', 'daemonize', 'appendonly', 'always-show-logo', 'rdbcompression'];

/** The complaint about a directive, or null. */
function check(name: string, values: readonly string[]): string | null {
  if (name === 'bind') return values.length > 16 ? 'wrong number of arguments' : null;
  if (name === 'save') return isSave(values) ? null : 'Invalid save parameters';
  const range = ranges[name];
  const single =
    range || yesNo.includes(name) || ['requirepass', 'logfile', 'dir', 'loglevel'].includes(name);
  if (single && values.length !== 1) return 'wrong number of arguments';
  const value = values[0] ?? '';
  if (range) {
    if (!/^-?\d+$/.test(value)) return "argument couldn't be parsed into an integer";
    const [low, high] = range;
    const fits = Number(value) >= low && Number(value) <= high;
    return fits ? null : `argument must be between ${low} and ${high} inclusive`;
  }
  if (yesNo.includes(name) && !/^(yes|no)$/i.test(value)) return "argument must be 'yes' or 'no'";
  if (name === 'daemonize' && value.toLowerCase() === 'yes') {
    return 'daemonize yes is not in this simulation';
  }
  return null;
}

function isSave(values: readonly string[]): boolean {
  if (values.length === 1 && values[0] === '') return true;
  return values.length > 0 && values.length % 2 === 0 && values.every((one) => /^\d+$/.test(one));
}

/** `text` is the file, and after it one line for each option of the command line. */
export function parseRedisConfig(text: string): ConfigRead {
  const config = defaultConfig();
  const rows = text.split('\n');
  for (const [index, raw] of rows.entries()) {
    const row = raw.trim();
    if (row === '' || row.startsWith('#')) continue;
    const fail = (message: string): ConfigRead => ({
      ok: false,
      line: index + 1,
      text: row,
      message,
    });
    const words = splitWords(row);
    if (!words) return fail('Unbalanced quotes in configuration line');
    const [first = '', ...values] = words;
    const name = first.toLowerCase();
    if (!knownDirectives.has(name)) return fail('Bad directive or wrong number of arguments');
    const problem = check(name, values);
    if (problem) return fail(problem);
    config.given[name] = values.join(' ');
    applyDirective(config, name, values);
  }
  return { ok: true, config };
}

/** Puts one directive, which is right, into `config`. */
export function applyDirective(config: RedisConfig, name: string, values: readonly string[]): void {
  const [value = ''] = values;
  if (name === 'bind') config.bind = values.length === 1 && value === '' ? [] : [...values];
  else if (name === 'port') config.port = Number(value);
  else if (name === 'requirepass') config.password = value;
  else if (name === 'protected-mode') config.protectedMode = value.toLowerCase() === 'yes';
  else if (name === 'logfile') config.logfile = value;
  else if (name === 'databases') config.databases = Number(value);
}

/** CONFIG GET: the value of a directive, null for one that is not modelled. */
export function readDirective(config: RedisConfig, name: string): string | null {
  switch (name) {
    case 'bind':
      return config.bind.join(' ');
    case 'port':
      return String(config.port);
    case 'requirepass':
      return config.password;
    case 'protected-mode':
      return config.protectedMode ? 'yes' : 'no';
    case 'logfile':
      return config.logfile;
    case 'databases':
      return String(config.databases);
    case 'save':
      return config.given.save === undefined ? '3600 1 300 100 60 10000' : config.given.save;
    default:
      return config.given[name] ?? null;
  }
}

export { check as checkDirective };
