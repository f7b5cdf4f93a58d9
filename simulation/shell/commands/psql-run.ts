/** What psql does with one query or one backslash command. */
import type { Routine } from '../../host/program';
import { print, printError } from '../../host/system';
import {
  LIST_DATABASES,
  LIST_RELATIONS,
  LIST_ROLES,
  LIST_SCHEMAS,
  LIST_TABLES,
} from '../../program/postgres/catalog';
import {
  askServer,
  CONNECTION_LOST,
  type Connection,
  connectToServer,
  formatQueryError,
  formatServerError,
  leaveServer,
  type Target,
} from '../../program/postgres/client';
import { parseLiteral } from '../../program/resolve';
import { setPrinting } from './psql-pset';
import { formatTable, type TableStyle } from './psql-table';

export type Shell = {
  connection: Connection;
  target: Target;
  style: TableStyle;
  /** What `\\pset pager` was set to; nothing is paged here. */
  pager: string;
  quiet: boolean;
  /** False once the server has gone. */
  open: boolean;
};

/** Asks and prints; 1 where the server complained. */
export function* showQuery(
  shell: Shell,
  query: string,
  title: string | null = null,
): Routine<number> {
  const { results, open } = yield* askServer(shell.connection, query);
  let status = 0;
  for (const result of results) {
    if (result.kind === 'error') {
      const position = open || result.fields.P !== undefined;
      const text = position
        ? formatQueryError(result.fields, query)
        : formatServerError(result.fields);
      yield* printError(`${text}\n`);
      status = 1;
    } else if (result.kind === 'notice') {
      yield* printError(`${formatQueryError(result.fields, query)}\n`);
    } else if (result.kind === 'tag') {
      if (!shell.quiet) yield* print(`${result.tag}\n`);
    } else if (title === 'List of relations' && result.rows.length === 0) {
      yield* printError('Did not find any relations.\n');
    } else
      yield* print(
        formatTable(result.fields, result.rows, shell.style, {
          title,
          counted: true,
        }),
      );
  }
  if (open) return status;
  shell.open = false;
  yield* printError(`${CONNECTION_LOST}\n`);
  return 2;
}

/** Commands that ask the catalog, and the heading of what they show. */
const listings: Readonly<Record<string, readonly [query: string, title: string]>> = {
  '\\d': [LIST_RELATIONS, 'List of relations'],
  '\\dn': [LIST_SCHEMAS, 'List of schemas'],
  '\\dt': [LIST_TABLES, 'List of relations'],
  '\\l': [LIST_DATABASES, 'List of databases'],
};

/** Whether a backslash command has something to ask of a server. */
export function needsServer(line: string): boolean {
  const [word = ''] = line.split(/[\s;]+/);
  return Object.hasOwn(listings, word) || word === '\\du';
}

/** A line that begins with a backslash. */
export function* runBackslash(
  shell: Shell,
  line: string,
  interactive = false,
): Routine<number | 'quit'> {
  const [first = '', name, value] = line.replace(/;$/, '').split(/\s+/);
  const listing = Object.hasOwn(listings, first) && name === undefined ? listings[first] : null;
  if (listing) return yield* showQuery(shell, ...listing);
  switch (first) {
    case '\\q':
      return 'quit';
    case '\\conninfo': {
      const { database, user, host, port } = shell.target;
      const at = parseLiteral(host ?? '') === null ? ` (address "${shell.connection.addr}")` : '';
      yield* print(
        `You are connected to database "${database}" as user "${user}" on host "${host}"${at} at port "${port}".\n`,
      );
      return 0;
    }
    case '\\du':
      return name === undefined ? yield* showRoles(shell) : yield* unknown(first);
    case '\\c':
    case '\\connect':
      return value === undefined
        ? yield* changeDatabase(shell, name, interactive)
        : yield* unknown(first);
    case '\\a':
      return yield* setAndSay(
        shell,
        'format',
        shell.style.format === 'unaligned' ? 'aligned' : 'unaligned',
      );
    case '\\x':
      return yield* setAndSay(shell, 'expanded', name);
    case '\\t':
      return yield* setAndSay(shell, 'tuples_only', name);
    case '\\pset':
      if (name === undefined) return yield* unknown(first);
      return yield* setAndSay(shell, name, value);
    default:
      return yield* unknown(first);
  }
}

function* setAndSay(shell: Shell, name: string, value: string | undefined): Routine<number> {
  const setting = setPrinting(shell.style, shell.pager, name, value);
  if (!setting.ok) {
    yield* printError(`${setting.text}\n`);
    return 1;
  }
  shell.style = setting.style;
  shell.pager = setting.pager;
  if (!shell.quiet) yield* print(`${setting.say}\n`);
  return 0;
}

/** `\\c NAME`: another database by a new connection; without one the old stays where people type. */
function* changeDatabase(
  shell: Shell,
  name: string | undefined,
  interactive: boolean,
): Routine<number> {
  const target = { ...shell.target, database: name ?? shell.target.database };
  const made = yield* connectToServer(target);
  if (!made.ok) {
    yield* printError(
      interactive ? `${made.text}\nPrevious connection kept\n` : `\\connect: ${made.text}\n`,
    );
    if (!interactive && shell.open) {
      yield* leaveServer(shell.connection);
      shell.open = false;
    }
    return interactive ? 1 : 2;
  }
  if (shell.open) yield* leaveServer(shell.connection);
  shell.connection = made.connection;
  shell.target = { ...target, password: shell.target.password };
  shell.open = true;
  yield* print(
    `You are now connected to database "${target.database}" as user "${target.user}".\n`,
  );
  return 0;
}

/** Names of what a role may, by the columns of the answer. */
const attributes = [
  [1, 't', 'Superuser'],
  [2, 'f', 'No inheritance'],
  [3, 't', 'Create role'],
  [4, 't', 'Create DB'],
  [5, 'f', 'Cannot login'],
  [9, 't', 'Replication'],
  [10, 't', 'Bypass RLS'],
] as const;

function* showRoles(shell: Shell): Routine<number> {
  const { results, open } = yield* askServer(shell.connection, LIST_ROLES);
  shell.open = open;
  for (const result of results) {
    if (result.kind !== 'rows') continue;
    const rows = result.rows.map((row) => {
      const may = attributes.filter(([at, is]) => row[at] === is).map(([, , word]) => word);
      return [row[0] ?? '', may.join(', '), row[8] ?? ''];
    });
    const [like] = result.fields;
    const fields = ['Role name', 'Attributes', 'Member of'].flatMap((name) =>
      like ? [{ ...like, name }] : [],
    );
    yield* print(
      formatTable(fields, rows, shell.style, { title: 'List of roles', counted: false }),
    );
  }
  if (!open) yield* printError(`${CONNECTION_LOST}\n`);
  return open ? 0 : 2;
}

/** Backslash commands of the real psql that are not here. */
const known =
  'a c connect C cd copy copyright crosstabview d da dC dd dD ddp df dg di dL dm dn do dO dp ds dS du dv dy e echo ef elif else encoding endif errverbose ev f g gdesc gexec gset gx h H help html i if ir L lo_export lo_import lo_list lo_unlink o p password prompt pset qecho r s set setenv sf sv T timing unset w warn watch z ! ?'.split(
    ' ',
  );

function* unknown(word: string): Routine<number> {
  if (known.includes(word.slice(1).replace(/[+S]+$/, ''))) {
    yield* printError(
      `${word} is not in this simulation; try \\conninfo, \\dt, \\du, \\l, \\x or \\q\n`,
    );
  } else yield* printError(`invalid command ${word}\n`);
  return 1;
}
