/** A simple command: assignments, words and redirections in any order. */
import { parseRedirection } from './parse-redirection';
import { parseWord } from './parse-word';
import { atEnd, peekOperator, type Scanner, SyntaxStop, unexpected } from './scanner';
import type { SimpleCommand, Word } from './syntax';

export function parseSimple(scanner: Scanner): SimpleCommand {
  const command: SimpleCommand = {
    kind: 'simple',
    assignments: [],
    words: [],
    redirections: [],
    raw: '',
  };
  const pieces: string[] = [];
  for (;;) {
    const start = scanner.at;
    const redirection = parseRedirection(scanner);
    if (redirection) {
      command.redirections.push(redirection);
      pieces.push(scanner.text.slice(start, scanner.at).trim());
      continue;
    }
    if (atEnd(scanner)) break;
    const operator = peekOperator(scanner);
    if (operator === '(' && command.words.length > 0) throw afterParenthesis(scanner, command);
    if (operator !== null) break;
    const word = parseWord(scanner);
    pieces.push(word.raw);
    const assignment = command.words.length === 0 ? asAssignment(word) : null;
    if (assignment) command.assignments.push(assignment);
    else command.words.push(word);
  }
  if (pieces.length === 0) throw unexpected(scanner);
  return { ...command, raw: pieces.join(' ') };
}

function asAssignment(word: Word): { name: string; value: Word } | null {
  const first = word.parts[0];
  if (first?.kind !== 'text' || first.quoted) return null;
  const head = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(first.text);
  if (!head?.[1]) return null;
  const rest = first.text.slice(head[0].length);
  const parts = word.parts.slice(1);
  if (rest !== '') parts.unshift({ kind: 'text', text: rest, quoted: false });
  return { name: head[1], value: { raw: word.raw.slice(head[0].length), parts } };
}

/** `echo (a)` is read as the begin of a function, so bash complains about the `a`. */
function afterParenthesis(scanner: Scanner, command: SimpleCommand): SyntaxStop {
  if (command.words.length > 1) return unexpected(scanner);
  scanner.at += 1;
  if (peekOperator(scanner) !== ')') return unexpected(scanner);
  return new SyntaxStop('syntax', 'functions are not in this shell');
}
