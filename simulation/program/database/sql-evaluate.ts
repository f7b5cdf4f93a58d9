/** What an expression gives for one row. */
import { type Column, type Expression, SqlProblem, type SqlType, type Value } from './sql-syntax';
import type { Dialect } from './sql-token';
import { castTo, compareTexts, count, numericTypes, widest } from './sql-value';

/** A function of the server, or null where it has none of that name. */
export type Functions = (name: string, args: Value[]) => Value | null;

export type Scope = {
  dialect: Dialect;
  table: string | null;
  columns: readonly Column[];
  row: readonly (string | null)[];
  call: Functions;
  /** `@@name` of MariaDB. */
  variable: (name: string) => Value | null;
};

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};
const texts: readonly SqlType[] = ['text', 'varchar', 'unknown'];

function boolean(value: boolean | null): Value {
  return { type: 'bool', text: value === null ? null : value ? 't' : 'f' };
}

/** Whether a condition holds; NULL holds not. */
export function isTrue(scope: Scope, expression: Expression): boolean {
  return truth(scope, expression) === true;
}

function truth(scope: Scope, expression: Expression): boolean | null {
  const value = evaluate(scope, expression);
  if (value.text === null) return null;
  if (scope.dialect === 'mariadb' && numericTypes.includes(value.type))
    return Number(value.text) !== 0;
  return castTo('bool', value, expression.at).text === 't';
}

export function evaluate(scope: Scope, expression: Expression): Value {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'column': {
      const wanted = expression.name.toLowerCase();
      const at = scope.columns.findIndex(({ name }) => name.toLowerCase() === wanted);
      const column = scope.columns[at];
      if (column) return { type: column.type, text: scope.row[at] ?? null };
      throw new SqlProblem({
        kind: 'no-column',
        at: expression.at,
        name: expression.name,
        table: scope.table,
      });
    }
    case 'variable': {
      const value = scope.variable(expression.name);
      if (value) return value;
      throw new SqlProblem({ kind: 'no-variable', at: expression.at, name: expression.name });
    }
    case 'count':
      return { type: 'int8', text: '1' };
    case 'call': {
      const args = expression.args.map((one) => evaluate(scope, one));
      const value = scope.call(expression.name, args);
      if (value) return value;
      const types = args.map(({ type }) => type);
      throw new SqlProblem({
        kind: 'no-function',
        at: expression.at,
        name: expression.name,
        types,
      });
    }
    case 'not': {
      const of = truth(scope, expression.of);
      return boolean(of === null ? null : !of);
    }
    case 'minus': {
      const of = evaluate(scope, expression.of);
      return operate(scope, '-', { type: 'int4', text: '0' }, of, expression.at, expression.of.at);
    }
    case 'null-test':
      return boolean((evaluate(scope, expression.of).text === null) !== expression.negated);
    case 'binary':
      return evaluateBinary(scope, expression);
  }
}

function evaluateBinary(scope: Scope, expression: Extract<Expression, { kind: 'binary' }>): Value {
  const { operator, left, right, operatorAt } = expression;
  if (operator === 'and' || operator === 'or') {
    const [a, b] = [truth(scope, left), truth(scope, right)];
    const decisive = operator === 'or';
    if (a === decisive || b === decisive) return boolean(decisive);
    return boolean(a === null || b === null ? null : !decisive);
  }
  return operate(
    scope,
    operator,
    evaluate(scope, left),
    evaluate(scope, right),
    operatorAt,
    right.at,
  );
}

function operate(
  scope: Scope,
  operator: string,
  left: Value,
  right: Value,
  at: number,
  rightAt: number,
): Value {
  const compare = comparisons[operator];
  if (operator === '||') {
    if (scope.dialect === 'mariadb') {
      throw new SqlProblem({ kind: 'unsupported', at, what: 'The operator ||' });
    }
    const none = left.text === null || right.text === null;
    return { type: 'text', text: none ? null : `${left.text}${right.text}` };
  }
  const [a, b] = agree(scope, left, right, at, rightAt, operator);
  if (a.text === null || b.text === null)
    return compare ? boolean(null) : { type: a.type, text: null };
  if (compare) {
    // MariaDB's usual collation takes capitals and small letters for the same.
    const fold = scope.dialect === 'mariadb' && texts.includes(a.type);
    const [x, y] = fold ? [a.text.toLowerCase(), b.text.toLowerCase()] : [a.text, b.text];
    return boolean(compare(compareTexts(x, y, a.type)));
  }
  return count(operator, a.text, b.text, a.type, at);
}

/** Both values as of one type, or the complaint that there is no such operator. */
function agree(
  scope: Scope,
  left: Value,
  right: Value,
  at: number,
  rightAt: number,
  operator: string,
): [Value, Value] {
  const numbers = numericTypes.includes(left.type) && numericTypes.includes(right.type);
  if (numbers) {
    const type = widest(left.type, right.type);
    return [
      { ...left, type },
      { ...right, type },
    ];
  }
  const comparing = operator in comparisons;
  if (right.type === 'unknown' && left.type !== 'unknown') {
    if (comparing || numericTypes.includes(left.type))
      return [left, castTo(left.type, right, rightAt)];
  }
  if (left.type === 'unknown' && right.type !== 'unknown') {
    if (comparing || numericTypes.includes(right.type))
      return [castTo(right.type, left, at), right];
  }
  const similar =
    left.type === right.type || (texts.includes(left.type) && texts.includes(right.type));
  if (comparing && similar) return [left, { ...right, type: left.type }];
  if (scope.dialect === 'mariadb') {
    throw new SqlProblem({
      kind: 'unsupported',
      at,
      what: 'Counting with values that are no numbers',
    });
  }
  throw new SqlProblem({ kind: 'no-operator', at, operator, types: [left.type, right.type] });
}
