/**
 * Expressions of a settings file: read by CPython's grammar as far as they go there, worked out
 * where they are literals, and complained of in CPython 3.11's words.
 */
import { isKeyword, suggestName } from './python-names';
import { PythonFault, syntaxError, type Token } from './python-tokens';
import { addValues, isTruthy, type PythonValue, readStringLiteral, unknown } from './python-value';

export type Names = Map<string, PythonValue>;

/** A namespace in which every name is worth something: for reading without running. */
export class AnyNames extends Map<string, PythonValue> {
  override get(): PythonValue {
    return unknown;
  }
}

type Read = { value: PythonValue; from: Token; to: Token };

/** Reads one statement's tokens from left to right. */
export class ExpressionReader {
  private at = 0;
  constructor(
    private readonly tokens: readonly Token[],
    private readonly names: Names,
  ) {}

  peek(ahead = 0): Token {
    const last = this.tokens[this.tokens.length - 1];
    const token = this.tokens[this.at + ahead] ?? last;
    if (!token) throw syntaxError('invalid syntax', 1, 0);
    return token;
  }

  is(...texts: string[]): boolean {
    const token = this.peek();
    return token.kind !== 'string' && token.kind !== 'number' && texts.includes(token.text);
  }

  take(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  private takeIf(text: string): boolean {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  /** Complains of the token that stands where none such may. */
  fail(token = this.peek()): PythonFault {
    return syntaxError('invalid syntax', token.line, token.column, token.end - token.column || 1);
  }

  /** One or several expressions with commas between: several make a tuple. */
  readList(closers: readonly string[] = []): PythonValue {
    const first = this.readExpression();
    if (!this.is(',')) return first;
    const items = [first];
    while (this.takeIf(',')) {
      const stop = this.peek().kind === 'newline' || this.is('=', ...closers);
      if (stop) break;
      items.push(this.readExpression());
    }
    return { type: 'tuple', items };
  }

  readExpression(): PythonValue {
    const read = this.readTernary();
    const next = this.peek();
    const starts =
      next.kind === 'number' ||
      next.kind === 'string' ||
      (next.kind === 'name' && !isKeyword(next.text));
    // CPython tries whether a second expression follows at once: then a comma is missing.
    if (starts && next.depth > 0 && !(read.to.kind === 'name' && next.kind === 'string')) {
      const second = this.readSilently();
      throw syntaxError(
        'invalid syntax. Perhaps you forgot a comma?',
        read.from.line,
        read.from.column,
        second.line === read.from.line ? second.end - read.from.column : 1,
      );
    }
    return read.value;
  }

  /** Where the expression that begins here ends, names in it left alone. */
  private readSilently(): Token {
    const reader = new ExpressionReader(this.tokens, new AnyNames());
    reader.at = this.at;
    return reader.readTernary().to;
  }

  private readTernary(): Read {
    const from = this.peek();
    if (this.is('lambda')) {
      while (!this.is(':') && this.peek().kind !== 'newline') this.take();
      if (!this.takeIf(':')) throw this.fail();
      return { value: unknown, from, to: this.readTernary().to };
    }
    const first = this.readBinary(0);
    if (!this.is('if')) return first;
    this.take();
    const condition = this.readBinary(0);
    if (!this.takeIf('else')) throw this.fail();
    const other = this.readTernary();
    const value =
      condition.value.type === 'unknown'
        ? unknown
        : isTruthy(condition.value)
          ? first.value
          : other.value;
    return { value, from, to: other.to };
  }

  private static readonly levels: readonly (readonly string[])[] = [
    ['or'],
    ['and'],
    ['<', '>', '==', '>=', '<=', '!=', 'in', 'is', 'not'],
    ['|', '^', '&', '<<', '>>'],
    ['+', '-'],
    ['*', '/', '//', '%', '@'],
  ];

  private readBinary(level: number): Read {
    const operators = ExpressionReader.levels[level];
    if (!operators) return this.readUnary();
    let left = level === 2 ? this.readNot() : this.readBinary(level + 1);
    while (this.is(...operators)) {
      const operator = this.take();
      if (operator.text === 'not' && !this.takeIf('in')) throw this.fail();
      if (operator.text === 'is') this.takeIf('not');
      const right = this.readBinary(level + 1);
      left = {
        value: combine(operator.text, left.value, right.value),
        from: left.from,
        to: right.to,
      };
    }
    return left;
  }

  private readNot(): Read {
    const from = this.peek();
    if (!this.takeIf('not')) return this.readBinary(3);
    const inner = this.readNot();
    const value: PythonValue =
      inner.value.type === 'unknown' ? unknown : { type: 'bool', value: !isTruthy(inner.value) };
    return { value, from, to: inner.to };
  }

  private readUnary(): Read {
    const from = this.peek();
    if (this.is('-', '+', '~', 'await')) {
      const sign = this.take().text;
      const inner = this.readUnary();
      const known = inner.value.type === 'number' && sign !== '~';
      const value: PythonValue =
        known && inner.value.type === 'number'
          ? { type: 'number', value: sign === '-' ? -inner.value.value : inner.value.value }
          : unknown;
      return { value, from, to: inner.to };
    }
    const base = this.readAtom();
    if (!this.takeIf('**')) return base;
    return { value: unknown, from, to: this.readUnary().to };
  }

  private readAtom(): Read {
    const from = this.take();
    let value: PythonValue;
    let to = from;
    if (from.kind === 'number') {
      value = { type: 'number', value: Number(from.text.replaceAll('_', '')) };
    } else if (from.kind === 'string') {
      value = readStringLiteral(from.text);
      while (this.peek().kind === 'string') {
        to = this.take();
        value = addValues(value, readStringLiteral(to.text));
      }
    } else if (from.kind === 'name' && (!isKeyword(from.text) || from.text in constants)) {
      value = constants[from.text] ?? this.nameValue(from);
    } else if (from.kind === 'op' && from.text in brackets) {
      value = this.readBracket(from);
      to = this.peek(-1);
    } else if (from.text === '...') {
      value = unknown;
    } else {
      throw this.fail(from);
    }
    return this.readTrailers(from, to, value);
  }

  private readTrailers(from: Token, last: Token, first: PythonValue): Read {
    let value = first;
    let to = last;
    for (;;) {
      if (this.takeIf('.')) {
        const name = this.take();
        if (name.kind !== 'name' || isKeyword(name.text)) throw this.fail(name);
        to = name;
        value = unknown;
      } else if (this.is('(', '[')) {
        this.readBracket(this.take(), true);
        to = this.peek(-1);
        value = unknown;
      } else {
        return { value, from, to };
      }
    }
  }

  private nameValue(token: Token): PythonValue {
    const value = this.names.get(token.text);
    if (value) return value;
    const near = suggestName(token.text, [...this.names.keys()]);
    throw new PythonFault({
      kind: 'NameError',
      message: `name '${token.text}' is not defined${near ? `. Did you mean: '${near}'?` : ''}`,
      line: token.line,
      column: token.column,
      width: token.text.length,
      running: true,
    });
  }

  /** What stands between `opener` and its closer, which is taken too. */
  private readBracket(opener: Token, call = false): PythonValue {
    const closer = brackets[opener.text] ?? ')';
    const items: PythonValue[] = [];
    const entries: [PythonValue, PythonValue][] = [];
    let comma = false;
    let loop = false;
    while (!this.is(closer)) {
      if (this.is('*', '**')) {
        this.take();
        this.readExpression();
        loop = true;
      } else if (call && this.peek().kind === 'name' && this.peek(1).text === '=') {
        this.at += 2;
        this.readExpression();
      } else if (opener.text === '[' && call && this.takeIf(':')) {
        if (!this.is(closer, ':')) this.readExpression();
        continue;
      } else {
        const item = this.readExpression();
        if (opener.text === '{' && this.takeIf(':')) entries.push([item, this.readExpression()]);
        else items.push(item);
        if (call && this.is(':')) continue;
      }
      if (this.is('for', 'async')) {
        loop = true;
        while (!this.is(closer) && this.peek().kind !== 'newline') this.take();
      }
      if (this.is(closer)) break;
      if (!this.takeIf(',')) throw this.fail();
      comma = true;
    }
    this.take();
    if (loop) return unknown;
    if (opener.text === '[') return { type: 'list', items };
    if (opener.text === '{') {
      return items.length > 0 ? { type: 'set', items } : { type: 'dict', entries };
    }
    const [only] = items;
    return only && !comma ? only : { type: 'tuple', items };
  }
}

const brackets: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const constants: Readonly<Record<string, PythonValue>> = {
  True: { type: 'bool', value: true },
  False: { type: 'bool', value: false },
  None: { type: 'none' },
};

function combine(operator: string, a: PythonValue, b: PythonValue): PythonValue {
  if (a.type === 'unknown' || b.type === 'unknown') return unknown;
  if (operator === '+') return addValues(a, b);
  if (operator === 'or') return isTruthy(a) ? a : b;
  if (operator === 'and') return isTruthy(a) ? b : a;
  if (operator === '==' || operator === '!=') {
    return {
      type: 'bool',
      value: (JSON.stringify(a) === JSON.stringify(b)) === (operator === '=='),
    };
  }
  return unknown;
}
