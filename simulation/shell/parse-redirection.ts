/** Redirections (bash(1), REDIRECTION). */
import { parseQuotedText, parseWord } from './parse-word';
import {
  endsWord,
  lineOf,
  peekOperator,
  type Scanner,
  SyntaxStop,
  skipBlanks,
  unexpected,
} from './scanner';
import type { Redirection, Word } from './syntax';

/** As many redirections as stand here. */
export function parseRedirections(scanner: Scanner): Redirection[] {
  const all: Redirection[] = [];
  for (;;) {
    const next = parseRedirection(scanner);
    if (!next) return all;
    all.push(next);
  }
}

/** The redirection that stands here, or null. */
export function parseRedirection(scanner: Scanner): Redirection | null {
  skipBlanks(scanner);
  const number = /^[0-9]{1,2}(?=[<>])/.exec(scanner.text.slice(scanner.at, scanner.at + 3))?.[0];
  const before = scanner.at;
  scanner.at += number?.length ?? 0;
  const operator = peekOperator(scanner);
  const input = operator?.startsWith('<');
  if (!operator || !(input || operator.includes('>'))) {
    scanner.at = before;
    return null;
  }
  refuseProcess(scanner);
  scanner.at += operator.length;
  const fd = number === undefined ? (input ? 0 : 1) : Number(number);
  if (operator === '<<') return parseHereText(scanner, fd);
  const target = parseTarget(scanner);
  switch (operator) {
    case '<':
      return { kind: 'file', fd, mode: 'r', target };
    case '>>':
      return { kind: 'file', fd, mode: 'a', target };
    case '<<<':
      return { kind: 'text', fd, target, newline: true };
    case '&>':
      return { kind: 'both', fd: 1, mode: 'w', target };
    case '&>>':
      return { kind: 'both', fd: 1, mode: 'a', target };
    case '<&':
      return { kind: 'copy', fd, target };
    case '>&':
      if (number === undefined && !/^[0-9]+$|^-$|^\$/.test(target.raw)) {
        return { kind: 'both', fd: 1, mode: 'w', target };
      }
      return { kind: 'copy', fd, target };
    default: {
      const force = operator === '>|' ? { force: true as const } : {};
      return { kind: 'file', fd, mode: 'w', target, ...force };
    }
  }
}

/** `<(command)` and `>(command)`. */
function refuseProcess(scanner: Scanner): void {
  if (!/^[<>]\(/.test(scanner.text.slice(scanner.at, scanner.at + 2))) return;
  const text = 'process substitution, <(...), is not in this shell: use a pipe or a file';
  throw new SyntaxStop('syntax', text);
}

function parseTarget(scanner: Scanner): Word {
  skipBlanks(scanner);
  refuseProcess(scanner);
  if (scanner.at >= scanner.text.length) {
    throw new SyntaxStop('syntax', "syntax error near unexpected token `newline'");
  }
  if (endsWord(scanner.text.charAt(scanner.at))) throw unexpected(scanner);
  return parseWord(scanner);
}

function parseHereText(scanner: Scanner, fd: number): Redirection {
  const tabs = scanner.text.charAt(scanner.at) === '-';
  if (tabs) scanner.at += 1;
  const word = parseTarget(scanner);
  const literal = /['"\\]/.test(word.raw);
  const end = word.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  const target: Word = { raw: '', parts: [] };
  scanner.pending.push({
    end: literal ? end : word.raw,
    line: lineOf(scanner),
    tabs,
    take: (text) => {
      target.parts = literal
        ? [{ kind: 'text', text, quoted: true }]
        : parseQuotedText(scanner, text);
    },
  });
  return { kind: 'text', fd, target, newline: false };
}
