/**
 * Shell grammar (bash(1), SHELL GRAMMAR): lists, pipelines, commands.
 * Total: every text gives a list, a wish for more lines, or bash's own complaint.
 */
import { parseCompound, parseFunction } from './parse-compound';
import { parseRedirections } from './parse-redirection';
import { parseSimple } from './parse-simple';
import {
  atEnd,
  createScanner,
  lineOf,
  missingEnd,
  nest,
  peekBareWord,
  peekOperator,
  type Scanner,
  SyntaxStop,
  skipNewlines,
  takeKeyword,
  takeOperator,
  unexpected,
} from './scanner';
import type { AndOr, Command, List, ParseResult, Pipeline, Word } from './syntax';

const closers = ['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}'];

/** Reads a whole text of one or more lines, the first of which has the number `firstLine`. */
export function parse(text: string, firstLine = 1): ParseResult {
  const scanner = createScanner(text, firstLine, parseList);
  try {
    const list = parseList(scanner);
    if (!atEnd(scanner)) throw unexpected(scanner);
    if (scanner.pending.length > 0) throw missingEnd(scanner.pending[0]);
    return { ok: true, list };
  } catch (stop) {
    if (stop instanceof SyntaxStop) {
      const { reason, message, waitsFor } = stop;
      if (reason === 'syntax') return { ok: false, reason, message };
      return { ok: false, reason, message, ...(waitsFor ? { waitsFor } : {}) };
    }
    throw stop;
  }
}

function atCloser(scanner: Scanner): boolean {
  return closers.includes(peekBareWord(scanner));
}

function parseList(scanner: Scanner): List {
  const list: List = [];
  for (;;) {
    skipNewlines(scanner);
    const operator = peekOperator(scanner);
    if (atEnd(scanner) || operator === ')' || operator?.match(/^;[;&]/) || atCloser(scanner)) {
      return list;
    }
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
  const timed = takeKeyword(scanner, 'time');
  let negated = false;
  while (takeKeyword(scanner, '!')) negated = !negated;
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
  const raw = scanner.text.slice(start, scanner.at).trim();
  return { negated, ...(timed ? { timed } : {}), commands, raw };
}

function parseCommand(scanner: Scanner): Command {
  if (atCloser(scanner)) throw unexpected(scanner);
  const start = scanner.at;
  const line = lineOf(scanner);
  const body = nest(scanner, () => parseCompound(scanner) ?? parseFunction(scanner));
  if (!body) return parseSimple(scanner);
  const redirections = body.kind === 'function' ? [] : parseRedirections(scanner);
  return { ...body, redirections, line, raw: scanner.text.slice(start, scanner.at).trim() };
}
