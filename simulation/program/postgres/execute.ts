/** One query of a client: its statements one after the other, up to the first mistake. */
import { encodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { writeFile } from '../../host/system';
import type { Functions } from '../database/sql-evaluate';
import { parseStatement } from '../database/sql-parse';
import {
  type Field,
  type ResultSet,
  runDelete,
  runInsert,
  runSelect,
  runUpdate,
} from '../database/sql-run';
import type { Sql, SqlError, SqlType, Statement, Value } from '../database/sql-syntax';
import { splitStatements } from '../database/sql-token';
import type { TableStore } from '../database/table-store';
import { builtInDatabases, findCatalogQuery } from './catalog';
import { formatSqlError } from './errors';
import { hashPassword, readRoles, writeRoles } from './roles';
import { settingNames } from './setting-names';
import type { Settings } from './settings';
import { runTransaction, type Transaction } from './transaction';
import {
  type ErrorFields,
  formatDataRow,
  formatError,
  formatMessage,
  formatRowDescription,
} from './wire';

export type Session = {
  /** What is stored, with the changes of the transaction that is open. */
  store: TableStore;
  transaction: Transaction | null;
  directory: string;
  settings: Settings;
  user: string;
  superuser: boolean;
  database: string;
  server: { addr: string; port: number };
  client: { addr: string; port: number };
  pid: number;
};

const oids: Readonly<Record<SqlType, readonly [oid: number, size: number]>> = {
  int4: [23, 4],
  int8: [20, 8],
  numeric: [1700, -1],
  float8: [701, 8],
  text: [25, -1],
  varchar: [1043, -1],
  bool: [16, 1],
  timestamp: [1114, 8],
  date: [1082, 4],
  inet: [869, -1],
  unknown: [25, -1],
};

function describe({ name, type, size, scale }: Field) {
  const [oid, bytes] = oids[type];
  const modifier =
    size === undefined ? -1 : type === 'varchar' ? size + 4 : size * 65536 + (scale ?? 0) + 4;
  return { name: encodeText(name), oid, size: bytes, modifier };
}

function formatResult({ fields, rows }: ResultSet, tag: string): string {
  return (
    formatRowDescription(fields.map(describe)) +
    rows
      .map((row) => formatDataRow(row.map((cell) => (cell === null ? null : encodeText(cell)))))
      .join('') +
    formatMessage('C', `${tag}\0`)
  );
}

export const VERSION =
  'PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64-pc-linux-gnu, ' +
  'compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit';

function createFunctions(session: Session, now: number): Functions {
  const text = (value: string): Value => ({ type: 'text', text: value });
  const moment = new Date(now).toISOString().replace('T', ' ').replace('Z', '');
  const table: Record<string, () => Value> = {
    version: () => text(VERSION),
    inet_server_addr: () => ({ type: 'inet', text: session.server.addr }),
    inet_server_port: () => ({ type: 'int4', text: String(session.server.port) }),
    inet_client_addr: () => ({ type: 'inet', text: session.client.addr }),
    inet_client_port: () => ({ type: 'int4', text: String(session.client.port) }),
    current_user: () => text(session.user),
    session_user: () => text(session.user),
    user: () => text(session.user),
    current_database: () => text(session.database),
    current_catalog: () => text(session.database),
    current_schema: () => text('public'),
    pg_is_in_recovery: () => ({ type: 'bool', text: 'f' }),
    pg_backend_pid: () => ({ type: 'int4', text: String(session.pid) }),
    now: () => ({ type: 'timestamp', text: moment }),
    current_timestamp: () => ({ type: 'timestamp', text: moment }),
    current_date: () => ({ type: 'date', text: moment.slice(0, 10) }),
  };
  return (name, args) => {
    if (name === 'current_setting' && args.length === 1) {
      const value = session.settings[args[0]?.text?.toLowerCase() ?? ''];
      return value === undefined ? null : text(value);
    }
    if (args.length > 0 || !Object.hasOwn(table, name)) return null;
    return table[name]?.() ?? null;
  };
}

export type Answer = { bytes: string; error: ErrorFields | null; warnings: string[] };

/** `query` is text; the answer is without ReadyForQuery. */
export function* executeQuery(session: Session, query: string, now: number): Routine<Answer> {
  let bytes = '';
  const warnings: string[] = [];
  const known = yield* findCatalogQuery(session, query);
  if (known)
    return { bytes: formatResult(known, `SELECT ${known.rows.length}`), error: null, warnings };
  const statements = splitStatements(query, 'postgres');
  if (statements.length === 0) return { bytes: formatMessage('I', ''), error: null, warnings };
  // A mistake in the grammar anywhere stops the whole query before it begins.
  const parsed = statements.map(({ text, at }) => ({
    at,
    statement: parseStatement(text, 'postgres'),
  }));
  for (const { at, statement } of parsed) {
    if (statement.ok) continue;
    failTransaction(session);
    const error = formatSqlError(statement.error, query, at);
    return { bytes: formatError(error), error, warnings };
  }
  const functions = createFunctions(session, now);
  for (const { at, statement } of parsed) {
    if (!statement.ok) continue;
    const done = yield* run(session, statement.value, functions);
    if (!done.ok) {
      failTransaction(session);
      const error = 'fields' in done ? done.fields : formatSqlError(done.error, query, at);
      return { bytes: bytes + formatError(error), error, warnings };
    }
    bytes += done.value;
  }
  return { bytes, error: null, warnings };
}

/** After a mistake nothing but the end of the transaction is taken. */
function failTransaction({ transaction }: Session): void {
  if (transaction) transaction.failed = true;
}

const aborted = 'current transaction is aborted, commands ignored until end of transaction block';
const outside: Partial<Record<Statement['kind'], string>> = {
  'create-database': 'CREATE DATABASE cannot run inside a transaction block',
};

type Ran = Sql<string> | { ok: false; fields: ErrorFields };

function failWith(code: string, message: string): Ran {
  return { ok: false, fields: { S: 'ERROR', V: 'ERROR', C: code, M: message } };
}

function complete(tag: string): Ran {
  return { ok: true, value: formatMessage('C', `${tag}\0`) };
}

function notice(message: string, code: string): string {
  return formatError({ S: 'NOTICE', V: 'NOTICE', C: code, M: message }, 'N');
}

function wrong(error: SqlError): Ran {
  return { ok: false, error };
}

function* run(session: Session, statement: Statement, call: Functions): Routine<Ran> {
  const { store, database } = session;
  const setting = { dialect: 'postgres', call, variable: () => null } as const;
  if (statement.kind === 'transaction') {
    const bytes = yield* runTransaction(session, statement.does);
    return bytes === null ? failWith('58030', 'could not commit') : { ok: true, value: bytes };
  }
  if (session.transaction?.failed) return failWith('25P02', aborted);
  const alone = session.transaction ? outside[statement.kind] : undefined;
  if (alone !== undefined) return failWith('25001', alone);
  if (session.transaction && /-role$/.test(statement.kind)) {
    return failWith('0A000', 'roles in a transaction are not in this simulation');
  }
  switch (statement.kind) {
    case 'select': {
      const { from } = statement;
      const table = from ? yield* store.load(database, from.name) : null;
      if (from && !table) return wrong({ kind: 'no-table', at: from.at, name: from.name });
      const result = runSelect(statement, table, setting);
      if (!result.ok) return result;
      return { ok: true, value: formatResult(result.value, `SELECT ${result.value.rows.length}`) };
    }
    case 'insert':
    case 'update':
    case 'delete': {
      const { name, at } = statement.table;
      const table = yield* store.load(database, name);
      if (!table) return wrong({ kind: 'no-table', at, name });
      if (table.owner !== session.user && !session.superuser) {
        return wrong({ kind: 'denied', what: `for table ${name}` });
      }
      const changed =
        statement.kind === 'insert'
          ? runInsert(statement, table, setting)
          : statement.kind === 'update'
            ? runUpdate(statement, table, setting)
            : runDelete(statement, table, setting);
      if (!changed.ok) return changed;
      const saved = yield* store.save(database, name, changed.value.table);
      if (!saved.ok) return failWith('58030', `could not write table "${name}"`);
      const tag = statement.kind === 'insert' ? 'INSERT 0' : statement.kind.toUpperCase();
      return complete(`${tag} ${changed.value.count}`);
    }
    case 'create-table': {
      const { name } = statement.table;
      if ((yield* store.tables(database)).includes(name)) {
        if (!statement.quiet) return wrong({ kind: 'table-exists', name });
        const text = notice(`relation "${name}" already exists, skipping`, '42P07');
        return { ok: true, value: text + formatMessage('C', 'CREATE TABLE\0') };
      }
      const table = { owner: session.user, columns: statement.columns, rows: [], next: 1 };
      const saved = yield* store.save(database, name, table);
      return saved.ok
        ? complete('CREATE TABLE')
        : failWith('58030', `could not create table "${name}"`);
    }
    case 'drop-table': {
      const { name } = statement.table;
      const table = yield* store.load(database, name);
      if (!table) {
        if (!statement.quiet) return wrong({ kind: 'no-table-to-drop', name });
        const text = notice(`table "${name}" does not exist, skipping`, '00000');
        return { ok: true, value: text + formatMessage('C', 'DROP TABLE\0') };
      }
      if (table.owner !== session.user && !session.superuser) {
        return failWith('42501', `must be owner of table ${name}`);
      }
      yield* store.remove(database, name);
      return complete('DROP TABLE');
    }
    case 'create-database': {
      const { name } = statement;
      if (!session.superuser) return wrong({ kind: 'denied', what: 'to create database' });
      if (yield* store.hasDatabase(name)) return wrong({ kind: 'database-exists', name });
      if (builtInDatabases.includes(name)) return wrong({ kind: 'database-exists', name });
      const owner = statement.owner ?? session.user;
      const roles = yield* readRoles(session.directory);
      if (!Object.hasOwn(roles, owner)) return wrong({ kind: 'no-role', name: owner });
      const made = yield* store.createDatabase(name);
      if (made.ok) yield* writeFile(`${store.folder}/${name}/owner`, `${owner}\n`);
      return made.ok
        ? complete('CREATE DATABASE')
        : failWith('58030', `could not create database "${name}"`);
    }
    case 'create-role':
    case 'alter-role':
      return yield* changeRole(session, statement);
    case 'show':
      return show(session, statement.what.toLowerCase());
    default:
      return wrong({ kind: 'unsupported', at: 0, what: statement.kind.toUpperCase() });
  }
}

function* changeRole(
  session: Session,
  statement: Extract<Statement, { kind: 'create-role' | 'alter-role' }>,
): Routine<Ran> {
  const { name, password, kind } = statement;
  const creating = kind === 'create-role';
  const own = !creating && name === session.user;
  if (!session.superuser && !own) {
    if (creating) return wrong({ kind: 'denied', what: 'to create role' });
    return failWith('42501', 'permission denied');
  }
  const roles = yield* readRoles(session.directory);
  const old = Object.hasOwn(roles, name) ? roles[name] : undefined;
  if (creating && old) return wrong({ kind: 'role-exists', name });
  if (!creating && !old) return wrong({ kind: 'no-role', name });
  const encryption = session.settings.password_encryption ?? '';
  const kept =
    password === null ? (old?.password ?? null) : hashPassword(password, name, encryption);
  const role = { superuser: old?.superuser ?? false, password: kept };
  const written = yield* writeRoles(session.directory, { ...roles, [name]: role });
  if (!written.ok) return failWith('58030', 'could not write the roles');
  return complete(creating ? 'CREATE ROLE' : 'ALTER ROLE');
}

function show({ settings }: Session, name: string): Ran {
  const value = settings[name];
  if (value === undefined) {
    if (settingNames.has(name)) {
      return failWith('0A000', `the value of "${name}" is not in this simulation`);
    }
    return failWith('42704', `unrecognized configuration parameter "${name}"`);
  }
  const field: Field = { name, type: 'text', table: null };
  return { ok: true, value: formatResult({ fields: [field], rows: [[value]] }, 'SHOW') };
}
