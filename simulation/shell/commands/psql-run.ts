/** What psql does with one query or one backslash command. */
import type { Routine } from '../../host/program';
import { print, printError } from '../../host/system';
import { LIST_DATABASES, LIST_TABLES } from '../../program/postgres/catalog';
import {
  askServer,
  CONNECTION_LOST,
  type Connection,
  formatQueryError,
  formatServerError,
  type Target,
} from '../../program/postgres/client';
import { parseLiteral } from '../../program/resolve';
import { formatTable, type TableStyle } from './psql-table';

export type Shell = {
  connection: Connection;
  target: Target;
  style: TableStyle;
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
    } else yield* print(formatTable(result.fields, result.rows, shell.style, title));
  }
  if (open) return status;
  shell.open = false;
  yield* printError(`${CONNECTION_LOST}\n`);
  return 2;
}

/** A line that begins with a backslash. */
export function* runBackslash(shell: Shell, line: string): Routine<number | 'quit'> {
  const [word = ''] = line.split(/\s+/);
  switch (word.replace(/;$/, '')) {
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
    case '\\dt':
      return yield* showQuery(shell, LIST_TABLES, 'List of relations');
    case '\\l':
      return yield* showQuery(shell, LIST_DATABASES, 'List of databases');
    case '\\x':
      shell.style = { ...shell.style, expanded: !shell.style.expanded };
      yield* print(`Expanded display is ${shell.style.expanded ? 'on' : 'off'}.\n`);
      return 0;
    case '\\t':
      shell.style = { ...shell.style, tuplesOnly: !shell.style.tuplesOnly };
      yield* print(`Tuples only is ${shell.style.tuplesOnly ? 'on' : 'off'}.\n`);
      return 0;
    default:
      return yield* unknown(word);
  }
}

/** Backslash commands of the real psql that are not here. */
const known =
  'a c connect C cd copy copyright crosstabview d da dC dd dD ddp df dg di dL dm dn do dO dp ds dS du dv dy e echo ef elif else encoding endif errverbose ev f g gdesc gexec gset gx h H help html i if ir L lo_export lo_import lo_list lo_unlink o p password prompt pset qecho r s set setenv sf sv T timing unset w warn watch z ! ?'.split(
    ' ',
  );

function* unknown(word: string): Routine<number> {
  if (known.includes(word.slice(1).replace(/[+S]+$/, ''))) {
    yield* printError(`${word} is not in this simulation; try \\conninfo, \\dt, \\l, \\x or \\q\n`);
  } else yield* printError(`invalid command ${word}\n`);
  return 1;
}
