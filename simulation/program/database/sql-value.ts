/** Values of SQL: taking text for a column, comparing, and counting exactly. */
import { type Column, SqlProblem, type SqlType, type Value } from './sql-syntax';

export const numericTypes: readonly SqlType[] = ['int4', 'int8', 'numeric', 'float8'];
const limits: Partial<Record<SqlType, bigint>> = { int4: 2n ** 31n, int8: 2n ** 63n };

type Decimal = { digits: bigint; scale: number };

function parseDecimal(text: string): Decimal | null {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text.trim().replace(/^([+-]?)\./, '$10.'));
  if (!match || text.length > 200) return null;
  const [, sign, whole = '', part = ''] = match;
  const digits = BigInt(whole + part);
  return { digits: sign === '-' ? -digits : digits, scale: part.length };
}

function formatDecimal({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const plain = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const whole = plain.slice(0, plain.length - scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${plain.slice(-scale)}`;
}

/** With `scale` digits after the point, the half away from zero. */
function withScale({ digits, scale }: Decimal, wanted: number): Decimal {
  if (wanted >= scale) return { digits: digits * 10n ** BigInt(wanted - scale), scale: wanted };
  const unit = 10n ** BigInt(scale - wanted);
  const half = digits < 0n ? -unit / 2n : unit / 2n;
  return { digits: (digits + half) / unit, scale: wanted };
}

function formatTimestamp(text: string, dateOnly: boolean): string | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = match;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at.getTime()) || at.getUTCDate() !== Number(day)) return null;
  return dateOnly
    ? `${year}-${month}-${day}`
    : `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

const truths = ['t', 'true', 'y', 'yes', 'on', '1'];
const falsehoods = ['f', 'false', 'n', 'no', 'off', '0'];

/** How `text` is written as a value of `type`; null where it is none. */
function readAs(type: SqlType, text: string): string | null {
  switch (type) {
    case 'int4':
    case 'int8': {
      const whole = /^\s*([+-]?\d+)\s*$/.exec(text)?.[1];
      return whole === undefined || whole.length > 200
        ? null
        : String(BigInt(whole.replace('+', '')));
    }
    case 'numeric': {
      const decimal = parseDecimal(text);
      return decimal && formatDecimal(decimal);
    }
    case 'float8': {
      const number = Number(text);
      return text.trim() === '' || !Number.isFinite(number) ? null : String(number);
    }
    case 'bool': {
      const word = text.trim().toLowerCase();
      return truths.includes(word) ? 't' : falsehoods.includes(word) ? 'f' : null;
    }
    case 'timestamp':
      return formatTimestamp(text, false);
    case 'date':
      return formatTimestamp(text, true);
    default:
      return text;
  }
}

/** `value` as one of `type`; `at` and `column` are for the complaint. */
export function castTo(
  type: SqlType,
  value: Value,
  at: number,
  column: string | null = null,
): Value {
  if (value.text === null || value.type === type) return { type, text: value.text };
  let given = value.text;
  if (value.type === 'numeric' && (type === 'int4' || type === 'int8')) {
    const decimal = parseDecimal(given);
    if (decimal) given = formatDecimal(withScale(decimal, 0));
  }
  const text = readAs(type, given);
  if (text === null) throw new SqlProblem({ kind: 'bad-value', at, type, text: given, column });
  const limit = limits[type];
  if (limit !== undefined && (BigInt(text) >= limit || BigInt(text) < -limit)) {
    throw new SqlProblem({ kind: 'out-of-range', at, type, text: given, column });
  }
  return { type, text };
}

/** `value` as it is kept in `column`. */
export function fitColumn(column: Column, value: Value, at: number): string | null {
  const { text } = castTo(column.type, value, at, column.name);
  if (text === null) return null;
  if (column.type === 'varchar' && column.size !== undefined && [...text].length > column.size) {
    throw new SqlProblem({ kind: 'too-long', size: column.size, column: column.name });
  }
  const decimal = column.type === 'numeric' ? parseDecimal(text) : null;
  if (!decimal || column.scale === undefined) return text;
  const fitted = withScale(decimal, column.scale);
  const most = 10n ** BigInt(column.size ?? 1000);
  if (fitted.digits >= most || fitted.digits <= -most) {
    throw new SqlProblem({ kind: 'out-of-range', at, type: 'numeric', text, column: column.name });
  }
  return formatDecimal(fitted);
}

/** Below, at or above zero, as `left` stands to `right`; both are of the same kind and not NULL. */
export function compareTexts(left: string, right: string, type: SqlType): number {
  if (type === 'float8') return Number(left) - Number(right);
  if (numericTypes.includes(type)) {
    const [a, b] = [parseDecimal(left), parseDecimal(right)];
    if (a && b) {
      const scale = Math.max(a.scale, b.scale);
      const difference = withScale(a, scale).digits - withScale(b, scale).digits;
      return difference < 0n ? -1 : difference > 0n ? 1 : 0;
    }
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The wider of two numeric types. */
export function widest(left: SqlType, right: SqlType): SqlType {
  return (
    numericTypes[Math.max(numericTypes.indexOf(left), numericTypes.indexOf(right))] ?? 'numeric'
  );
}

/** `+ - * / %` on two numbers of `type`; numeric and real division are left to the real servers. */
export function count(
  operator: string,
  left: string,
  right: string,
  type: SqlType,
  at: number,
): Value {
  if (type === 'float8') {
    return { type, text: String(countReal(operator, Number(left), Number(right))) };
  }
  const [a, b] = [parseDecimal(left), parseDecimal(right)];
  if (!a || !b) throw new SqlProblem({ kind: 'bad-value', at, type, text: left, column: null });
  if ((operator === '/' || operator === '%') && b.digits === 0n) {
    throw new SqlProblem({ kind: 'division-by-zero' });
  }
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [withScale(a, scale).digits, withScale(b, scale).digits];
  if (operator === '/' && type === 'numeric') {
    throw new SqlProblem({ kind: 'unsupported', at, what: 'Division with digits after the point' });
  }
  const result: Decimal =
    operator === '+'
      ? { digits: x + y, scale }
      : operator === '-'
        ? { digits: x - y, scale }
        : operator === '*'
          ? { digits: a.digits * b.digits, scale: a.scale + b.scale }
          : operator === '/'
            ? { digits: x / y, scale: 0 }
            : { digits: x % y, scale };
  return castTo(type, { type: 'unknown', text: formatDecimal(result) }, at);
}

function countReal(operator: string, left: number, right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  if (right === 0) throw new SqlProblem({ kind: 'division-by-zero' });
  return operator === '/' ? left / right : left % right;
}
