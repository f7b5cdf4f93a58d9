/** A place in a line of shell, and the smallest steps over it. */
import type { List } from './syntax';

/** Stops a parse; `parse` turns it into a result. */
export class SyntaxStop extends Error {
  constructor(
    readonly reason: 'incomplete' | 'syntax',
    message: string,
    readonly waitsFor?: { end: string; line: number },
  ) {
    super(message);
  }
}

/** Longest first. */
const operators = [
  ';;&',
  '&>>',
  '<<<',
  '&&',
  '||',
  ';;',
  ';&',
  '|&',
  '&>',
  '>>',
  '>&',
  '>|',
  '<<',
  '<&',
  '|',
  '&',
  ';',
  '(',
  ')',
  '<',
  '>',
  '\n',
] as const;
export type Operator = (typeof operators)[number];

/** A `<< END` whose text is still to be read from the lines below. */
type PendingText = {
  end: string;
  /** Number of its line. */
  line: number;
  tabs: boolean;
  take: (text: string) => void;
};

export type Scanner = {
  text: string;
  at: number;
  depth: number;
  pending: PendingText[];
  /** Number of the text's first line. */
  firstLine: number;
  /** Reads a list; the grammar's own, to have no circle of files. */
  parseList: (scanner: Scanner) => List;
};

export function createScanner(
  text: string,
  firstLine: number,
  parseList: Scanner['parseList'],
): Scanner {
  return { text, at: 0, depth: 0, pending: [], firstLine, parseList };
}

/** Number of the line that the scanner stands on. */
export function lineOf({ text, at, firstLine }: Scanner): number {
  let line = firstLine;
  for (let next = text.indexOf('\n'); next >= 0 && next < at; next = text.indexOf('\n', next + 1)) {
    line += 1;
  }
  return line;
}

/** Nesting is limited so that no input can exhaust the stack. */
export function nest<T>(scanner: Scanner, inner: () => T): T {
  if (scanner.depth >= 64) throw new SyntaxStop('syntax', 'syntax error: nested too deeply');
  scanner.depth += 1;
  const result = inner();
  scanner.depth -= 1;
  return result;
}

const isBlank = (character: string) => character === ' ' || character === '\t';
export const endsWord = (character: string) => ' \t\n|&;()<>'.includes(character);

/** Over blanks, `\`-newline pairs and a comment. */
export function skipBlanks(scanner: Scanner): void {
  for (;;) {
    const here = scanner.text.charAt(scanner.at);
    if (isBlank(here)) scanner.at += 1;
    else if (scanner.text.startsWith('\\\n', scanner.at)) scanner.at += 2;
    else if (here === '#') {
      const end = scanner.text.indexOf('\n', scanner.at);
      scanner.at = end < 0 ? scanner.text.length : end;
    } else return;
  }
}

export function peekOperator(scanner: Scanner): Operator | null {
  skipBlanks(scanner);
  return operators.find((operator) => scanner.text.startsWith(operator, scanner.at)) ?? null;
}

export function takeOperator(scanner: Scanner, wanted: Operator): boolean {
  if (peekOperator(scanner) !== wanted) return false;
  scanner.at += wanted.length;
  if (wanted === '\n') readPendingTexts(scanner);
  return true;
}

export function skipNewlines(scanner: Scanner): void {
  while (takeOperator(scanner, '\n'));
}

export function atEnd(scanner: Scanner): boolean {
  skipBlanks(scanner);
  return scanner.at >= scanner.text.length;
}

/** The unquoted characters of the word that begins here, not moving on. */
export function peekBareWord(scanner: Scanner): string {
  skipBlanks(scanner);
  let end = scanner.at;
  while (end < scanner.text.length && !endsWord(scanner.text.charAt(end))) end += 1;
  return scanner.text.slice(scanner.at, end);
}

/** The complaint about whatever stands here, or a wish for more where nothing does. */
export function unexpected(scanner: Scanner): SyntaxStop {
  if (atEnd(scanner)) return new SyntaxStop('incomplete', 'syntax error: unexpected end of file');
  const operator = peekOperator(scanner);
  const token = operator === '\n' ? 'newline' : (operator ?? peekBareWord(scanner));
  return new SyntaxStop('syntax', `syntax error near unexpected token \`${token}'`);
}

/** Reads the lines that `<< END` asked for; called just behind a newline. */
function readPendingTexts(scanner: Scanner): void {
  const pending = scanner.pending.splice(0);
  for (const wanted of pending) {
    let body = '';
    for (;;) {
      if (scanner.at >= scanner.text.length) throw missingEnd(wanted);
      const newline = scanner.text.indexOf('\n', scanner.at);
      const end = newline < 0 ? scanner.text.length : newline;
      const whole = scanner.text.slice(scanner.at, end);
      const line = wanted.tabs ? whole.replace(/^\t+/, '') : whole;
      if (line !== wanted.end && newline < 0) throw missingEnd(wanted);
      scanner.at = Math.min(end + 1, scanner.text.length);
      if (line === wanted.end) break;
      body += `${line}\n`;
    }
    wanted.take(body);
  }
}

export function missingEnd(waitsFor?: { end: string; line: number }): SyntaxStop {
  const place = waitsFor ? { end: waitsFor.end, line: waitsFor.line } : undefined;
  return new SyntaxStop('incomplete', 'syntax error: unexpected end of file', place);
}

/** Over an unquoted word of the grammar, if it stands here. */
export function takeKeyword(scanner: Scanner, word: string): boolean {
  if (peekBareWord(scanner) !== word) return false;
  scanner.at += word.length;
  return true;
}

export function expectKeyword(scanner: Scanner, word: string): void {
  if (!takeKeyword(scanner, word)) throw unexpected(scanner);
}

export function expectOperator(scanner: Scanner, operator: Operator): void {
  if (!takeOperator(scanner, operator)) throw unexpected(scanner);
}

/** Index of the `))` that closes a sum whose inside begins at `from`, or -1. */
export function findSumEnd(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at += 1) {
    const here = text.charAt(at);
    if (here === '(') open += 1;
    if (here !== ')') continue;
    if (open === 0) return text.charAt(at + 1) === ')' ? at : -1;
    open -= 1;
  }
  return -1;
}

/** A quote or bracket is open at the end of the text. */
export function unclosed(mark: string): SyntaxStop {
  return new SyntaxStop('incomplete', `unexpected EOF while looking for matching \`${mark}'`);
}
