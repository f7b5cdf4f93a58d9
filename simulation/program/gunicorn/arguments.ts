/** The command line of gunicorn 20.1.0 (argparse, then gunicorn's own validation). */
import { gunicornHelp, gunicornUsage } from './help';

export type GunicornSettings = {
  app: string;
  /** host and port of each `-b`; port null where none was named for a host that is no port. */
  binds: { host: string; port: number }[];
  workers: number;
  workerClass: string;
  threads: number;
  timeout: number;
  backlog: number;
  level: string;
  /** A path, `-` for the standard stream, null for none. */
  accessLog: string | null;
  errorLog: string;
  checkOnly: boolean;
  daemon: boolean;
  chdir: string | null;
};
export type ArgumentsRead =
  | { ok: true; settings: GunicornSettings }
  /** `out` goes to standard output where the status is 0, else to standard error. */
  | { ok: false; text: string; status: number };

type Kind = 'text' | 'number' | 'flag';
/** Options that are modelled: every spelling, what argparse calls them, what they take. */
const options: readonly { names: readonly string[]; kind: Kind }[] = [
  { names: ['-h', '--help'], kind: 'flag' },
  { names: ['-v', '--version'], kind: 'flag' },
  { names: ['-c', '--config'], kind: 'text' },
  { names: ['-b', '--bind'], kind: 'text' },
  { names: ['--backlog'], kind: 'number' },
  { names: ['-w', '--workers'], kind: 'number' },
  { names: ['-k', '--worker-class'], kind: 'text' },
  { names: ['--threads'], kind: 'number' },
  { names: ['-t', '--timeout'], kind: 'number' },
  { names: ['--graceful-timeout'], kind: 'number' },
  { names: ['--keep-alive'], kind: 'number' },
  { names: ['--log-level'], kind: 'text' },
  { names: ['--access-logfile'], kind: 'text' },
  { names: ['--error-logfile', '--log-file'], kind: 'text' },
  { names: ['--check-config'], kind: 'flag' },
  { names: ['-D', '--daemon'], kind: 'flag' },
  { names: ['--chdir'], kind: 'text' },
  { names: ['-n', '--name'], kind: 'text' },
];
/** All options of the real gunicorn, from its help. */
const foreign = [...gunicornHelp.matchAll(/^ {2}-.*/gm)].flatMap(
  ([line]) => line.split(/ {3,}/)[0]?.match(/(?<!\S)--?[A-Za-z][a-z-]*/g) ?? [],
);
const levels = ['debug', 'info', 'warning', 'error', 'critical'];

/** What was given, in order: the option's first name and its value. */
type Given = { name: string; value: string };

export function readGunicornArguments(args: readonly string[]): ArgumentsRead {
  const words = splitWords(args);
  if (!Array.isArray(words)) return words;
  const operands = words.filter(({ name }) => name === '').map(({ value }) => value);
  if (words.some(({ name }) => name === '-h')) return { ok: false, text: gunicornHelp, status: 0 };
  if (words.some(({ name }) => name === '-v')) {
    return { ok: false, text: 'gunicorn (version 20.1.0)\n', status: 0 };
  }
  return validate(words, operands);
}

function usageError(text: string): ArgumentsRead & { ok: false } {
  return { ok: false, text: `${gunicornUsage}gunicorn: error: ${text}\n`, status: 2 };
}

