/** What is wrong with a statement, in PostgreSQL's words (errcodes-appendix of the manual). */
import type { SqlError, SqlType } from '../database/sql-syntax';
import type { ErrorFields } from './wire';

const typeNames: Readonly<Record<SqlType, string>> = {
  int4: 'integer',
  int8: 'bigint',
  numeric: 'numeric',
  float8: 'double precision',
  text: 'text',
  varchar: 'character varying',
  bool: 'boolean',
  timestamp: 'timestamp without time zone',
  date: 'date',
  inet: 'inet',
  unknown: 'unknown',
};

type Said = { code: string; message: string; at?: number; detail?: string; hint?: string };

function say(error: SqlError): Said {
  switch (error.kind) {
    case 'syntax': {
      const near = error.near === null ? 'end of input' : `or near "${error.near}"`;
      return { code: '42601', message: `syntax error at ${near}`, at: error.at };
    }
    case 'unterminated': {
      const what = error.near.startsWith('"') ? 'identifier' : 'string';
      const message = `unterminated quoted ${what} at or near "${error.near}"`;
      return { code: '42601', message, at: error.at };
    }
    case 'unsupported':
      return { code: '0A000', message: `${error.what} is not in this simulation`, at: error.at };
    case 'no-table':
      return { code: '42P01', message: `relation "${error.name}" does not exist`, at: error.at };
    case 'no-table-to-drop':
      return { code: '42P01', message: `table "${error.name}" does not exist` };
    case 'table-exists':
      return { code: '42P07', message: `relation "${error.name}" already exists` };
    case 'no-column': {
      return { code: '42703', message: `column "${error.name}" does not exist`, at: error.at };
    }
    case 'no-function': {
      const types = error.types.map((type) => typeNames[type]).join(', ');
      const hint =
        'No function matches the given name and argument types. You might need to add explicit type casts.';
      const message = `function ${error.name}(${types}) does not exist`;
      return { code: '42883', message, at: error.at, hint };
    }
    case 'no-variable':
      return { code: '42601', message: `syntax error at or near "@"`, at: error.at };
    case 'bad-value': {
      const state = error.type === 'timestamp' || error.type === 'date' ? '22007' : '22P02';
      const type = error.type === 'timestamp' ? 'timestamp' : typeNames[error.type];
      const message = `invalid input syntax for type ${type}: "${error.text}"`;
      return { code: state, message, at: error.at };
    }
    case 'out-of-range':
      if (error.type === 'numeric') return { code: '22003', message: 'numeric field overflow' };
      return { code: '22003', message: `${typeNames[error.type]} out of range` };
    case 'too-long':
      return { code: '22001', message: `value too long for type character varying(${error.size})` };
    case 'value-count': {
      const message = error.more
        ? 'INSERT has more expressions than target columns'
        : 'INSERT has more target columns than expressions';
      return { code: '42601', message, at: error.at };
    }
    case 'null':
      return {
        code: '23502',
        message: `null value in column "${error.column}" of relation "${error.table}" violates not-null constraint`,
        detail: `Failing row contains (${error.row.map((cell) => cell ?? 'null').join(', ')}).`,
      };
    case 'duplicate':
      return {
        code: '23505',
        message: `duplicate key value violates unique constraint "${error.table}_pkey"`,
        detail: `Key (${error.column})=(${error.text}) already exists.`,
      };
    case 'no-operator': {
      const [left, right] = error.types.map((type) => typeNames[type]);
      return {
        code: '42883',
        message: `operator does not exist: ${left} ${error.operator} ${right}`,
        at: error.at,
        hint: 'No operator matches the given name and argument types. You might need to add explicit type casts.',
      };
    }
    case 'division-by-zero':
      return { code: '22012', message: 'division by zero' };
    case 'no-database':
      return { code: '3D000', message: `database "${error.name}" does not exist` };
    case 'database-exists':
      return { code: '42P04', message: `database "${error.name}" already exists` };
    case 'role-exists':
      return { code: '42710', message: `role "${error.name}" already exists` };
    case 'no-role':
      return { code: '42704', message: `role "${error.name}" does not exist` };
    case 'denied':
      return { code: '42501', message: `permission denied ${error.what}` };
    case 'no-database-chosen':
      return { code: '3D000', message: 'no database is chosen' };
  }
}

/** `offset` is where the statement begins in the query, in characters. */
export function formatSqlError(error: SqlError, query: string, offset: number): ErrorFields {
  const { code, message, at, detail, hint } = say(error);
  const before = at === undefined ? null : [...query.slice(0, offset + at)].length;
  return {
    S: 'ERROR',
    V: 'ERROR',
    C: code,
    M: message,
    ...(detail === undefined ? {} : { D: detail }),
    ...(hint === undefined ? {} : { H: hint }),
    ...(before === null ? {} : { P: String(before + 1) }),
  };
}
