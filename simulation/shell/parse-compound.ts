/** Conditions, loops, groups and functions (bash(1), Compound Commands). */
import { parseCondition } from './parse-condition';
import { parseRedirections } from './parse-redirection';
import { parseSumText, parseWord } from './parse-word';
import {
  atEnd,
  expectKeyword,
  expectOperator,
  findSumEnd,
  lineOf,
  peekBareWord,
  peekOperator,
  type Scanner,
  SyntaxStop,
  skipNewlines,
  takeKeyword,
  takeOperator,
  unexpected,
} from './scanner';
import type { CaseClause, CompoundCommand, List, Word } from './syntax';

type Body<C> = C extends unknown ? Omit<C, 'redirections' | 'raw' | 'line'> : never;
export type CompoundBody = Body<CompoundCommand>;

/** Words of bash's grammar that this shell does not know. */
const missing: Readonly<Record<string, string>> = {
  select: 'menus with `select` are not in this shell: use `read` in a `while` loop',
  coproc: '`coproc` is not in this shell: run a job in the background with `&`',
};

/** The compound command that begins here, without its redirections; null where none does. */
export function parseCompound(scanner: Scanner): CompoundBody | null {
  const sum = takeSum(scanner);
  if (sum !== null) return { kind: 'sum', sum: parseSumText(scanner, sum) };
  if (takeOperator(scanner, '(')) {
    const body = parseFilledList(scanner);
    expectOperator(scanner, ')');
    return { kind: 'subshell', body };
  }
  if (takeKeyword(scanner, '{')) return parseGroup(scanner);
  if (takeKeyword(scanner, 'if')) return parseIf(scanner);
  if (takeKeyword(scanner, 'while')) return parseWhile(scanner, false);
  if (takeKeyword(scanner, 'until')) return parseWhile(scanner, true);
  if (takeKeyword(scanner, 'for')) return parseFor(scanner);
  if (takeKeyword(scanner, 'case')) return parseCase(scanner);
  if (takeKeyword(scanner, '[[')) return { kind: 'condition', condition: parseCondition(scanner) };
  const word = peekBareWord(scanner);
  if (!Object.hasOwn(missing, word)) return null;
  throw new SyntaxStop('syntax', missing[word] ?? '');
}

/** The inside of `((...))` if it begins here. */
function takeSum(scanner: Scanner): string | null {
  if (peekOperator(scanner) !== '(' || !scanner.text.startsWith('((', scanner.at)) return null;
  const end = findSumEnd(scanner.text, scanner.at + 2);
  if (end < 0) return null;
  const inside = scanner.text.slice(scanner.at + 2, end);
  scanner.at = end + 2;
  return inside;
}

function parseGroup(scanner: Scanner): CompoundBody {
  const body = parseFilledList(scanner);
  expectKeyword(scanner, '}');
  return { kind: 'group', body };
}

function parseIf(scanner: Scanner): CompoundBody {
  const branches: { test: List; body: List }[] = [];
  do {
    const test = parseFilledList(scanner);
    expectKeyword(scanner, 'then');
    branches.push({ test, body: parseFilledList(scanner) });
  } while (takeKeyword(scanner, 'elif'));
  const otherwise = takeKeyword(scanner, 'else') ? parseFilledList(scanner) : [];
  expectKeyword(scanner, 'fi');
  return { kind: 'if', branches, otherwise };
}

function parseWhile(scanner: Scanner, until: boolean): CompoundBody {
  const test = parseFilledList(scanner);
  return { kind: 'while', until, test, body: parseDo(scanner) };
}