function splitWords(args: readonly string[]): Given[] | (ArgumentsRead & { ok: false }) {
  const words: Given[] = [];
  const rest = [...args];
  const strange: string[] = [];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('-') || arg === '-') {
      words.push({ name: '', value: arg });
      continue;
    }
    const long = arg.startsWith('--');
    const equals = long ? arg.indexOf('=') : -1;
    const key = long ? (equals < 0 ? arg : arg.slice(0, equals)) : arg.slice(0, 2);
    const option = options.find(({ names }) => names.includes(key));
    if (!option) {
      if (foreign.includes(key)) {
        const text = `gunicorn: option ${key} is not in this simulation\n`;
        return { ok: false, text, status: 2 };
      }
      strange.push(arg);
      continue;
    }
    const [name = ''] = option.names;
    if (option.kind === 'flag') {
      words.push({ name, value: '' });
      continue;
    }
    const joined = long
      ? equals < 0
        ? ''
        : arg.slice(equals + 1)
      : arg.slice(2).replace(/^=/, '');
    const next = /^-[^\d]/.test(rest[0] ?? '') && rest[0] !== '-' ? undefined : rest[0];
    const value = joined === '' ? next : joined;
    const shown = option.names.join('/');
    if (value === undefined) return usageError(`argument ${shown}: expected one argument`);
    if (joined === '') rest.shift();
    if (option.kind === 'number' && !/^-?\d{1,9}$/.test(value)) {
      return usageError(`argument ${shown}: invalid int value: '${value}'`);
    }
    words.push({ name, value });
  }
  return strange.length > 0 ? usageError(`unrecognized arguments: ${strange.join(' ')}`) : words;
}

/** gunicorn's own errors stand between empty lines. */
function refuse(text: string): ArgumentsRead {
  return { ok: false, text: `\nError: ${text}\n`, status: 1 };
}

function validate(words: readonly Given[], operands: readonly string[]): ArgumentsRead {
  const last = (name: string) => words.findLast((one) => one.name === name)?.value;
  const numbers = ['-w', '--threads', '-t', '--backlog', '--graceful-timeout', '--keep-alive'];
  for (const { name, value } of words) {
    if (numbers.includes(name) && Number(value) < 0) {
      return refuse(`Value must be positive: ${Number(value)}`);
    }
  }
  const config = last('-c');
  if (config !== undefined) {
    return refuse(`${config}: configuration files are not in this simulation; use options`);
  }
  const workerClass = last('-k') ?? 'sync';
  if (!['sync', 'gthread'].includes(workerClass)) {
    return refuse(`worker class '${workerClass}' is not in this simulation; sync and gthread are`);
  }
  const level = (last('--log-level') ?? 'info').toLowerCase();
  const binds: GunicornSettings['binds'] = [];
  const given = words.filter(({ name }) => name === '-b').map(({ value }) => value);
  for (const one of given.length > 0 ? given : ['127.0.0.1:8000']) {
    const bind = readBind(one);
    if (typeof bind === 'string') return refuse(bind);
    binds.push(bind);
  }
  const [app] = operands;
  if (app === undefined) return refuse('No application module specified.');
  const threads = Number(last('--threads') ?? 1);
  const settings: GunicornSettings = {
    ...{ app, binds, threads },
    workers: Number(last('-w') ?? 1),
    // Several threads make gunicorn take the worker that has them.
    workerClass: workerClass === 'sync' && threads > 1 ? 'gthread' : workerClass,
    timeout: Number(last('-t') ?? 30),
    backlog: Number(last('--backlog') ?? 2048),
    level: levels.includes(level) ? level : 'info',
    accessLog: last('--access-logfile') ?? null,
    errorLog: last('--error-logfile') ?? '-',
    checkOnly: words.some(({ name }) => name === '--check-config'),
    daemon: words.some(({ name }) => name === '-D'),
    chdir: last('--chdir') ?? null,
  };
  return { ok: true, settings };
}

/** gunicorn.util.parse_address; a string is the refusal. */
function readBind(text: string): { host: string; port: number } | string {
  if (/^(unix|fd):/.test(text))
    return `'${text}': only addresses with a port are in this simulation`;
  const plain = text.replace(/^tcp:\/\//, '');
  const six = /^\[([^\]]*)\](?::(.*))?$/.exec(plain);
  const colon = plain.indexOf(':');
  const host = six ? (six[1] ?? '') : colon < 0 ? plain : plain.slice(0, colon);
  const port = six ? six[2] : colon < 0 ? undefined : plain.slice(colon + 1);
  if (port === undefined) return { host: host.toLowerCase() || '0.0.0.0', port: 8000 };
  if (!/^\d{1,9}$/.test(port)) return `'${port}' is not a valid port number.\n`;
  return { host: host.toLowerCase() || '0.0.0.0', port: Number(port) };
}
