/** Carries out statements on tables. What differs between servers is left to the caller. */
import { evaluate, isTrue, type Scope } from './sql-evaluate';
import {
  attempt,
  type Column,
  type Expression,
  type Sql,
  SqlProblem,
  type SqlType,
  type Statement,
} from './sql-syntax';
import { compareTexts, fitColumn } from './sql-value';
import type { Table } from './table-store';

type Of<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>;
type Setting = Omit<Scope, 'columns' | 'row' | 'table'>;

/** `size` and `scale` are those of the column it comes from. */
export type Field = {
  name: string;
  type: SqlType;
  size?: number | undefined;
  scale?: number | undefined;
  table: string | null;
  /** No row can have NULL there. */
  notNull?: boolean | undefined;
};
export type ResultSet = { fields: Field[]; rows: (string | null)[][] };

function countsRows(expression: Expression): boolean {
  return expression.kind === 'count';
}

/** The label of a column without AS, as each server makes it. */
function labelOf(expression: Expression, setting: Setting): string {
  if (setting.dialect === 'mariadb') {
    if (
      expression.kind === 'value' &&
      expression.value.type === 'unknown' &&
      expression.value.text !== null
    ) {
      return expression.value.text;
    }
    const word = /^(true|false|null)$/i.test(expression.text);
    return word ? expression.text.toUpperCase() : expression.text;
  }
  switch (expression.kind) {
    case 'column':
    case 'call':
      return expression.name;
    case 'count':
      return 'count';
    default:
      return '?column?';
  }
}

/** `table` is the table after FROM, or null without one. */
export function runSelect(
  statement: Of<'select'>,
  table: Table | null,
  setting: Setting,
): Sql<ResultSet> {
  return attempt(() => {
    const columns = table?.columns ?? [];
    const name = statement.from?.name ?? null;
    const scope = (row: readonly (string | null)[]): Scope => ({
      ...setting,
      table: name,
      columns,
      row,
    });
    const items = statement.items.flatMap((item): { of: Expression; alias: string | null }[] => {
      if (item !== 'all') return [item];
      if (!table) throw new SqlProblem({ kind: 'syntax', at: 0, near: null });
      return columns.map((column) => ({
        of: { kind: 'column', name: column.name, at: 0, text: column.name },
        alias: null,
      }));
    });
    const empty = scope(columns.map(() => null));
    const fields = items.map(({ of, alias }): Field => {
      const label = alias ?? labelOf(of, setting);
      const column = of.kind === 'column' ? find(columns, of.name) : undefined;
      const { type } = evaluate(empty, of);
      return {
        name: label,
        type,
        size: column?.size,
        scale: column?.scale,
        table: column ? name : null,
        notNull: !mayBeNull(of, columns),
      };
    });
    let rows = (table ? table.rows : [[]]).filter(
      (row) => !statement.where || isTrue(scope(row), statement.where),
    );
    if (statement.where) evaluate(empty, statement.where);
    for (const { by } of statement.order) evaluate(empty, by);
    rows = sortRows(rows, statement, items, scope);
    if (items.some(({ of }) => countsRows(of))) {
      if (!items.every(({ of }) => countsRows(of))) {
        throw new SqlProblem({
          kind: 'unsupported',
          at: items[0]?.of.at ?? 0,
          what: 'count(*) beside other columns',
        });
      }
      return { fields, rows: [items.map(() => String(rows.length))] };
    }
    if (statement.limit !== null) rows = rows.slice(0, statement.limit);
    return {
      fields,
      rows: rows.map((row) => items.map(({ of }) => evaluate(scope(row), of).text)),
    };
  });
}

function mayBeNull(expression: Expression, columns: readonly Column[]): boolean {
  switch (expression.kind) {
    case 'value':
      return expression.value.text === null;
    case 'column':
      return !find(columns, expression.name)?.notNull;
    case 'not':
    case 'minus':
      return mayBeNull(expression.of, columns);
    case 'binary':
      return mayBeNull(expression.left, columns) || mayBeNull(expression.right, columns);
    default:
      return expression.kind === 'call' || expression.kind === 'variable';
  }
}

function find(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
}