function parseFor(scanner: Scanner): CompoundBody {
  const sum = takeSum(scanner);
  if (sum !== null) return parseForSum(scanner, sum);
  const name = peekBareWord(scanner);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    if (atEnd(scanner)) {
      throw new SyntaxStop('syntax', "syntax error near unexpected token `newline'");
    }
    if (name === '') throw unexpected(scanner);
    throw new SyntaxStop('syntax', `\`${name}': not a valid identifier`);
  }
  scanner.at += name.length;
  skipNewlines(scanner);
  let words: Word[] | null = null;
  if (takeKeyword(scanner, 'in')) {
    words = [];
    while (!atEnd(scanner) && peekOperator(scanner) === null) words.push(parseWord(scanner));
    if (!takeOperator(scanner, ';') && peekOperator(scanner) !== '\n') throw unexpected(scanner);
  } else takeOperator(scanner, ';');
  skipNewlines(scanner);
  return { kind: 'for', name, words, body: parseDo(scanner) };
}

function parseForSum(scanner: Scanner, inside: string): CompoundBody {
  const [begin = '', test = '', step = '', ...more] = inside.split(';');
  if (inside.split(';').length < 3 || more.length > 0) {
    const why = more.length > 0 ? "`;' unexpected" : 'arithmetic expression required';
    throw new SyntaxStop('syntax', `syntax error: ${why}\nsyntax error: \`((${inside}))'`);
  }
  const sums = {
    begin: parseSumText(scanner, begin),
    test: parseSumText(scanner, test),
    step: parseSumText(scanner, step),
  };
  takeOperator(scanner, ';');
  skipNewlines(scanner);
  return { kind: 'for-sum', ...sums, body: parseDo(scanner) };
}

/** The body of a loop: `do ... done`, or `{ ... }` as the manual does not say. */
function parseDo(scanner: Scanner): List {
  const braces = takeKeyword(scanner, '{');
  if (!braces) expectKeyword(scanner, 'do');
  const body = parseFilledList(scanner);
  expectKeyword(scanner, braces ? '}' : 'done');
  return body;
}

function parseCase(scanner: Scanner): CompoundBody {
  if (atEnd(scanner) || peekOperator(scanner) !== null) throw unexpected(scanner);
  const word = parseWord(scanner);
  skipNewlines(scanner);
  expectKeyword(scanner, 'in');
  const clauses: CaseClause[] = [];
  for (;;) {
    skipNewlines(scanner);
    if (takeKeyword(scanner, 'esac')) return { kind: 'case', word, clauses };
    clauses.push(parseClause(scanner));
    const last = clauses.at(-1);
    const end = ([';;&', ';;', ';&'] as const).find((one) => takeOperator(scanner, one));
    if (last && end) last.end = end;
    if (end) continue;
    skipNewlines(scanner);
    expectKeyword(scanner, 'esac');
    return { kind: 'case', word, clauses };
  }
}

function parseClause(scanner: Scanner): CaseClause {
  takeOperator(scanner, '(');
  const patterns: Word[] = [];
  do {
    if (atEnd(scanner) || peekOperator(scanner) !== null) throw unexpected(scanner);
    patterns.push(parseWord(scanner));
  } while (takeOperator(scanner, '|'));
  expectOperator(scanner, ')');
  return { patterns, body: scanner.parseList(scanner), end: ';;' };
}

/** `name () body` and `function name body`; null where neither begins here. */
export function parseFunction(scanner: Scanner): CompoundBody | null {
  const found =
    /(?:function[ \t]+([^\s"'`$;&|<>()]+)(?:[ \t]*\([ \t]*\))?|([^\s"'`$;&|<>()={}]+)[ \t]*\([ \t]*\))/y;
  found.lastIndex = scanner.at;
  const head = found.exec(scanner.text);
  const name = head?.[1] ?? head?.[2];
  if (!head || name === undefined) return null;
  scanner.at += head[0].length;
  skipNewlines(scanner);
  const start = scanner.at;
  const line = lineOf(scanner);
  const inner = parseCompound(scanner);
  if (!inner) throw unexpected(scanner);
  const redirections = parseRedirections(scanner);
  const raw = scanner.text.slice(start, scanner.at).trim();
  return { kind: 'function', name, body: { ...inner, redirections, raw, line } };
}

function parseFilledList(scanner: Scanner): List {
  const list = scanner.parseList(scanner);
  if (list.length === 0) throw unexpected(scanner);
  return list;
}
