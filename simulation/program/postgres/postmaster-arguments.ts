/** The words after `postgres`, as its main() and PostmasterMain() read them. */
import type { ProgramContext } from '../../host/program';
import type { Settings } from './settings';

export type Arguments =
  | { ok: true; show: 'help' | 'version' | null; directory: string | null; settings: Settings }
  | { ok: false; text: string; status: number };

const HINT = 'Try "postgres --help" for more information.\n';
/** Options that set something, by their letter. */
const letters: Readonly<Record<string, string>> = {
  h: 'listen_addresses',
  p: 'port',
  N: 'max_connections',
  k: 'unix_socket_directories',
};
const known = 'BCdDEeFfijlnOPrSsTtW';

function fail(text: string): Arguments {
  return { ok: false, text, status: 1 };
}

export function readArguments({ argv, env }: ProgramContext): Arguments {
  const words = argv.slice(1);
  const path = '/usr/lib/postgresql/15/bin/postgres';
  if (words[0] === '--help' || words[0] === '-?') return plain('help');
  if (words[0] === '--version' || words[0] === '-V') return plain('version');
  const settings: Record<string, string> = {};
  let directory = env.PGDATA ?? null;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (!word.startsWith('-') || word === '-') {
      return fail(`postgres: invalid argument: "${word}"\n${HINT}`);
    }
    const long = word.startsWith('--');
    const letter = long ? '-' : word.charAt(1);
    let value = word.slice(2);
    if (letter === 'i' || letter === 'F') {
      if (letter === 'i') settings.listen_addresses = '*';
      continue;
    }
    if (!long && !(letter in letters) && letter !== 'c' && letter !== 'D') {
      return known.includes(letter)
        ? fail(`postgres: the option -${letter} is not in this simulation\n`)
        : fail(`${path}: invalid option -- '${letter}'\n${HINT}`);
    }
    if (!long && value === '') {
      const next = words.shift();
      if (next === undefined)
        return fail(`${path}: option requires an argument -- '${letter}'\n${HINT}`);
      value = next;
    }
    if (letter === 'D') directory = value.replace(/(?<=.)\/+$/, '');
    else if (letter === 'c' || long) {
      const [name = '', ...rest] = value.split('=');
      if (rest.length === 0) {
        const shown = long ? `--${value} requires a value` : `-c ${value} requires a value`;
        return fail(`postgres: ${shown}\n`);
      }
      settings[name.toLowerCase().replaceAll('-', '_')] = rest.join('=');
    } else settings[letters[letter] ?? ''] = value;
  }
  return { ok: true, show: null, directory, settings };
}

function plain(show: 'help' | 'version'): Arguments {
  return { ok: true, show, directory: null, settings: {} };
}
