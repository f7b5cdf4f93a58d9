/** What a statement means, and what can be wrong with it; each server says it in its own words. */

export type SqlType =
  | 'int4'
  | 'int8'
  | 'numeric'
  | 'float8'
  | 'text'
  | 'varchar'
  | 'bool'
  | 'timestamp'
  | 'date'
  | 'inet'
  /** A quoted literal, or NULL, before anyone has asked for a type. */
  | 'unknown';

/** `text` is the value as PostgreSQL writes it; null is SQL's NULL. */
export type Value = { type: SqlType; text: string | null };

export type Column = {
  name: string;
  type: SqlType;
  /** Length of a varchar, digits of a numeric. */
  size?: number | undefined;
  /** Digits after the point. */
  scale?: number | undefined;
  notNull?: boolean | undefined;
  primary?: boolean | undefined;
  /** Counts up by itself where no value is given. */
  serial?: boolean | undefined;
};

export type Expression = { at: number; text: string } & (
  | { kind: 'value'; value: Value }
  | { kind: 'column'; name: string }
  | { kind: 'variable'; name: string }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'count' }
  | { kind: 'not' | 'minus'; of: Expression }
  | { kind: 'null-test'; of: Expression; negated: boolean }
  | { kind: 'binary'; operator: string; operatorAt: number; left: Expression; right: Expression }
);

export type Named = { name: string; at: number; database?: string | undefined };
export type SelectItem = 'all' | { of: Expression; alias: string | null };

export type Statement =
  | {
      kind: 'select';
      items: SelectItem[];
      from: Named | null;
      where: Expression | null;
      order: { by: Expression; descending: boolean }[];
      limit: number | null;
    }
  | { kind: 'insert'; table: Named; columns: Named[] | null; rows: Expression[][] }
  | {
      kind: 'update';
      table: Named;
      sets: { column: Named; to: Expression }[];
      where: Expression | null;
    }
  | { kind: 'delete'; table: Named; where: Expression | null }
  | { kind: 'create-table'; table: Named; columns: Column[]; quiet: boolean }
  | { kind: 'drop-table'; table: Named; quiet: boolean }
  | { kind: 'create-database'; name: string; owner: string | null; quiet: boolean }
  | { kind: 'create-role' | 'alter-role'; name: string; host: string; password: string | null }
  | { kind: 'show'; what: string; like: string | null }
  | { kind: 'transaction'; does: 'begin' | 'start transaction' | 'commit' | 'rollback' }
  | { kind: 'describe'; table: Named }
  | { kind: 'use'; database: string };

export type SqlError =
  | { kind: 'syntax'; at: number; near: string | null }
  | { kind: 'unterminated'; at: number; near: string }
  /** What the real server can do and this one cannot. */
  | { kind: 'unsupported'; at: number; what: string }
  | { kind: 'no-table'; at: number; name: string }
  | { kind: 'no-table-to-drop'; name: string }
  | { kind: 'table-exists'; name: string }
  | { kind: 'no-column'; at: number; name: string; table: string | null }
  | { kind: 'no-function'; at: number; name: string; types: SqlType[] }
  | { kind: 'no-variable'; at: number; name: string }
  | { kind: 'bad-value'; at: number; type: SqlType; text: string; column: string | null }
  | { kind: 'out-of-range'; at: number; type: SqlType; text: string; column: string | null }
  | { kind: 'too-long'; size: number; column: string }
  | { kind: 'value-count'; at: number; more: boolean; row: number }
  | { kind: 'null'; column: string; table: string; row: (string | null)[] }
  | { kind: 'duplicate'; column: string; table: string; text: string }
  | { kind: 'no-operator'; at: number; operator: string; types: [SqlType, SqlType] }
  | { kind: 'division-by-zero' }
  | { kind: 'no-database'; name: string }
  | { kind: 'database-exists'; name: string }
  | { kind: 'role-exists' | 'no-role'; name: string }
  | { kind: 'denied'; what: string }
  | { kind: 'no-database-chosen' };

export type Sql<T> = { ok: true; value: T } | { ok: false; error: SqlError };

/** Thrown inside the parser and the evaluator only; both catch it at their door. */
export class SqlProblem extends Error {
  constructor(readonly error: SqlError) {
    super(error.kind);
  }
}

/** Runs `work`, turning a problem into a value. */
export function attempt<T>(work: () => T): Sql<T> {
  try {
    return { ok: true, value: work() };
  } catch (problem) {
    if (problem instanceof SqlProblem) return { ok: false, error: problem.error };
    throw problem;
  }
}
