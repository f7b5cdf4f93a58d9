/** `mysql`, the client of MariaDB 10.11 as Debian ships it. Its bold and inverse letters are left out. */
import { errnoNumber } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { createLineReader, print, printError, readLine, sys } from '../../host/system';
import { command } from '../../program/mariadb/packets';
import { askPassword } from '../ask-password';
import { type Option, parseOptions } from '../options';
import {
  askMysql,
  connectMysql,
  formatComplaintText,
  leaveMysql,
  type MysqlConnection,
  type MysqlTarget,
} from './mysql-client';
import { scanMysql } from './mysql-scan';
import { formatBoxed, formatTabs, formatVertical, measureBox } from './mysql-table';
import { mysqlHelp } from './mysql-usage';

const row = (short: string, long: string, value?: string): Option => ({
  ...{ short, long, help: '' },
  ...(value === undefined ? {} : { value }),
});
const options: readonly Option[] = [
  row('h', 'host', 'name'),
  row('P', 'port', '#'),
  row('u', 'user', 'name'),
  { short: 'p', long: 'password', value: 'name', optional: true, help: '' },
  row('e', 'execute', 'name'),
  row('D', 'database', 'name'),
  row('N', 'skip-column-names'),
  row('B', 'batch'),
  row('t', 'table'),
  row('E', 'vertical'),
  { long: 'auto-vertical-output', help: '' },
  row('V', 'version'),
  row('A', 'no-auto-rehash'),
  { long: 'protocol', value: 'name', help: '' },
  row('S', 'socket', 'name'),
  { long: 'connect-timeout', value: '#', help: '' },
  { long: 'skip-ssl', help: '' },
];

type Shell = {
  target: MysqlTarget;
  connection: MysqlConnection | null;
  style: 'boxed' | 'tabs';
  headed: boolean;
  /** One field a line where a row is wider than this; 0 for every row. */
  widest: number;
  /** Whether names are gathered for the Tab key, which the client tells of. */
  rehash: boolean;
  interactive: boolean;
};

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    const [, short, long] = /(?:-- '(.)'|option '(--[^']*)')/.exec(parsed.message) ?? [];
    const needs = parsed.message.includes('requires');
    const word = long ?? `-${short}`;
    yield* printError(
      needs
        ? `mysql: option '${word}' requires an argument\n`
        : `mysql: unknown option '${word}'\n`,
    );
    return needs ? 5 : 2;
  }
  const given = parsed.options;
  if (given.has('V')) {
    yield* print(
      'mysql  Ver 15.1 Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64) using  EditLine wrapper\n',
    );
    return 0;
  }
  const port = given.get('P') ?? '3306';
  if (!/^\d+$/.test(port)) {
    const letter = /[^\d]/.exec(port)?.[0] ?? '';
    yield* printError(
      `Unknown suffix '${letter}' used for variable 'port' (value '${port}'). Legal suffix characters are: K, M, G, T, P, E\nmysql: Error while setting value '${port}' to 'port'\n`,
    );
    return 9;
  }
  const host = given.get('h') ?? 'localhost';
  const asks = given.has('p') && given.get('p') === '';
  const password = asks
    ? yield* askPassword('Enter password: ')
    : (given.get('p') ?? context.env.MYSQL_PWD ?? '');
  if (host === 'localhost' && given.get('protocol')?.toLowerCase() !== 'tcp') {
    // Servers have no sockets of files here: what lies there is none, or nothing does.
    const path = given.get('S') ?? '/run/mysqld/mysqld.sock';
    const number = errnoNumber((yield* sys.stat(path)).ok ? 'ECONNREFUSED' : 'ENOENT');
    yield* printError(
      `ERROR 2002 (HY000): Can't connect to local server through socket '${path}' (${number})\n`,
    );
    return 1;
  }
  const seconds = Number(given.get('connect-timeout') ?? 0);
  const target: MysqlTarget = {
    ...{ host, port: Number(port) || 3306, user: given.get('u') ?? context.user, password },
    database: given.get('D') ?? parsed.operands[0] ?? null,
    timeout: seconds > 0 ? seconds * 1000 : null,
  };
  const connection = yield* connectMysql(target);
  if ('number' in connection) {
    yield* printError(formatComplaintText(connection, null));
    return 1;
  }
  const [input, output] = [yield* sys.isatty(0), yield* sys.isatty(1)];
  const people = input.ok && input.value;
  const words = given.get('e');
  const boxed =
    given.has('t') ||
    (!given.has('B') && output.ok && output.value && (people || words !== undefined));
  const interactive = words === undefined && people && !given.has('B');
  const shell: Shell = {
    target,
    connection,
    style: boxed ? 'boxed' : 'tabs',
    headed: !given.has('N'),
    widest: given.has('E')
      ? 0
      : given.has('auto-vertical-output')
        ? context.columns
        : Number.POSITIVE_INFINITY,
    rehash: interactive && !given.has('A'),
    interactive,
  };
  const status = words === undefined ? yield* converse(shell) : yield* runText(shell, words);
  if (shell.connection) yield* leaveMysql(shell.connection);
  return status;
}

