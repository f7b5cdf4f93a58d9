/** Walks over the tokens of a statement; what does not fit is thrown as a `SqlProblem`. */
import { type Named, SqlProblem } from './sql-syntax';
import { type Dialect, type Token, tokenize } from './sql-token';

/** Words that cannot be names without quotes. */
const reserved =
  'all and as asc between by case cast create cross default delete desc distinct drop else end except exists false fetch for from ' +
  'full grant group having ilike in index inner insert intersect into is join key lateral left like limit natural not null offset on ' +
  'only or order outer primary references returning right select set similar table then to true union unique update using values ' +
  'when where window with';
const reservedWords = new Set(reserved.split(' '));
/** Of those, the ones that are right in a place where this simulation does not know them. */
const features = new Set(
  'between case cast cross distinct except exists for full group having ilike in inner intersect join lateral left like natural offset on outer returning right similar union using window default references unique collate check foreign constraint over filter interval row array'.split(
    ' ',
  ),
);

export function isReserved(word: string): boolean {
  return reservedWords.has(word.toLowerCase());
}

export class TokenReader {
  private readonly tokens: Token[];
  private at = 0;

  constructor(
    readonly source: string,
    readonly dialect: Dialect,
  ) {
    this.tokens = tokenize(source, dialect);
  }

  peek(ahead = 0): Token {
    const last: Token = { kind: 'end', text: '', value: '', at: this.source.length };
    const token = this.tokens[this.at + ahead] ?? last;
    if (token.kind === 'unterminated') {
      throw new SqlProblem({ kind: 'unterminated', at: token.at, near: token.text });
    }
    return token;
  }

  previous(): Token {
    return this.tokens[this.at - 1] ?? this.peek();
  }

  next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  /** From `start` to the token before this one, as written. */
  textFrom(start: number): string {
    const last = this.previous();
    return this.source.slice(start, last.at + last.text.length);
  }

  isWord(first: string, second = first, ahead = 0): boolean {
    const { kind, value } = this.peek(ahead);
    return kind === 'word' && [first, second].includes(value.toLowerCase());
  }

  takeWord(first: string, second = first): boolean {
    if (!this.isWord(first, second)) return false;
    this.at += 1;
    return true;
  }

  expectWord(word: string): true {
    return this.takeWord(word) || this.unexpected();
  }

  isSymbol(symbol: string): boolean {
    const { kind, text } = this.peek();
    return kind === 'symbol' && text === symbol;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.at += 1;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) this.unexpected();
  }

  /** A name that is no reserved word. */
  name(): Named {
    const token = this.next();
    const fits = token.kind === 'name' || (token.kind === 'word' && !isReserved(token.value));
    return fits ? { name: token.value, at: token.at } : this.unexpected(token);
  }

  /** `table` or `database.table` (in PostgreSQL the schema `public`). */
  qualified(): Named {
    const first = this.name();
    if (!this.takeSymbol('.')) return first;
    const { name } = this.name();
    if (this.dialect === 'mariadb') return { name, at: first.at, database: first.name };
    return first.name === 'public'
      ? { name, at: first.at }
      : { name: `${first.name}.${name}`, at: first.at };
  }

  /** After AS any word will do. */
  label(): string {
    const token = this.next();
    const fits = token.kind === 'name' || token.kind === 'word' || token.kind === 'string';
    if (token.kind === 'string' && this.dialect === 'postgres') return this.unexpected(token);
    return fits ? token.value : this.unexpected(token);
  }

  /** A label without AS, if there is one. */
  bareLabel(): string | null {
    const { kind, value } = this.peek();
    if (kind !== 'name' && (kind !== 'word' || isReserved(value))) return null;
    if (kind === 'word' && features.has(value.toLowerCase())) return null;
    this.at += 1;
    return value;
  }

  string(): string {
    const token = this.next();
    return token.kind === 'string' ? token.value : this.unexpected(token);
  }

  /** The name of a role; MariaDB quotes it as a string. */
  account(): string {
    const { kind } = this.peek();
    return kind === 'string' && this.dialect === 'mariadb' ? this.next().value : this.name().name;
  }

  unexpected(token: Token = this.peek()): never {
    if (token.kind === 'word' && features.has(token.value.toLowerCase())) {
      return this.unsupported(token.text.toUpperCase(), token);
    }
    if (token.text === '::') return this.unsupported('A cast with ::', token);
    const near = token.kind === 'end' ? null : token.text;
    throw new SqlProblem({ kind: 'syntax', at: token.at, near });
  }

  unsupported(what: string, token: Token = this.peek()): never {
    throw new SqlProblem({ kind: 'unsupported', at: token.at, what });
  }
}
