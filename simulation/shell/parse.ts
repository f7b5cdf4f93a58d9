/**
 * Shell grammar (bash(1), SHELL GRAMMAR): lists, pipelines, simple and compound commands.
 * Total: every text gives a list, a wish for more lines, or bash's own complaint.
 */

import { parseRedirections } from './parse-redirection';
import { parseSimple } from './parse-simple';
import { parseWord } from './parse-word';
import {
  atEnd,
  createScanner,
  missingEnd,
  nest,
  type Operator,
  peekBareWord,
  peekOperator,
  type Scanner,
  SyntaxStop,
  skipNewlines,
  takeOperator,
  unexpected,
} from './scanner';
import type { AndOr, Command, List, ParseResult, Pipeline, Redirection, Word } from './syntax';

const closers = ['then', 'elif', 'else', 'fi', 'do', 'done', '}'] as const;
type Closer = (typeof closers)[number];

/** Reads a whole text of one or more lines. */
export function parse(text: string): ParseResult {
  const scanner = createScanner(text, skipSubstitution);
  try {
    const list = parseList(scanner);
    if (!atEnd(scanner)) throw unexpected(scanner);
    if (scanner.pending.length > 0) throw missingEnd();
    return { ok: true, list };
  } catch (stop) {
    if (stop instanceof SyntaxStop)
      return { ok: false, reason: stop.reason, message: stop.message };
    throw stop;
  }
}

/** Over the inside of `$(...)` and its `)`. */
function skipSubstitution(scanner: Scanner): void {
  parseList(scanner);
  if (takeOperator(scanner, ')')) return;
  throw atEnd(scanner)
    ? new SyntaxStop('incomplete', "unexpected EOF while looking for matching `)'")
    : unexpected(scanner);
}

function atCloser(scanner: Scanner): boolean {
  return (closers as readonly string[]).includes(peekBareWord(scanner));
}

function parseList(scanner: Scanner): List {
  const list: List = [];
  for (;;) {
    skipNewlines(scanner);
    if (atEnd(scanner) || peekOperator(scanner) === ')' || atCloser(scanner)) return list;
    const entry = parseAndOr(scanner);
    list.push(entry);
    if (takeOperator(scanner, '&')) entry.background = true;
    else if (!takeOperator(scanner, ';') && peekOperator(scanner) !== '\n') return list;
  }
}

function parseAndOr(scanner: Scanner): AndOr {
  const start = scanner.at;
  const pipelines: AndOr['pipelines'] = [{ after: null, pipeline: parsePipeline(scanner) }];
  for (;;) {
    const after = (['&&', '||'] as const).find((operator) => takeOperator(scanner, operator));
    if (!after) {
      return { pipelines, background: false, raw: scanner.text.slice(start, scanner.at).trim() };
    }
    skipNewlines(scanner);
    pipelines.push({ after, pipeline: parsePipeline(scanner) });
  }
}

function parsePipeline(scanner: Scanner): Pipeline {
  const start = scanner.at;
  let negated = false;
  while (peekBareWord(scanner) === '!') {
    scanner.at += 1;
    negated = !negated;
  }
  const commands = [parseCommand(scanner)];
  for (;;) {
    const both = takeOperator(scanner, '|&');
    if (!both && !takeOperator(scanner, '|')) break;
    if (both) {
      const target: Word = { raw: '1', parts: [{ kind: 'text', text: '1', quoted: false }] };
      commands.at(-1)?.redirections.push({ kind: 'copy', fd: 2, target });
    }
    skipNewlines(scanner);
    commands.push(parseCommand(scanner));
  }
  return { negated, commands, raw: scanner.text.slice(start, scanner.at).trim() };
}

function parseCommand(scanner: Scanner): Command {
  if (atCloser(scanner)) throw unexpected(scanner);
  const start = scanner.at;
  const body = nest(scanner, () => parseCompound(scanner));
  if (!body) return parseSimple(scanner);
  const redirections: Redirection[] = parseRedirections(scanner);
  return { ...body, redirections, raw: scanner.text.slice(start, scanner.at).trim() };
}

type Body<C> = C extends unknown ? Omit<C, 'redirections' | 'raw'> : never;

function parseCompound(scanner: Scanner): Body<Exclude<Command, { kind: 'simple' }>> | null {
  if (takeOperator(scanner, '(')) {
    const start = scanner.at;
    const body = parseFilledList(scanner);
    const source = scanner.text.slice(start, scanner.at).trim();
    expectOperator(scanner, ')');
    return { kind: 'subshell', body, source };
  }
  if (takeKeyword(scanner, '{')) {
    const body = parseFilledList(scanner);
    expectKeyword(scanner, '}');
    return { kind: 'group', body };
  }
  if (takeKeyword(scanner, 'if')) return parseIf(scanner);
  if (takeKeyword(scanner, 'while')) return parseWhile(scanner, false);
  if (takeKeyword(scanner, 'until')) return parseWhile(scanner, true);
  if (takeKeyword(scanner, 'for')) return parseFor(scanner);
  for (const word of ['case', 'select', 'function', '[[']) {
    if (peekBareWord(scanner) !== word) continue;
    throw new SyntaxStop('syntax', `${word}: this part of the language is not in this shell`);
  }
  return null;
}

function parseIf(scanner: Scanner) {
  const branches: { test: List; body: List }[] = [];
  do {
    const test = parseFilledList(scanner);
    expectKeyword(scanner, 'then');
    branches.push({ test, body: parseFilledList(scanner) });
  } while (takeKeyword(scanner, 'elif'));
  const otherwise = takeKeyword(scanner, 'else') ? parseFilledList(scanner) : [];
  expectKeyword(scanner, 'fi');
  return { kind: 'if' as const, branches, otherwise };
}

function parseWhile(scanner: Scanner, until: boolean) {
  const test = parseFilledList(scanner);
  return { kind: 'while' as const, until, test, body: parseDo(scanner) };
}

function parseFor(scanner: Scanner) {
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
  return { kind: 'for' as const, name, words, body: parseDo(scanner) };
}

function parseDo(scanner: Scanner): List {
  expectKeyword(scanner, 'do');
  const body = parseFilledList(scanner);
  expectKeyword(scanner, 'done');
  return body;
}

function parseFilledList(scanner: Scanner): List {
  const list = parseList(scanner);
  if (list.length === 0) throw unexpected(scanner);
  return list;
}

function takeKeyword(
  scanner: Scanner,
  word: Closer | '{' | 'if' | 'while' | 'until' | 'for' | 'in',
) {
  if (peekBareWord(scanner) !== word) return false;
  scanner.at += word.length;
  return true;
}

function expectKeyword(scanner: Scanner, word: Closer): void {
  if (!takeKeyword(scanner, word)) throw unexpected(scanner);
}

function expectOperator(scanner: Scanner, operator: Operator): void {
  if (!takeOperator(scanner, operator)) throw unexpected(scanner);
}
