/**
 * Where the tables of a database server lie: a folder for each database, a JSON file for each table.
 * The real servers keep pages of bytes there; a learner's file is read with the same care.
 */
import type { Routine } from '../../host/program';
import { type Outcome, readFile, sys, writeFile } from '../../host/system';
import type { Column, SqlType } from './sql-syntax';

export type Table = {
  owner: string;
  columns: Column[];
  rows: (string | null)[][];
  /** The next number of a column that counts by itself. */
  next: number;
};

const types: readonly SqlType[] = [
  ...([
    'int4',
    'int8',
    'numeric',
    'float8',
    'text',
    'varchar',
    'bool',
    'timestamp',
    'date',
  ] as const),
];

/** The table that a file describes, or null where it is not one. */
function parseTable(text: string): Table | null {
  let given: Partial<Table> | null;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  const { owner, columns, rows = [], next = rows.length + 1 } = given ?? {};
  const isColumn = (one: unknown) => {
    const column = one as Partial<Column> | null;
    return typeof column?.name === 'string' && types.includes(column.type ?? 'unknown');
  };
  if (!Array.isArray(columns) || !columns.every(isColumn) || !Array.isArray(rows)) return null;
  const isCell = (cell: unknown) => cell === null || typeof cell === 'string';
  const good = rows.every(
    (row) => Array.isArray(row) && row.length === columns.length && row.every(isCell),
  );
  if (!good || typeof next !== 'number') return null;
  return { owner: typeof owner === 'string' ? owner : 'postgres', columns, rows, next };
}

function formatTable(table: Table): string {
  const rows = table.rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n');
  const { owner, columns, next } = table;
  return `{ "owner": ${JSON.stringify(owner)}, "next": ${next},\n "columns": ${JSON.stringify(columns)},\n "rows": [\n${rows}\n ] }\n`;
}

/** A name that may be part of a path. */
function isSafe(name: string): boolean {
  return name !== '' && !/[/\0]/.test(name) && !/^\.+$/.test(name) && name.length < 64;
}

export class TableStore {
  constructor(readonly folder: string) {}

  private path(database: string, table: string): string {
    return `${this.folder}/${database}/${table}.json`;
  }

  *databases(): Routine<string[]> {
    const found = yield* sys.readdir(this.folder);
    if (!found.ok) return [];
    const names: string[] = [];
    for (const name of found.value) {
      const status = yield* sys.stat(`${this.folder}/${name}`);
      if (status.ok && status.value.kind === 'directory') names.push(name);
    }
    return names;
  }

  *hasDatabase(name: string): Routine<boolean> {
    if (!isSafe(name)) return false;
    const status = yield* sys.stat(`${this.folder}/${name}`);
    return status.ok && status.value.kind === 'directory';
  }

  *createDatabase(name: string): Routine<Outcome<null>> {
    if (!isSafe(name)) return { ok: false, errno: 'EINVAL' };
    return yield* sys.mkdir(`${this.folder}/${name}`);
  }

  *tables(database: string): Routine<string[]> {
    if (!isSafe(database)) return [];
    const found = yield* sys.readdir(`${this.folder}/${database}`);
    if (!found.ok) return [];
    return found.value.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []));
  }

  *load(database: string, table: string): Routine<Table | null> {
    if (!isSafe(database) || !isSafe(table)) return null;
    const text = yield* readFile(this.path(database, table));
    return text.ok ? parseTable(text.value) : null;
  }

  *save(database: string, name: string, table: Table): Routine<Outcome<null>> {
    if (!isSafe(database) || !isSafe(name)) return { ok: false, errno: 'EINVAL' };
    return yield* writeFile(this.path(database, name), formatTable(table));
  }

  *remove(database: string, table: string): Routine<Outcome<null>> {
    return yield* sys.unlink(this.path(database, table));
  }
}
