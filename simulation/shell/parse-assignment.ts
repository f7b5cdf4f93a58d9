/** `name=value`, `name[index]=value`, `name+=value` and lists, `name=(a b)` (bash(1), Arrays). */
import { parseSumText, parseWord } from './parse-word';
import {
  atEnd,
  endsWord,
  peekOperator,
  type Scanner,
  SyntaxStop,
  skipNewlines,
  takeOperator,
} from './scanner';
import type { Assignment, Word } from './syntax';

const empty = (): Word => ({ raw: '', parts: [] });

/** The assignment that begins here, or null; with `listsOnly` one in parentheses. */
export function parseAssignment(scanner: Scanner, listsOnly: boolean): Assignment | null {
  const head = /([A-Za-z_][A-Za-z0-9_]*)(?:\[([^\]\n]*)\])?(\+?)=/y;
  head.lastIndex = scanner.at;
  const found = head.exec(scanner.text);
  if (!found) return null;
  const after = scanner.at + found[0].length;
  const list = scanner.text.charAt(after) === '(';
  if (listsOnly && !list) return null;
  scanner.at = after;
  const [, name = '', place, plus] = found;
  const index = place === undefined ? null : parseSumText(scanner, place);
  const common = { name, index, append: plus === '+' };
  if (list) return { ...common, value: empty(), items: parseItems(scanner) };
  return { ...common, value: parseValue(scanner), items: null };
}

function parseValue(scanner: Scanner): Word {
  const here = scanner.text.charAt(scanner.at);
  return here === '' || endsWord(here) ? empty() : parseWord(scanner);
}

function parseItems(scanner: Scanner): NonNullable<Assignment['items']> {
  const items: NonNullable<Assignment['items']> = [];
  scanner.at += 1;
  for (;;) {
    skipNewlines(scanner);
    if (takeOperator(scanner, ')')) return items;
    if (atEnd(scanner)) {
      throw new SyntaxStop('incomplete', "unexpected EOF while looking for matching `)'");
    }
    const operator = peekOperator(scanner);
    if (operator !== null) {
      throw new SyntaxStop('syntax', `syntax error near unexpected token \`${operator}'`);
    }
    const placed = /\[([^\]\n]*)\]=/y;
    placed.lastIndex = scanner.at;
    const found = placed.exec(scanner.text);
    scanner.at += found?.[0].length ?? 0;
    if (found)
      items.push({ index: parseSumText(scanner, found[1] ?? ''), value: parseValue(scanner) });
    else items.push({ index: null, value: parseWord(scanner) });
  }
}