/** The statements of `-e`: up to the first mistake. */
function* runText(shell: Shell, text: string): Routine<number> {
  const { statements, rest } = scanMysql(text);
  const all = [
    ...statements,
    ...(rest.trim() === '' ? [] : [{ text: rest.trim(), vertical: false }]),
  ];
  for (const statement of all) {
    if ((yield* take(shell, statement.text, statement.vertical, 1)) !== 0) return 1;
  }
  return 0;
}

function* converse(shell: Shell): Routine<number> {
  const { interactive, connection } = shell;
  if (interactive && connection) {
    if (shell.target.database !== null) yield* gatherNames(shell);
    yield* print(
      `Welcome to the MariaDB monitor.  Commands end with ; or \\g.\nYour MariaDB connection id is ${connection.id}\nServer version: ${connection.version} Debian 12\n\n` +
        'Copyright (c) 2000, 2018, Oracle, MariaDB Corporation Ab and others.\n\n' +
        "Type 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n",
    );
  }
  const reader = createLineReader(0);
  let rest = '';
  for (let number = 1; ; number += 1) {
    if (interactive) yield* print(promptOf(shell, rest));
    const line = yield* readLine(reader);
    if (!line.ok && line.errno === 'EINTR' && interactive) {
      yield* print('\n');
      rest = '';
      continue;
    }
    if (!line.ok || line.value === null) {
      if (!interactive && rest.trim() !== '') return yield* take(shell, rest.trim(), false, number);
      if (interactive) yield* print('^DBye\n');
      return 0;
    }
    const word = line.value.trim().replace(/;$/, '');
    if (rest === '') {
      if (/^(quit|exit|\\q)$/i.test(word)) {
        if (interactive) yield* print('Bye\n');
        return 0;
      }
      if (word === '\\c' || word === 'clear') continue;
      if (/^(help|\\h|\?|\\\?)$/i.test(word)) {
        yield* print(mysqlHelp);
        continue;
      }
      if (/^(status|\\s)$/i.test(word)) {
        yield* print(
          `${word} is not in this simulation; try a statement such as SELECT VERSION();\n`,
        );
        continue;
      }
      if (/^use\s+\S+$/i.test(word)) {
        yield* take(shell, word, false, number);
        continue;
      }
      if (word === '' && line.value.includes(';')) {
        yield* printError('ERROR: No query specified\n\n');
        continue;
      }
    }
    if (/\\c\s*$/.test(line.value)) {
      rest = '';
      continue;
    }
    const scanned = scanMysql(rest + line.value);
    rest = scanned.rest.trim() === '' ? '' : scanned.rest;
    for (const { text, vertical } of scanned.statements) {
      const status = yield* take(shell, text, vertical, number);
      if (status !== 0 && !interactive) return status;
    }
  }
}

/** Asks for the names of tables, as the client does for the Tab key, and says so where there are some. */
function* gatherNames({ connection, rehash }: Shell): Routine {
  if (!rehash || !connection) return;
  const tables = yield* askMysql(connection, command.query, 'show tables');
  if (tables.kind !== 'rows' || tables.rows.length === 0) return;
  yield* print(
    'Reading table information for completion of table and column names\nYou can turn off this feature to get a quicker startup with -A\n\n',
  );
}

