/** The words of a Python file, with CPython 3.11's complaints about what is none. */

export type Token = {
  kind: 'name' | 'number' | 'string' | 'op' | 'newline' | 'end';
  text: string;
  /** Line from 1, column from 0, and the column after its end. */
  line: number;
  column: number;
  end: number;
  /** Brackets open around it. */
  depth: number;
};

/** What is wrong, and where: `width` characters from `column` of line `line`. */
export type PythonError = {
  kind: string;
  message: string;
  line: number;
  column: number | null;
  width: number;
  /** The error came while the file ran, not while it was read. */
  running: boolean;
};

/** A line of code with all that its brackets and strings hold together. */
export type Statement = { indent: number; tokens: Token[] };

const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const operators =
  /^(\*\*=|\/\/=|>>=|<<=|\.\.\.|\*\*|\/\/|->|:=|[+\-*/%&|^@<>=!]=|<<|>>|[+\-*/%@&|^~<>()[\]{},:;.=])/;

export class PythonFault extends Error {
  constructor(readonly error: PythonError) {
    super(error.message);
  }
}

export function syntaxError(
  message: string,
  line: number,
  column: number | null,
  width = 1,
  kind = 'SyntaxError',
): PythonFault {
  return new PythonFault({ kind, message, line, column, width, running: false });
}

/** Splits `source` into statements; throws a PythonFault. */
export function readStatements(source: string): Statement[] {
  const lines = source.split('\n').map((line) => line.replace(/\r$/, ''));
  const statements: Statement[] = [];
  const open: Token[] = [];
  let current: Statement | null = null;
  let row = 0;
  let column = 0;
  const text = () => lines[row] ?? '';
  const finish = () => {
    if (!current) return;
    const column = codeEnd(text(), current.tokens.at(-1)?.end ?? 0);
    const token = { kind: 'newline', text: '', line: row + 1, column, depth: 0 } as const;
    current.tokens.push({ ...token, end: column + 1 });
    statements.push(current);
    current = null;
  };
  for (; row < lines.length; row += 1, column = 0) {
    let continued = false;
    for (;;) {
      const rest = text().slice(column);
      const space = /^[ \t\f]*/.exec(rest)?.[0].length ?? 0;
      column += space;
      const here = text().slice(column);
      if (here === '' || here.startsWith('#')) break;
      if (here === '\\') {
        continued = true;
        break;
      }
      current ??= { indent: column, tokens: [] };
      const token = readToken(lines, row, column, open.length);
      if (token.text === '(' || token.text === '[' || token.text === '{') open.push(token);
      if (token.kind === 'op' && token.text in closers) checkCloser(token, open.pop());
      current.tokens.push(token);
      const ends = token.kind === 'string' ? token.text.split('\n').length - 1 : 0;
      row += ends;
      column = token.end;
      if (token.kind === 'op' && token.text === ';' && open.length === 0) {
        const indent: number = current.indent;
        current.tokens.pop();
        finish();
        if (text().slice(column).trim() !== '') current = { indent, tokens: [] };
      }
    }
    if (open.length === 0 && !continued) finish();
  }
  const left = open.at(-1);
  if (left) throw syntaxError(`'${left.text}' was never closed`, left.line, left.column);
  row = lines.length - 1;
  finish();
  return statements;
}

/** Where the code of a line ends, its comment left out. */
function codeEnd(line: string, from: number): number {
  const comment = line.indexOf('#', from);
  const code = comment < 0 ? line : line.slice(0, comment);
  return code.trimEnd().length;
}

function checkCloser(token: Token, opener: Token | undefined): void {
  if (!opener) throw syntaxError(`unmatched '${token.text}'`, token.line, token.column);
  if (opener.text === closers[token.text]) return;
  const where = opener.line === token.line ? '' : ` on line ${opener.line}`;
  throw syntaxError(
    `closing parenthesis '${token.text}' does not match opening parenthesis '${opener.text}'${where}`,
    token.line,
    token.column,
  );
}

function readToken(lines: readonly string[], row: number, column: number, depth: number): Token {
  const here = (lines[row] ?? '').slice(column);
  const make = (kind: Token['kind'], text: string): Token => ({
    ...{ kind, text, line: row + 1, column, depth },
    end: column + text.length,
  });
  const opening = /^([rbuf]{0,2})("""|'''|"|')/i.exec(here);
  if (opening) return readString(lines, row, column, depth, opening);
  const number = /^(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?j?)/i.exec(
    here,
  );
  if (number) return make('number', number[0]);
  const name = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(here);
  if (name) return make('name', name[0]);
  const operator = operators.exec(here);
  if (operator) return make('op', operator[0]);
  const odd = String.fromCodePoint(here.codePointAt(0) ?? 0);
  const code = (odd.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const message =
    odd.charCodeAt(0) < 0x80 ? 'invalid syntax' : `invalid character '${odd}' (U+${code})`;
  throw syntaxError(message, row + 1, column);
}

function readString(
  lines: readonly string[],
  row: number,
  column: number,
  depth: number,
  opening: RegExpExecArray,
): Token {
  const mark = opening[2] ?? '"';
  const raw = (opening[1] ?? '').toLowerCase().includes('r');
  let at = row;
  let from = column + opening[0].length;
  for (;;) {
    const line = lines[at] ?? '';
    for (let index = from; index < line.length; index += 1) {
      if (line[index] === '\\' && !(raw && line[index + 1] !== mark[0])) {
        index += 1;
      } else if (line.startsWith(mark, index)) {
        const end = index + mark.length;
        const parts = lines.slice(row, at + 1);
        parts[parts.length - 1] = line.slice(0, end);
        parts[0] = (parts[0] ?? '').slice(column);
        return { kind: 'string', text: parts.join('\n'), line: row + 1, column, end, depth };
      }
    }
    if (mark.length === 1 && !line.endsWith('\\')) {
      throw syntaxError(
        `unterminated string literal (detected at line ${at + 1})`,
        row + 1,
        column,
      );
    }
    at += 1;
    from = 0;
    if (at >= lines.length) {
      throw syntaxError(
        `unterminated triple-quoted string literal (detected at line ${lines.length})`,
        row + 1,
        column,
      );
    }
  }
}
