/** Expressions of SQL, by precedence (PostgreSQL manual, 4.1.6). */
import type { TokenReader } from './sql-reader';
import { isReserved } from './sql-reader';
import type { Expression } from './sql-syntax';

const levels: readonly (readonly string[])[] = [
  ['=', '<>', '!=', '<', '<=', '>', '>='],
  ['||'],
  ['+', '-'],
  ['*', '/', '%'],
];
/** Deeper than this nobody means; a real server says "stack depth limit exceeded". */
const DEEPEST = 100;

export function parseExpression(reader: TokenReader, depth = 0): Expression {
  if (depth > DEEPEST) return reader.unsupported('An expression as deep as this one');
  let left = parseAnd(reader, depth);
  while (reader.takeWord('or')) left = join(reader, 'or', left, parseAnd(reader, depth));
  return left;
}

export function parseOrder(reader: TokenReader) {
  reader.expectWord('by');
  const order = [];
  do {
    const by = parseExpression(reader);
    const descending = reader.takeWord('desc');
    if (!descending) reader.takeWord('asc');
    order.push({ by, descending });
  } while (reader.takeSymbol(','));
  return order;
}

function join(
  reader: TokenReader,
  operator: string,
  left: Expression,
  right: Expression,
  operatorAt = left.at,
): Expression {
  const { at } = left;
  return { kind: 'binary', operator, operatorAt, left, right, at, text: reader.textFrom(at) };
}

function parseAnd(reader: TokenReader, depth: number): Expression {
  let left = parseNot(reader, depth);
  while (reader.takeWord('and')) left = join(reader, 'and', left, parseNot(reader, depth));
  return left;
}

function parseNot(reader: TokenReader, depth: number): Expression {
  const { at } = reader.peek();
  if (depth > DEEPEST) return reader.unsupported('An expression as deep as this one');
  if (!reader.takeWord('not')) return parseNullTest(reader, depth);
  const of = parseNot(reader, depth + 1);
  return { kind: 'not', of, at, text: reader.textFrom(at) };
}

function parseNullTest(reader: TokenReader, depth: number): Expression {
  let of = parseLevel(reader, 0, depth);
  while (reader.takeWord('is')) {
    const negated = reader.takeWord('not');
    reader.expectWord('null');
    of = { kind: 'null-test', of, negated, at: of.at, text: reader.textFrom(of.at) };
  }
  return of;
}

function parseLevel(reader: TokenReader, level: number, depth: number): Expression {
  const operators = levels[level];
  if (!operators) return parseUnary(reader, depth);
  let left = parseLevel(reader, level + 1, depth);
  for (;;) {
    const { kind, text, at } = reader.peek();
    if (kind !== 'symbol' || !operators.includes(text)) return left;
    reader.next();
    const operator = text === '!=' ? '<>' : text;
    left = join(reader, operator, left, parseLevel(reader, level + 1, depth), at);
  }
}

function parseUnary(reader: TokenReader, depth: number): Expression {
  const { at } = reader.peek();
  if (depth > DEEPEST) return reader.unsupported('An expression as deep as this one');
  if (reader.takeSymbol('+')) return parseUnary(reader, depth + 1);
  if (!reader.takeSymbol('-')) return parsePrimary(reader, depth);
  const of = parseUnary(reader, depth + 1);
  return { kind: 'minus', of, at, text: reader.textFrom(at) };
}

/** Words that are functions without brackets. */
const bare = [
  'current_user',
  'session_user',
  'user',
  'current_date',
  'current_timestamp',
  'current_catalog',
];

function parsePrimary(reader: TokenReader, depth: number): Expression {
  const token = reader.next();
  const { at, text } = token;
  const value = (type: 'int4' | 'int8' | 'numeric' | 'bool' | 'unknown', of: string | null) =>
    ({ kind: 'value', value: { type, text: of }, at, text }) as const;
  switch (token.kind) {
    case 'number': {
      if (/e/i.test(text)) return reader.unsupported('A number with an exponent', token);
      const whole = /^\d+$/.test(text);
      if (!whole) return value('numeric', text.replace(/^\./, '0.').replace(/\.$/, ''));
      const plain = text.replace(/^0+(?=\d)/, '');
      const large = BigInt(plain);
      const type = large < 2n ** 31n ? 'int4' : large < 2n ** 63n ? 'int8' : 'numeric';
      return value(type, plain);
    }
    case 'string':
      return value('unknown', token.value);
    case 'variable':
      return { kind: 'variable', name: token.value.toLowerCase(), at, text };
    case 'symbol': {
      if (text !== '(') return reader.unexpected(token);
      const inner = parseExpression(reader, depth + 1);
      reader.expectSymbol(')');
      return inner;
    }
    case 'word':
      return (
        parseWord(reader, depth, token.value.toLowerCase(), at, text) ?? reader.unexpected(token)
      );
    case 'name':
      return { kind: 'column', name: token.value, at, text };
    default:
      return reader.unexpected(token);
  }
}

function parseWord(
  reader: TokenReader,
  depth: number,
  word: string,
  at: number,
  text: string,
): Expression | null {
  if (word === 'null') return { kind: 'value', value: { type: 'unknown', text: null }, at, text };
  if (word === 'true' || word === 'false') {
    return { kind: 'value', value: { type: 'bool', text: word === 'true' ? 't' : 'f' }, at, text };
  }
  if (isReserved(word)) return null;
  if (reader.takeSymbol('(')) {
    if (word === 'count' && reader.takeSymbol('*')) {
      reader.expectSymbol(')');
      return { kind: 'count', at, text: reader.textFrom(at) };
    }
    const args: Expression[] = [];
    if (!reader.isSymbol(')')) {
      do args.push(parseExpression(reader, depth + 1));
      while (reader.takeSymbol(','));
    }
    reader.expectSymbol(')');
    return { kind: 'call', name: word, args, at, text: reader.textFrom(at) };
  }
  const callable = reader.dialect === 'postgres' ? bare : bare.slice(0, 1);
  if (callable.includes(word)) return { kind: 'call', name: word, args: [], at, text };
  if (!reader.isSymbol('.')) return { kind: 'column', name: text, at, text };
  reader.next();
  const column = reader.name();
  return { kind: 'column', name: column.name, at, text: reader.textFrom(at) };
}