function promptOf({ connection, target }: Shell, rest: string): string {
  if (rest !== '') {
    const { quote } = scanMysql(rest);
    return `    ${quote ?? '-'}> `;
  }
  return `${connection ? 'MariaDB' : 'unknown'} [${target.database ?? '(none)'}]> `;
}

/** One statement: asked, and its answer shown; 1 after a complaint. */
function* take(shell: Shell, text: string, vertical: boolean, line: number): Routine<number> {
  const chosen = /^use\s+[`]?([^`\s;]+)[`]?$/i.exec(text)?.[1];
  const place = shell.interactive ? null : line;
  if (!shell.connection && !(yield* reconnect(shell))) return 1;
  if (!shell.connection) return 1;
  const start = yield* sys.now();
  const answer =
    chosen === undefined
      ? yield* askMysql(shell.connection, command.query, text)
      : yield* askMysql(shell.connection, command.database, chosen);
  const end = yield* sys.now();
  const took = ((end.ok ? end.value : 0) - (start.ok ? start.value : 0)) / 1000;
  const time = `(${took.toFixed(3)} sec)`;
  if (answer.kind === 'error') {
    const gone = answer.complaint.number === 2013 || answer.complaint.number === 2006;
    if (!shell.interactive && chosen === undefined && !gone) {
      const bars = '--------------\n';
      yield* (shell.style === 'boxed' ? print : toError)(`${bars}${text}\n${bars}\n`);
    }
    yield* printError(formatComplaintText(answer.complaint, place));
    if (gone) {
      yield* sys.close(shell.connection.inbox.fd);
      shell.connection = null;
    }
    return 1;
  }
  if (chosen !== undefined) {
    const other = shell.target.database !== chosen;
    shell.target.database = chosen;
    if (other) yield* gatherNames(shell);
    if (shell.interactive) yield* print('Database changed\n');
    return 0;
  }
  if (answer.kind === 'fine') {
    const { affected, info } = answer.fine;
    const rows = `${affected} row${affected === 1 ? '' : 's'}`;
    if (shell.interactive)
      yield* print(`Query OK, ${rows} affected ${time}\n${info === '' ? '' : `${info}\n`}\n`);
    return 0;
  }
  const { columns, rows } = answer;
  if (rows.length > 0) {
    yield* print(
      vertical || measureBox(columns, rows, shell.headed) > shell.widest
        ? formatVertical(columns, rows)
        : (shell.style === 'boxed' ? formatBoxed : formatTabs)(columns, rows, shell.headed),
    );
  }
  const counted =
    rows.length === 0 ? 'Empty set' : `${rows.length} row${rows.length === 1 ? '' : 's'} in set`;
  if (shell.interactive) yield* print(`${counted} ${time}\n\n`);
  return 0;
}

function* toError(text: string): Routine<boolean> {
  yield* printError(text);
  return true;
}

function* reconnect(shell: Shell): Routine<boolean> {
  yield* printError(
    formatComplaintText({ number: 2006, state: 'HY000', message: 'Server has gone away' }, null),
  );
  yield* print('No connection. Trying to reconnect...\n');
  const again = yield* connectMysql(shell.target);
  if ('number' in again) {
    yield* printError(`${formatComplaintText(again, null)}ERROR: Can't connect to the server\n\n`);
    return false;
  }
  shell.connection = again;
  yield* print(
    `Connection id:    ${again.id}\nCurrent database: ${shell.target.database ?? '*** NONE ***'}\n\n`,
  );
  return true;
}

function createClient(name: string): Program {
  return {
    name,
    usage: `${name} [-h HOST] [-P PORT] [-u USER] [-p[PASSWORD]] [-e STATEMENT] [DATABASE]`,
    summary: 'ask a MariaDB or MySQL server questions in SQL',
    main,
    handles: ['SIGINT'],
  };
}

export const mysql = createClient('mysql');
export const mariadb = createClient('mariadb');
