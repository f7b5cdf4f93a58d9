/** Statements of SQL: the handful that a first look at a database needs. The rest is refused by name. */
import { parseColumns } from './sql-columns';
import { parseExpression, parseOrder } from './sql-expression';
import { TokenReader } from './sql-reader';
import { attempt, type Named, type SelectItem, type Sql, type Statement } from './sql-syntax';
import type { Dialect } from './sql-token';

/** Words that begin a statement which the real server knows. */
const known: Readonly<Record<Dialect, string>> = {
  postgres:
    'abort alter analyze begin call checkpoint close cluster comment commit copy deallocate declare discard do ' +
    'end execute explain fetch grant import listen load lock merge move notify prepare reassign refresh reindex ' +
    'release reset revoke rollback savepoint security set start table truncate unlisten vacuum values with',
  mariadb:
    'alter analyze backup begin call change check checksum commit deallocate do execute explain flush get grant ' +
    'handler help install kill load lock optimize prepare purge release rename repair replace reset revoke ' +
    'rollback savepoint set shutdown signal start stop truncate uninstall unlock values with xa',
};

/** One statement without its semicolon. */
export function parseStatement(text: string, dialect: Dialect): Sql<Statement> {
  return attempt(() => {
    const reader = new TokenReader(text, dialect);
    const statement = parseAny(reader);
    if (reader.peek().kind !== 'end') reader.unexpected();
    return statement;
  });
}

function parseAny(reader: TokenReader): Statement {
  const first = reader.peek();
  if (reader.takeSymbol('(')) {
    return reader.isWord('select')
      ? reader.unsupported('A SELECT in brackets')
      : reader.unexpected();
  }
  if (reader.takeWord('select')) return parseSelect(reader);
  if (reader.takeWord('insert')) return parseInsert(reader);
  if (reader.takeWord('update')) return parseUpdate(reader);
  if (reader.takeWord('delete')) {
    reader.expectWord('from');
    return { kind: 'delete', table: reader.qualified(), where: parseWhere(reader) };
  }
  if (reader.takeWord('create')) return parseCreate(reader);
  if (reader.takeWord('drop')) {
    if (!reader.isWord('table')) return reader.unsupported(`DROP ${reader.peek().text}`);
    reader.expectWord('table');
    const quiet = reader.takeWord('if') && reader.expectWord('exists');
    return { kind: 'drop-table', table: reader.qualified(), quiet };
  }
  if (reader.isWord('alter') && reader.isWord('user', 'role', 1)) {
    reader.next();
    reader.next();
    return parseRole(reader, 'alter-role');
  }
  if (reader.takeWord('show')) return parseShow(reader);
  if (reader.dialect === 'mariadb' && reader.takeWord('use')) {
    return { kind: 'use', database: reader.name().name };
  }
  if (reader.dialect === 'mariadb' && reader.takeWord('describe', 'desc')) {
    return { kind: 'describe', table: reader.qualified() };
  }
  const transaction = parseTransaction(reader);
  if (transaction) return transaction;
  if (
    first.kind === 'word' &&
    known[reader.dialect].split(' ').includes(first.value.toLowerCase())
  ) {
    return reader.unsupported(first.text.toUpperCase());
  }
  return reader.unexpected();
}

/** BEGIN and its like, without modes, savepoints and chains; null where it is none of them. */
function parseTransaction(reader: TokenReader): Statement | null {
  if (reader.isWord('start') && reader.isWord('transaction', 'transaction', 1)) {
    reader.next();
    reader.next();
    return endTransaction(reader, 'start transaction');
  }
  // `end` and `abort` are PostgreSQL's words alone.
  const own = reader.dialect === 'postgres';
  const does = reader.takeWord('begin')
    ? 'begin'
    : reader.takeWord('commit', own ? 'end' : 'commit')
      ? 'commit'
      : reader.takeWord('rollback', own ? 'abort' : 'rollback')
        ? 'rollback'
        : null;
  if (does === null) return null;
  reader.takeWord('work', own ? 'transaction' : 'work');
  return endTransaction(reader, does);
}

function endTransaction(
  reader: TokenReader,
  does: Extract<Statement, { kind: 'transaction' }>['does'],
): Statement {
  const more =
    reader.peek().kind === 'word' &&
    /^(isolation|read|to|and|with|deferrable|not)$/i.test(reader.peek().text);
  return more
    ? reader.unsupported(`${does.toUpperCase()} ${reader.peek().text.toUpperCase()}`)
    : { kind: 'transaction', does };
}

function parseWhere(reader: TokenReader) {
  return reader.takeWord('where') ? parseExpression(reader) : null;
}

