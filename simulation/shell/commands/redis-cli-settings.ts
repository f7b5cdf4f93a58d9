/** The words after `redis-cli` (parseOptions of redis-cli.c). */
import type { ProgramContext } from '../../host/program';

export type RedisCliSettings = {
  host: string;
  port: number;
  /** A path in place of them. */
  socket: string | null;
  user: string | null;
  password: string | null;
  /** The password was on the command line: that is warned of. */
  exposed: boolean;
  askPassword: boolean;
  database: number;
  repeat: number;
  interval: number;
  raw: boolean | null;
  lastFromInput: boolean;
  command: string[];
};
export type Read =
  | { ok: true; value: RedisCliSettings }
  | { ok: false; text: string; status: number }
  | { ok: false; show: 'help' | 'version' };

const flags = [
  '-2',
  '-c',
  '-e',
  '--no-auth-warning',
  '--verbose',
  '--quoted-input',
  '-3',
  '--tls',
  '--csv',
  '--json',
];
const absent = ['-3', '--tls', '--csv', '--json', '--quoted-input', '-c'];
const modes =
  '--stat --latency --latency-history --latency-dist --scan --bigkeys --memkeys --hotkeys --pipe --replica --rdb --eval --ldb --cluster --intrinsic-latency --lru-test -X -d -D'.split(
    ' ',
  );

export function readRedisCliSettings({ argv, env }: ProgramContext): Read {
  const words = argv.slice(1);
  const settings: RedisCliSettings = {
    ...{
      host: '127.0.0.1',
      port: 6379,
      socket: null,
      user: null,
      password: env.REDISCLI_AUTH ?? null,
    },
    ...{ exposed: false, askPassword: false, database: 0, repeat: 1, interval: 0, raw: null },
    ...{ lastFromInput: false, command: [] },
  };
  let warns = true;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    const value = words[0];
    if (word === '--help' || (word === '-h' && value === undefined))
      return { ok: false, show: 'help' };
    if (word === '-v' || word === '--version') return { ok: false, show: 'version' };
    if (word === '--raw' || word === '--no-raw') settings.raw = word === '--raw';
    else if (word === '-x') settings.lastFromInput = true;
    else if (word === '--askpass') settings.askPassword = true;
    else if (modes.includes(word) || absent.includes(word)) {
      return {
        ok: false,
        text: `redis-cli: the option ${word} is not in this simulation\n`,
        status: 1,
      };
    } else if (flags.includes(word)) warns &&= word !== '--no-auth-warning';
    else if (value !== undefined && takesValue(settings, word, value)) words.shift();
    else if (word.startsWith('-')) {
      return {
        ok: false,
        text: `Unrecognized option or bad number of args for: '${word}'\n`,
        status: 1,
      };
    } else {
      settings.command = [word, ...words];
      break;
    }
  }
  settings.exposed &&= warns;
  return { ok: true, value: settings };
}

function takesValue(settings: RedisCliSettings, word: string, value: string): boolean {
  switch (word) {
    case '-h':
      settings.host = value;
      return true;
    case '-p':
      settings.port = Number.parseInt(value, 10) || 0;
      return true;
    case '-s':
      settings.socket = value;
      return true;
    case '-a':
    case '--pass':
      settings.password = value;
      settings.exposed = true;
      return true;
    case '--user':
      settings.user = value;
      return true;
    case '-n':
      settings.database = Number.parseInt(value, 10) || 0;
      return true;
    case '-r':
      settings.repeat = Number.parseInt(value, 10) || 0;
      return true;
    case '-i':
      settings.interval = Number(value) || 0;
      return true;
    case '-u':
      return readUri(settings, value);
    default:
      return false;
  }
}

/** `redis://user:password@host:port/db`. */
function readUri(settings: RedisCliSettings, text: string): boolean {
  const match = /^redis:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/]*)(?::(\d+))?(?:\/(\d+))?$/.exec(
    text,
  );
  if (!match) return false;
  const [, user, password, host, port, database] = match;
  if (password !== undefined) settings.password = password;
  else if (user) settings.password = user;
  // An empty name is sent too, as the real one does; the server knows nobody of that name.
  if (password !== undefined) settings.user = user ?? '';
  settings.exposed ||= user !== undefined;
  if (host) settings.host = host;
  if (port) settings.port = Number(port);
  if (database) settings.database = Number(database);
  return true;
}
