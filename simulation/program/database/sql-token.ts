/** Words of SQL as PostgreSQL (manual, 4.1) and MariaDB cut them; positions count characters from 0. */

export type Dialect = 'postgres' | 'mariadb';
export type Token = {
  kind: 'word' | 'name' | 'string' | 'number' | 'symbol' | 'variable' | 'end' | 'unterminated';
  /** As written. */
  text: string;
  /** Names folded or unquoted, strings without quotes. */
  value: string;
  at: number;
};

const word = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const symbol = /<>|!=|<=|>=|\|\||::|[^\s]/uy;
const space = /(?:\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/y;
const variable = /@@(?:global\.|session\.)?([\p{L}_][\p{L}\p{N}_]*)/uy;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** `'it''s'`: the value, and the place after the last quote; null where that is missing. */
function readQuoted(
  text: string,
  at: number,
  dialect: Dialect,
): { value: string; end: number } | null {
  const quote = text.charAt(at);
  let value = '';
  for (let place = at + 1; place < text.length; place += 1) {
    const letter = text.charAt(place);
    if (letter === quote) {
      if (text.charAt(place + 1) !== quote) return { value, end: place + 1 };
      place += 1;
    } else if (letter === '\\' && dialect === 'mariadb' && quote !== '`') {
      place += 1;
      const escaped = text.charAt(place);
      value += { n: '\n', t: '\t', r: '\r', '0': '\0' }[escaped] ?? escaped;
      continue;
    }
    value += letter;
  }
  return null;
}

/** The tokens of one statement, an `end` at last. */
export function tokenize(text: string, dialect: Dialect): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const gap = match(space, text, at);
    if (gap) {
      at += gap[0].length;
      continue;
    }
    const letter = text.charAt(at);
    if (letter === "'" || letter === '"' || (letter === '`' && dialect === 'mariadb')) {
      const quoted = readQuoted(text, at, dialect);
      if (!quoted) {
        tokens.push({ kind: 'unterminated', text: text.slice(at), value: '', at });
        return tokens;
      }
      const isName = letter === '`' || (letter === '"' && dialect === 'postgres');
      const written = text.slice(at, quoted.end);
      tokens.push({ kind: isName ? 'name' : 'string', text: written, value: quoted.value, at });
      at = quoted.end;
      continue;
    }
    const found =
      take('variable', dialect === 'mariadb' ? match(variable, text, at) : null) ??
      take('number', match(number, text, at)) ??
      take('word', match(word, text, at)) ??
      take('symbol', match(symbol, text, at));
    if (!found) break;
    const value =
      found.kind === 'word' && dialect === 'postgres'
        ? found.text.toLowerCase()
        : (found.part ?? found.text);
    tokens.push({ kind: found.kind, text: found.text, value, at });
    at += found.text.length;
  }
  tokens.push({ kind: 'end', text: '', value: '', at: text.length });
  return tokens;
}

function take(kind: Token['kind'], found: RegExpExecArray | null) {
  return found ? { kind, text: found[0], part: found[1] } : null;
}

/** The statements of a text, cut at the semicolons that stand outside quotes and comments. */
export function splitStatements(text: string, dialect: Dialect): { text: string; at: number }[] {
  const parts: { text: string; at: number }[] = [];
  let start = 0;
  const tokens = tokenize(text, dialect);
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === ';') {
      parts.push({ text: text.slice(start, token.at), at: start });
      start = token.at + 1;
    }
  }
  parts.push({ text: text.slice(start), at: start });
  return parts.filter(
    (part) => tokenize(part.text, dialect).length > 1 || hasOpenQuote(part.text, dialect),
  );
}

function hasOpenQuote(text: string, dialect: Dialect): boolean {
  return tokenize(text, dialect)[0]?.kind === 'unterminated';
}