function sortRows(
  rows: (string | null)[][],
  statement: Of<'select'>,
  items: { of: Expression }[],
  scope: (row: readonly (string | null)[]) => Scope,
): (string | null)[][] {
  if (statement.order.length === 0) return rows;
  const keys = statement.order.map(({ by, descending }) => {
    // A bare number is the place of a column in the list.
    const place = by.kind === 'value' && by.value.type === 'int4' ? Number(by.value.text) : 0;
    return { by: items[place - 1]?.of ?? by, descending };
  });
  // PostgreSQL puts NULL last, MariaDB first.
  return [...rows].sort((left, right) => {
    for (const { by, descending } of keys) {
      const a = evaluate(scope(left), by);
      const b = evaluate(scope(right), by);
      const sign = descending ? -1 : 1;
      const last = scope(left).dialect === 'postgres' ? 1 : -1;
      if (a.text === null && b.text === null) continue;
      if (a.text === null) return last * sign;
      if (b.text === null) return -last * sign;
      const order = compareTexts(a.text, b.text, a.type);
      if (order !== 0) return order * sign;
    }
    return 0;
  });
}

export type Changed = { table: Table; count: number };

function columnAt(table: Table, wanted: { name: string; at: number }, name: string): number {
  const at = table.columns.findIndex(
    (column) => column.name.toLowerCase() === wanted.name.toLowerCase(),
  );
  if (at < 0)
    throw new SqlProblem({ kind: 'no-column', at: wanted.at, name: wanted.name, table: name });
  return at;
}

export function runInsert(statement: Of<'insert'>, table: Table, setting: Setting): Sql<Changed> {
  return attempt(() => {
    const name = statement.table.name;
    const places = statement.columns
      ? statement.columns.map((column) => columnAt(table, column, name))
      : table.columns.map((_, at) => at);
    let next = table.next;
    const rows = [...table.rows];
    statement.rows.forEach((given, number) => {
      checkCount(statement, given, places.length, number, setting);
      const row = table.columns.map((column, at): string | null => {
        const expression = given[places.indexOf(at)];
        const from = places.indexOf(at) < 0 ? undefined : expression;
        if (!from) return column.serial ? String(next++) : null;
        const value = evaluate({ ...setting, table: null, columns: [], row: [] }, from);
        const text = fitColumn(column, value, from.at);
        if (text === null && column.serial && setting.dialect === 'mariadb') return String(next++);
        if (column.serial && setting.dialect === 'mariadb') next = Math.max(next, Number(text) + 1);
        return text;
      });
      checkRow(table, name, rows, row);
      rows.push(row);
    });
    return { table: { ...table, rows, next }, count: statement.rows.length };
  });
}

function checkCount(
  statement: Of<'insert'>,
  given: readonly Expression[],
  places: number,
  number: number,
  setting: Setting,
): void {
  const more = given.length > places;
  const less =
    given.length < places && (statement.columns !== null || setting.dialect === 'mariadb');
  if (!more && !less) return;
  const at = more ? (given[places]?.at ?? 0) : (statement.columns?.[given.length]?.at ?? 0);
  throw new SqlProblem({ kind: 'value-count', at, more, row: number + 1 });
}

function checkRow(
  table: Table,
  name: string,
  others: readonly (string | null)[][],
  row: (string | null)[],
): void {
  table.columns.forEach((column, at) => {
    const text = row[at] ?? null;
    if (column.notNull && text === null) {
      throw new SqlProblem({ kind: 'null', column: column.name, table: name, row });
    }
    if (column.primary && others.some((other) => other[at] === text)) {
      throw new SqlProblem({
        kind: 'duplicate',
        column: column.name,
        table: name,
        text: text ?? '',
      });
    }
  });
}

export function runUpdate(statement: Of<'update'>, table: Table, setting: Setting): Sql<Changed> {
  return attempt(() => {
    const name = statement.table.name;
    const sets = statement.sets.map(({ column, to }) => ({
      at: columnAt(table, column, name),
      to,
    }));
    let count = 0;
    const rows: (string | null)[][] = [];
    for (const row of table.rows) {
      const scope = { ...setting, table: name, columns: table.columns, row };
      if (statement.where && !isTrue(scope, statement.where)) {
        rows.push(row);
        continue;
      }
      count += 1;
      const next = [...row];
      for (const { at, to } of sets) {
        const column = table.columns[at];
        if (column) next[at] = fitColumn(column, evaluate(scope, to), to.at);
      }
      const others = table.rows.filter((one) => one !== row);
      checkRow(table, name, others, next);
      rows.push(next);
    }
    return { table: { ...table, rows }, count };
  });
}

export function runDelete(statement: Of<'delete'>, table: Table, setting: Setting): Sql<Changed> {
  return attempt(() => {
    const { where } = statement;
    const scope = { ...setting, table: statement.table.name, columns: table.columns };
    if (where) evaluate({ ...scope, row: table.columns.map(() => null) }, where);
    const rows = table.rows.filter((row) => where && !isTrue({ ...scope, row }, where));
    return { table: { ...table, rows }, count: table.rows.length - rows.length };
  });
}
