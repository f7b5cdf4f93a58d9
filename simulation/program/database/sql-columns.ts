/** The columns in CREATE TABLE. */
import type { TokenReader } from './sql-reader';
import { type Column, SqlProblem, type SqlType } from './sql-syntax';

const types: Readonly<Record<string, SqlType>> = {
  int: 'int4',
  integer: 'int4',
  int4: 'int4',
  serial: 'int4',
  smallint: 'int4',
  bigint: 'int8',
  int8: 'int8',
  bigserial: 'int8',
  numeric: 'numeric',
  decimal: 'numeric',
  double: 'float8',
  text: 'text',
  varchar: 'varchar',
  character: 'varchar',
  boolean: 'bool',
  bool: 'bool',
  timestamp: 'timestamp',
  datetime: 'timestamp',
  date: 'date',
};

export function parseColumns(reader: TokenReader): Column[] {
  reader.expectSymbol('(');
  const columns: Column[] = [];
  if (!(reader.dialect === 'postgres' && reader.isSymbol(')'))) {
    do columns.push(parseColumn(reader));
    while (reader.takeSymbol(','));
  }
  reader.expectSymbol(')');
  return columns;
}

function parseColumn(reader: TokenReader): Column {
  if (reader.isWord('primary') || reader.isWord('unique') || reader.isWord('constraint')) {
    return reader.unsupported('A constraint of the whole table');
  }
  const { name } = reader.name();
  const word = reader.next();
  const spelled = word.value.toLowerCase();
  const type = word.kind === 'word' ? types[spelled] : undefined;
  if (!type) {
    return word.kind === 'word'
      ? reader.unsupported(`The type ${word.text}`, word)
      : reader.unexpected(word);
  }
  if (spelled === 'double' && reader.dialect === 'postgres') reader.expectWord('precision');
  if (spelled === 'character') reader.expectWord('varying');
  const column: Column = { name, type };
  if (spelled.endsWith('serial')) Object.assign(column, { serial: true, notNull: true });
  if (reader.takeSymbol('(')) {
    column.size = size(reader);
    if (reader.takeSymbol(',')) column.scale = size(reader);
    reader.expectSymbol(')');
    if (type === 'numeric') column.scale ??= 0;
  } else if (type === 'numeric' && reader.dialect === 'mariadb') {
    Object.assign(column, { size: 10, scale: 0 });
  }
  for (;;) {
    if (reader.takeWord('not')) column.notNull = reader.expectWord('null');
    else if (reader.takeWord('primary')) {
      column.primary = reader.expectWord('key');
      column.notNull = true;
    } else if (reader.dialect === 'mariadb' && reader.takeWord('auto_increment')) {
      column.serial = true;
    } else if (!reader.takeWord('null')) return column;
  }
}

function size(reader: TokenReader): number {
  const token = reader.next();
  const value = Number(token.text);
  if (token.kind === 'number' && Number.isInteger(value) && value < 1_000_000) return value;
  throw new SqlProblem({ kind: 'syntax', at: token.at, near: token.text || null });
}
