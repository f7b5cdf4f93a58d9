/** One statement of a client of MariaDB. */
import type { Routine } from '../../host/program';
import { PendingTables } from '../database/pending-tables';
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
import type { Column, Named, SqlError, SqlType, Statement, Value } from '../database/sql-syntax';
import { type Table, TableStore } from '../database/table-store';
import { type DatabaseAccount, mayUse, readAccounts, writeAccounts } from './accounts';
import { formatSqlError } from './errors';
import { type Complaint, type Fine, MARIADB_VERSION } from './packets';

export type Session = {
  folder: string;
  account: DatabaseAccount;
  /** `user@host` as the client named itself and came. */
  caller: string;
  database: string | null;
  id: number;
  variables: Readonly<Record<string, string>>;
  /** The changes of the transaction that is open. */
  pending?: PendingTables | null;
};
export type Answer =
  | { kind: 'rows'; result: ResultSet }
  | { kind: 'fine'; fine: Fine }
  | { kind: 'wrong'; complaint: Complaint };

const text = (name: string): Field => ({ name, type: 'text', table: null });
const fine = (affected = 0, info = ''): Answer => ({ kind: 'fine', fine: { affected, info } });

function createFunctions(session: Session, now: number): Functions {
  const moment = new Date(now).toISOString().slice(0, 19).replace('T', ' ');
  const { user, host } = session.account;
  const table: Record<string, Value> = {
    version: { type: 'text', text: MARIADB_VERSION },
    user: { type: 'text', text: session.caller },
    current_user: { type: 'text', text: `${user}@${host}` },
    database: { type: 'text', text: session.database },
    schema: { type: 'text', text: session.database },
    connection_id: { type: 'int8', text: String(session.id) },
    now: { type: 'timestamp', text: moment },
  };
  return (name, args) =>
    args.length === 0 && Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}

export function* executeStatement(session: Session, query: string, now: number): Routine<Answer> {
  const statement = query.replace(/;\s*$/, '').trim();
  if (statement === '') {
    return {
      kind: 'wrong',
      complaint: { number: 1065, state: '42000', message: 'Query was empty' },
    };
  }
  const parsed = parseStatement(statement, 'mariadb');
  const wrong = (error: SqlError): Answer => ({
    kind: 'wrong',
    complaint: formatSqlError(error, statement, session.database),
  });
  if (!parsed.ok) return wrong(parsed.error);
  return yield* run(session, parsed.value, createFunctions(session, now), wrong);
}

type Wrong = (error: SqlError) => Answer;

export function denied({ account }: Pick<Session, 'account'>, database: string): SqlError {
  return {
    kind: 'denied',
    what: `for user '${account.user}'@'${account.host}' to database '${database}'`,
  };
}

function* run(
  session: Session,
  statement: Statement,
  call: Functions,
  wrong: Wrong,
): Routine<Answer> {
  // What changes tables, databases and accounts as such ends a transaction first (implicit COMMIT).
  if (/^(create|drop|alter)-|^transaction$/.test(statement.kind)) {
    const given = statement.kind === 'transaction' ? statement.does : 'commit';
    if (session.pending && given !== 'rollback') yield* session.pending.commit();
    session.pending = /^(begin|start)/.test(given) ? new PendingTables(session.folder) : null;
  }
  const store = session.pending ?? new TableStore(session.folder);
  const variable = (name: string): Value | null => {
    const value = session.variables[name];
    if (value === undefined) return null;
    return { type: /^\d+$/.test(value) ? 'int8' : 'text', text: value };
  };
  const setting = { dialect: 'mariadb', call, variable } as const;
  switch (statement.kind) {
    case 'select': {
      if (!statement.from) {
        const result = runSelect(statement, null, setting);
        return result.ok ? { kind: 'rows', result: result.value } : wrong(result.error);
      }
      const found = yield* reach(session, store, statement.from);
      if ('error' in found) return wrong(found.error);
      const result = runSelect(statement, found.table, setting);
      return result.ok ? { kind: 'rows', result: result.value } : wrong(result.error);
    }
    case 'insert':
    case 'update':
    case 'delete': {
      const found = yield* reach(session, store, statement.table);
      if ('error' in found) return wrong(found.error);
      const changed =
        statement.kind === 'insert'
          ? runInsert(statement, found.table, setting)
          : statement.kind === 'update'
            ? runUpdate(statement, found.table, setting)
            : runDelete(statement, found.table, setting);
      if (!changed.ok) return wrong(changed.error);
      yield* store.save(found.database, statement.table.name, changed.value.table);
      const { count } = changed.value;
      if (statement.kind === 'update')
        return fine(count, `Rows matched: ${count}  Changed: ${count}  Warnings: 0`);
      const many = statement.kind === 'insert' && statement.rows.length > 1;
      return fine(count, many ? `Records: ${count}  Duplicates: 0  Warnings: 0` : '');
    }
    case 'create-table':
    case 'drop-table': {
      const place = placeOf(session, statement.table);
      if (typeof place !== 'string') return wrong(place);
      const { name } = statement.table;
      const there = (yield* store.tables(place)).includes(name);
      if (statement.kind === 'create-table') {
        if (there && !statement.quiet) return wrong({ kind: 'table-exists', name });
        const table = {
          owner: session.account.user,
          columns: statement.columns,
          rows: [],
          next: 1,
        };
        if (!there) yield* store.save(place, name, table);
        return fine();
      }
      if (!there && !statement.quiet) return wrong({ kind: 'no-table-to-drop', name });
      if (there) yield* store.remove(place, name);
      return fine();
    }
    case 'create-database': {
      const { name } = statement;
      if (!mayUse(session.account, name)) return wrong(denied(session, name));
      if (yield* store.hasDatabase(name)) {
        return statement.quiet ? fine(1) : wrong({ kind: 'database-exists', name });
      }
      yield* store.createDatabase(name);
      return fine(1);
    }
    case 'create-role':
    case 'alter-role':
      return yield* changeAccount(session, statement, wrong);
    case 'show':
      return yield* show(session, store, statement, wrong);
    case 'describe': {
      const found = yield* reach(session, store, statement.table);
      return 'error' in found ? wrong(found.error) : describe(found.table);
    }
    case 'transaction':
      return fine();
    case 'use':
      return yield* useDatabase(session, statement.database, wrong);
  }
}

