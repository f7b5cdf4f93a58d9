/** What stands between `[[` and `]]` (bash(1), Compound Commands). */
import { parsePatternWord, parseWord } from './parse-word';
import {
  nest,
  peekOperator,
  type Scanner,
  SyntaxStop,
  skipNewlines,
  takeOperator,
} from './scanner';
import type { Condition, Word } from './syntax';

const comparing = ['=', '==', '!=', '=~', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot'];

/** Up to and over `]]`. */
export function parseCondition(scanner: Scanner): Condition {
  const condition = parseEither(scanner);
  if (!takeWord(scanner, ']]')) throw stray(scanner);
  return condition;
}

function parseEither(scanner: Scanner): Condition {
  let left = parseBoth(scanner);
  while (takeOperator(scanner, '||')) left = { kind: 'either', left, right: parseBoth(scanner) };
  return left;
}

function parseBoth(scanner: Scanner): Condition {
  let left = parseTerm(scanner);
  while (takeOperator(scanner, '&&')) left = { kind: 'both', left, right: parseTerm(scanner) };
  return left;
}

function parseTerm(scanner: Scanner): Condition {
  skipNewlines(scanner);
  const term = nest(scanner, (): Condition => {
    if (takeWord(scanner, '!')) return { kind: 'not', inner: parseTerm(scanner) };
    if (!takeOperator(scanner, '(')) return parseComparison(scanner);
    const inner = parseEither(scanner);
    if (!takeOperator(scanner, ')')) throw stray(scanner);
    return inner;
  });
  skipNewlines(scanner);
  return term;
}

function parseComparison(scanner: Scanner): Condition {
  const first = parseOperand(scanner, '');
  if (/^-[a-zA-Z]$/.test(first.raw) && !endsTerm(scanner)) {
    if (!/^-[a-hknoprstuvwxzGLNOS]$/.test(first.raw)) {
      throw new SyntaxStop('syntax', `[[: ${first.raw}: conditional unary operator expected`);
    }
    return { kind: 'unary', operator: first.raw, operand: parseOperand(scanner, 'unary') };
  }
  if (endsTerm(scanner)) return { kind: 'unary', operator: '-n', operand: first };
  const operator = takeComparing(scanner);
  if (operator === null) throw new SyntaxStop('syntax', 'conditional binary operator expected');
  if (endsTerm(scanner)) parseOperand(scanner, 'binary');
  const right = operator === '=~' ? parsePatternWord(scanner) : parseOperand(scanner, 'binary');
  return { kind: 'binary', operator, left: first, right };
}

/** `]]`, `&&`, `||`, `)` or the end: nothing more belongs to the comparison. */
function endsTerm(scanner: Scanner): boolean {
  const operator = peekOperator(scanner);
  if (operator !== null) return operator !== '<' && operator !== '>';
  return scanner.at >= scanner.text.length || wordHere(scanner) === ']]';
}

function takeComparing(scanner: Scanner): string | null {
  for (const arrow of ['<', '>'] as const) if (takeOperator(scanner, arrow)) return arrow;
  const word = wordHere(scanner);
  if (!comparing.includes(word)) return null;
  scanner.at += word.length;
  return word;
}

/** A word, or bash's complaint where `]]` or the end stands in its place. */
function parseOperand(scanner: Scanner, after: 'unary' | 'binary' | ''): Word {
  const operator = peekOperator(scanner);
  if (scanner.at >= scanner.text.length) throw unended();
  if (operator === null && (after === '' || wordHere(scanner) !== ']]')) return parseWord(scanner);
  const token = operator === '\n' ? 'newline' : (operator ?? ']]');
  if (after === '') {
    throw new SyntaxStop('syntax', `unexpected token \`${token}' in conditional command`);
  }
  throw new SyntaxStop(
    'syntax',
    `unexpected argument \`${token}' to conditional ${after} operator`,
  );
}

function takeWord(scanner: Scanner, word: string): boolean {
  if (peekOperator(scanner) !== null || wordHere(scanner) !== word) return false;
  scanner.at += word.length;
  return true;
}

function wordHere(scanner: Scanner): string {
  const word = /[^\s|&;()<>]*/y;
  word.lastIndex = scanner.at;
  return word.exec(scanner.text)?.[0] ?? '';
}

function stray(scanner: Scanner): SyntaxStop {
  const operator = peekOperator(scanner);
  if (scanner.at >= scanner.text.length) return unended();
  const token = operator === '\n' ? 'newline' : (operator ?? wordHere(scanner));
  return new SyntaxStop(
    'syntax',
    `syntax error in conditional expression: unexpected token \`${token}'`,
  );
}

function unended(): SyntaxStop {
  return new SyntaxStop('incomplete', "unexpected EOF while looking for `]]'");
}
