/** `psql` of PostgreSQL 15: the terminal of a PostgreSQL server. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { createLineReader, print, printError, readFile, sys } from '../../host/system';
import { LIST_DATABASES } from '../../program/postgres/catalog';
import {
  type Connected,
  type Connection,
  connectToServer,
  leaveServer,
  type Target,
} from '../../program/postgres/client';
import { askPassword } from '../ask-password';
import { runLines, runPrompt } from './psql-prompt';
import { setPrinting } from './psql-pset';
import { runBackslash, type Shell, showQuery } from './psql-run';
import { type PsqlSettings, readPsqlSettings } from './psql-settings';
import type { TableStyle } from './psql-table';
import { psqlHelp } from './psql-usage';

type Printing = { style: TableStyle; pager: string };

const VERSION = '15.20 (Debian 15.20-0+deb12u1)';

function* main(context: ProgramContext): Routine<number> {
  const read = readPsqlSettings(context);
  if (!read.ok) {
    yield* printError(read.text);
    return read.status;
  }
  const { options, target, warnings } = read.value;
  if (options.has('?')) {
    yield* print(psqlHelp(context.user));
    return 0;
  }
  if (options.has('V')) {
    yield* print(`psql (PostgreSQL) ${VERSION}\n`);
    return 0;
  }
  const output = yield* sys.isatty(1);
  const printing = readStyle(options, output.ok && output.value ? context.columns : null);
  if (typeof printing === 'string') {
    yield* printError(printing);
    return 1;
  }
  for (const warning of warnings) yield* printError(warning);
  const connected = yield* connectWithPassword(target, read.value);
  if (!connected.ok) {
    yield* printError(`psql: error: ${connected.text}\n`);
    return 2;
  }
  // Until here Ctrl-C ends the program; from here it ends what was being typed.
  yield* sys.signal('SIGINT', true);
  return yield* work(connected.connection, read.value, printing);
}

/** Asks for a password where the server wants one and none is known. */
function* connectWithPassword(target: Target, { options }: PsqlSettings): Routine<Connected> {
  let known = target;
  if (options.has('W') && target.password === null) {
    known = { ...target, password: yield* askPassword('Password: ') };
  }
  const first = yield* connectToServer(known);
  if (first.ok || !first.needsPassword || options.has('w', 'W')) return first;
  const password = yield* askPassword(`Password for user ${target.user}: `);
  return yield* connectToServer({ ...known, password });
}

/** `-A -t -x --csv` and each `-P`; text where one of them cannot be. */
function readStyle(options: PsqlSettings['options'], columns: number | null): Printing | string {
  let style: TableStyle = {
    format: options.has('csv') ? 'csv' : options.has('A') ? 'unaligned' : 'aligned',
    tuplesOnly: options.has('t'),
    expanded: options.has('x') ? 'on' : 'off',
    nothing: '',
    columns,
  };
  let pager = 'on';
  for (const word of options.all('P')) {
    const [name = '', ...value] = word.split('=');
    const set = setPrinting(style, pager, name, value.length > 0 ? value.join('=') : undefined);
    if (!set.ok) {
      return `psql: error: ${set.text}\npsql: error: could not set printing parameter "${name}"\n`;
    }
    ({ style, pager } = set);
  }
  return { style, pager };
}

function* work(
  connection: Connection,
  { options, target }: PsqlSettings,
  printing: Printing,
): Routine<number> {
  const shell: Shell = { connection, target, ...printing, quiet: options.has('q'), open: true };
  const commands = options.all('c');
  let status = 0;
  if (options.has('l')) {
    status = yield* showQuery(shell, LIST_DATABASES, 'List of databases');
  } else if (commands.length > 0) {
    for (const command of commands) {
      const done = command.trimStart().startsWith('\\')
        ? yield* runBackslash(shell, command.trim())
        : yield* showQuery(shell, command);
      if (done === 'quit') break;
      status = done;
      if (!shell.open) return 2;
      if (status !== 0 && !command.trimStart().startsWith('\\')) break;
    }
  } else status = yield* converse(shell, options.get('f'));
  if (shell.open) yield* leaveServer(shell.connection);
  return status;
}

function* converse(shell: Shell, file: string | undefined): Routine<number> {
  if (file !== undefined && file !== '-') {
    const text = yield* readFile(file);
    if (!text.ok) {
      yield* printError(`psql: error: ${file}: No such file or directory\n`);
      return 1;
    }
    return yield* runLines(shell, text.value.split(/(?<=\n)/));
  }
  const [input, output] = [yield* sys.isatty(0), yield* sys.isatty(1)];
  const interactive = input.ok && input.value && output.ok && output.value;
  if (interactive && !shell.quiet) yield* print(`psql (${VERSION})\nType "help" for help.\n\n`);
  return yield* runPrompt(shell, createLineReader(0), interactive);
}

export const psql: Program = {
  name: 'psql',
  usage: 'psql [-h HOST] [-p PORT] [-U USER] [-c COMMAND] [DATABASE]',
  summary: 'ask a PostgreSQL server questions in SQL',
  main,
};