export function* useDatabase(session: Session, database: string, wrong: Wrong): Routine<Answer> {
  const store = new TableStore(session.folder);
  if (!mayUse(session.account, database)) return wrong(denied(session, database));
  if (!(yield* store.hasDatabase(database))) return wrong({ kind: 'no-database', name: database });
  session.database = database;
  return fine();
}

/** The database of a table, if this client may use it. */
function placeOf(session: Session, { database }: Named): string | SqlError {
  const name = database ?? session.database;
  if (name === null) return { kind: 'no-database-chosen' };
  return mayUse(session.account, name) ? name : denied(session, name);
}

function* reach(
  session: Session,
  store: TableStore,
  named: Named,
): Routine<{ table: Table; database: string } | { error: SqlError }> {
  const database = placeOf(session, named);
  if (typeof database !== 'string') return { error: database };
  const table = yield* store.load(database, named.name);
  return table
    ? { table, database }
    : { error: { kind: 'no-table', at: named.at, name: named.name } };
}

function* changeAccount(
  session: Session,
  statement: Extract<Statement, { kind: 'create-role' | 'alter-role' }>,
  wrong: Wrong,
): Routine<Answer> {
  if (!session.account.databases.includes('*')) {
    const message =
      'Access denied; you need (at least one of) the CREATE USER privilege(s) for this operation';
    return { kind: 'wrong', complaint: { number: 1227, state: '42000', message } };
  }
  const { name: user, host, password } = statement;
  const accounts = yield* readAccounts(session.folder);
  const at = accounts.findIndex((one) => one.user === user && one.host === host);
  const creating = statement.kind === 'create-role';
  const name = `'${user}'@'${host}'`;
  if (creating && at >= 0) return wrong({ kind: 'role-exists', name });
  if (!creating && at < 0) return wrong({ kind: 'no-role', name });
  const old = accounts[at] ?? { user, host, password: '', databases: [] };
  const next = { ...old, password: password ?? old.password };
  yield* writeAccounts(session.folder, creating ? [...accounts, next] : accounts.with(at, next));
  return fine();
}

function* show(
  session: Session,
  store: TableStore,
  { what, like }: Extract<Statement, { kind: 'show' }>,
  wrong: Wrong,
): Routine<Answer> {
  const pattern = like
    ?.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  const fits = (name: string) =>
    pattern === undefined || new RegExp(`^${pattern}$`, 'i').test(name);
  const suffix = like === null ? '' : ` (${like})`;
  const rows = (fields: Field[], found: string[][]): Answer => ({
    kind: 'rows',
    result: { fields, rows: found },
  });
  if (what === 'variables') {
    const found = Object.entries(session.variables)
      .filter(([name]) => fits(name))
      .sort();
    return rows([text('Variable_name'), text('Value')], found);
  }
  if (what === 'tables') {
    const { database } = session;
    if (database === null) return wrong({ kind: 'no-database-chosen' });
    const names = (yield* store.tables(database)).filter(fits);
    return rows(
      [text(`Tables_in_${database}${suffix}`)],
      names.map((name) => [name]),
    );
  }
  const own = (yield* store.databases()).filter((name) => mayUse(session.account, name));
  const names = [...own, 'information_schema'].sort().filter(fits);
  return rows(
    [text(`Database${suffix}`)],
    names.map((name) => [name]),
  );
}

const typeNames: Readonly<Record<SqlType, string>> = {
  int4: 'int(11)',
  int8: 'bigint(20)',
  numeric: 'decimal',
  float8: 'double',
  text: 'text',
  varchar: 'varchar',
  bool: 'tinyint(1)',
  timestamp: 'datetime',
  date: 'date',
  inet: 'text',
  unknown: 'text',
};

function describe({ columns }: Table): Answer {
  const spell = ({ type, size, scale }: Column) =>
    typeNames[type] +
    (size === undefined ? '' : type === 'numeric' ? `(${size},${scale ?? 0})` : `(${size})`);
  const rows = columns.map((column) => [
    ...[column.name, spell(column), column.notNull ? 'NO' : 'YES', column.primary ? 'PRI' : ''],
    ...[column.notNull ? null : 'NULL', column.serial ? 'auto_increment' : ''],
  ]);
  const names = ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'];
  const fields = names.map((name) => ({ ...text(name), notNull: name === 'Key' }));
  return { kind: 'rows', result: { fields, rows } };
}
