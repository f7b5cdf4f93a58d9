/** A simple command: assignments, words and redirections in any order. */
import { parseAssignment } from './parse-assignment';
import { parseRedirection } from './parse-redirection';
import { parseWord } from './parse-word';
import { atEnd, lineOf, peekOperator, type Scanner, type SyntaxStop, unexpected } from './scanner';
import type { SimpleCommand } from './syntax';

/** Builtins whose arguments are assignments, so that their values are not split into words. */
export const declaring = ['declare', 'export', 'local', 'readonly', 'typeset'];

export function parseSimple(scanner: Scanner): SimpleCommand {
  const line = lineOf(scanner);
  const lists = { assignments: [], words: [], lists: [], redirections: [] };
  const command: SimpleCommand = { kind: 'simple', line, ...lists, raw: '' };
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
    const from = scanner.at;
    const first = command.words[0]?.raw ?? null;
    const assignment =
      first === null || declaring.includes(first) ? parseAssignment(scanner, first !== null) : null;
    if (!assignment) command.words.push(parseWord(scanner));
    else if (first === null) command.assignments.push(assignment);
    else {
      const { name } = assignment;
      command.words.push({ raw: name, parts: [{ kind: 'text', text: name, quoted: false }] });
      command.lists.push(assignment);
    }
    pieces.push(scanner.text.slice(from, scanner.at));
  }
  if (pieces.length === 0) throw unexpected(scanner);
  return { ...command, raw: pieces.join(' ') };
}

/** `echo (a)` is read as the begin of a function, so bash complains about the `a`. */
function afterParenthesis(scanner: Scanner, command: SimpleCommand): SyntaxStop {
  if (command.words.length > 1) return unexpected(scanner);
  scanner.at += 1;
  if (!atEnd(scanner)) return unexpected(scanner);
  const stop = unexpected(scanner);
  return Object.assign(stop, {
    reason: 'syntax',
    message: "syntax error near unexpected token `newline'",
  });
}
