/** What is wrong with a statement, in MariaDB's words (mariadb.com/kb, MariaDB Error Codes). */
import type { SqlError } from '../database/sql-syntax';
import type { Complaint } from './packets';

const SYNTAX =
  'You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use near';

function syntaxError(statement: string, at: number): Complaint {
  const line = statement.slice(0, at).split('\n').length;
  const near = statement.slice(at, at + 80);
  return { number: 1064, state: '42000', message: `${SYNTAX} '${near}' at line ${line}` };
}

export function formatSqlError(
  error: SqlError,
  statement: string,
  database: string | null,
): Complaint {
  const say = (number: number, state: string, message: string): Complaint => ({
    number,
    state,
    message,
  });
  switch (error.kind) {
    case 'syntax':
    case 'unterminated':
      return syntaxError(statement, error.at);
    case 'unsupported':
      return say(1235, '42000', `${error.what} is not in this simulation`);
    case 'no-table':
      return say(1146, '42S02', `Table '${database}.${error.name}' doesn't exist`);
    case 'no-table-to-drop':
      return say(1051, '42S02', `Unknown table '${database}.${error.name}'`);
    case 'table-exists':
      return say(1050, '42S01', `Table '${error.name}' already exists`);
    case 'no-column': {
      const clause = /^\s*insert/i.test(statement)
        ? 'INSERT INTO'
        : /where/i.test(statement.slice(0, error.at))
          ? 'WHERE'
          : 'SELECT';
      return say(1054, '42S22', `Unknown column '${error.name}' in '${clause}'`);
    }
    case 'no-function':
      return database === null
        ? say(1046, '3D000', 'No database selected')
        : say(1305, '42000', `FUNCTION ${database}.${error.name} does not exist`);
    case 'no-variable':
      return say(1193, 'HY000', `Unknown system variable '${error.name}'`);
    case 'bad-value':
      return say(
        1366,
        '22007',
        `Incorrect ${error.type === 'int4' || error.type === 'int8' ? 'integer' : error.type} value: '${error.text}' for column '${error.column ?? ''}'`,
      );
    case 'out-of-range':
      return say(1264, '22003', `Out of range value for column '${error.column ?? ''}'`);
    case 'too-long':
      return say(1406, '22001', `Data too long for column '${error.column}'`);
    case 'value-count':
      return say(1136, '21S01', `Column count doesn't match value count at row ${error.row}`);
    case 'null':
      return say(1048, '23000', `Column '${error.column}' cannot be null`);
    case 'duplicate':
      return say(1062, '23000', `Duplicate entry '${error.text}' for key 'PRIMARY'`);
    case 'no-operator':
      return say(
        1235,
        '42000',
        `The operator ${error.operator} on these values is not in this simulation`,
      );
    case 'division-by-zero':
      return say(1365, '22012', 'Division by 0');
    case 'no-database':
      return say(1049, '42000', `Unknown database '${error.name}'`);
    case 'database-exists':
      return say(1007, 'HY000', `Can't create database '${error.name}'; database exists`);
    case 'role-exists':
      return say(1396, 'HY000', `Operation CREATE USER failed for ${error.name}`);
    case 'no-role':
      return say(1396, 'HY000', `Operation ALTER USER failed for ${error.name}`);
    case 'denied':
      return say(1044, '42000', `Access denied ${error.what}`);
    case 'no-database-chosen':
      return say(1046, '3D000', 'No database selected');
  }
}