function parseSelect(reader: TokenReader): Statement {
  const items: SelectItem[] = [];
  if (!reader.isWord('from') && reader.peek().kind !== 'end') {
    do {
      if (reader.takeSymbol('*')) {
        items.push('all');
        continue;
      }
      const of = parseExpression(reader);
      const alias = reader.takeWord('as') ? reader.label() : reader.bareLabel();
      items.push({ of, alias });
    } while (reader.takeSymbol(','));
  } else if (reader.dialect === 'mariadb') return reader.unexpected();
  const from = reader.takeWord('from') ? reader.qualified() : null;
  const where = parseWhere(reader);
  const order = reader.takeWord('order') ? parseOrder(reader) : [];
  let limit: number | null = null;
  if (reader.takeWord('limit')) {
    const count = reader.next();
    if (count.kind !== 'number') return reader.unexpected(count);
    limit = Number(count.text);
  }
  return { kind: 'select', items, from, where, order, limit };
}

function parseInsert(reader: TokenReader): Statement {
  reader.expectWord('into');
  const table = reader.qualified();
  let columns: Named[] | null = null;
  if (reader.takeSymbol('(')) {
    columns = [];
    do columns.push(reader.name());
    while (reader.takeSymbol(','));
    reader.expectSymbol(')');
  }
  if (!reader.takeWord('values', reader.dialect === 'mariadb' ? 'value' : 'values')) {
    return reader.unexpected();
  }
  const rows = [];
  do {
    reader.expectSymbol('(');
    const row = [];
    do row.push(parseExpression(reader));
    while (reader.takeSymbol(','));
    reader.expectSymbol(')');
    rows.push(row);
  } while (reader.takeSymbol(','));
  return { kind: 'insert', table, columns, rows };
}

function parseUpdate(reader: TokenReader): Statement {
  const table = reader.qualified();
  reader.expectWord('set');
  const sets = [];
  do {
    const column = reader.name();
    reader.expectSymbol('=');
    sets.push({ column, to: parseExpression(reader) });
  } while (reader.takeSymbol(','));
  return { kind: 'update', table, sets, where: parseWhere(reader) };
}

function takeQuiet(reader: TokenReader): boolean {
  return reader.takeWord('if') && reader.expectWord('not') && reader.expectWord('exists');
}

function parseCreate(reader: TokenReader): Statement {
  if (reader.takeWord('table')) {
    const quiet = takeQuiet(reader);
    const table = reader.qualified();
    return { kind: 'create-table', table, columns: parseColumns(reader), quiet };
  }
  if (reader.takeWord('database', reader.dialect === 'mariadb' ? 'schema' : 'database')) {
    const quiet = reader.dialect === 'mariadb' && takeQuiet(reader);
    const { name } = reader.name();
    reader.takeWord('with');
    let owner: string | null = null;
    if (reader.dialect === 'postgres' && reader.takeWord('owner')) {
      reader.takeSymbol('=');
      owner = reader.name().name;
    }
    return { kind: 'create-database', name, owner, quiet };
  }
  if (reader.takeWord('user', reader.dialect === 'postgres' ? 'role' : 'user')) {
    return parseRole(reader, 'create-role');
  }
  return reader.unsupported(`CREATE ${reader.peek().text}`.trim());
}

function parseRole(reader: TokenReader, kind: 'create-role' | 'alter-role'): Statement {
  const name = reader.account();
  let host = '%';
  if (reader.dialect === 'mariadb' && reader.takeSymbol('@')) host = reader.account();
  let password: string | null = null;
  if (reader.dialect === 'mariadb') {
    if (reader.takeWord('identified')) {
      reader.expectWord('by');
      password = reader.string();
    }
    return { kind, name, host, password };
  }
  reader.takeWord('with');
  for (;;) {
    if (reader.takeWord('login')) continue;
    if (reader.takeWord('encrypted') && !reader.isWord('password')) return reader.unexpected();
    if (reader.takeWord('password')) password = reader.string();
    else return { kind, name, host, password };
  }
}

/** `show port` of PostgreSQL; `show databases`, `show tables`, `show variables like` of MariaDB. */
function parseShow(reader: TokenReader): Statement {
  const global = reader.dialect === 'mariadb' && reader.takeWord('global', 'session');
  const what = reader.name().name;
  if (reader.dialect === 'postgres') return { kind: 'show', what, like: null };
  const lower = what.toLowerCase();
  if (!['databases', 'schemas', 'tables', 'variables'].includes(lower)) {
    const others =
      'binlog character collation columns count create engine engines errors events full grants index open plugins privileges processlist profile status table triggers warnings';
    return others.split(' ').includes(lower)
      ? reader.unsupported(`SHOW ${lower.toUpperCase()}`)
      : reader.unexpected(reader.previous());
  }
  if (global && lower !== 'variables') return reader.unexpected(reader.previous());
  return { kind: 'show', what: lower, like: reader.takeWord('like') ? reader.string() : null };
}
