/** One word of shell: quotes, escapes, variables and substitutions (bash(1), QUOTING). */
import { parseBraced } from './parse-braced';
import {
  atEnd,
  endsWord,
  findSumEnd,
  nest,
  type Scanner,
  SyntaxStop,
  takeOperator,
  unclosed,
  unexpected,
} from './scanner';
import type { Word, WordPart } from './syntax';

/** Reads the word that begins at the scanner's place; there must be one. */
export function parseWord(scanner: Scanner): Word {
  const start = scanner.at;
  const parts = parseParts(scanner, (here) => endsWord(here));
  return { raw: scanner.text.slice(start, scanner.at), parts };
}

/** The right side of `=~`: its brackets and bars belong to it, blanks within brackets too. */
export function parsePatternWord(scanner: Scanner): Word {
  let open = 0;
  const start = scanner.at;
  const parts = parseParts(scanner, (here) => {
    if (here === '(') open += 1;
    if (here === ')') open -= 1;
    return open < 0 || (open === 0 && ' \t\n;&'.includes(here));
  });
  return { raw: scanner.text.slice(start, scanner.at), parts };
}

/** A text up to one of `ends` that stands outside quotes, as within `${...}`. */
function parseUpTo(scanner: Scanner, ends: string): Word {
  const start = scanner.at;
  const parts = nest(scanner, () => parseParts(scanner, (here) => ends.includes(here)));
  return { raw: scanner.text.slice(start, scanner.at), parts };
}

/** A sum, whose variables and substitutions are filled in before it is worked out. */
export function parseSumText(around: Scanner, text: string): Word {
  return { raw: text, parts: nest(around, () => parseQuotedText(around, text)) };
}

/** The parts of text in which quotes mean nothing, as below `<< END`. */
export function parseQuotedText(around: Scanner, text: string): WordPart[] {
  return parseDoubleQuoted({ ...around, text, at: 0, pending: [] }, null);
}

function parseParts(scanner: Scanner, ends: (character: string) => boolean): WordPart[] {
  const parts: WordPart[] = [];
  const add = (text: string, quoted: boolean) => {
    const last = parts.at(-1);
    if (last?.kind === 'text' && last.quoted === quoted) last.text += text;
    else parts.push({ kind: 'text', text, quoted });
  };
  while (scanner.at < scanner.text.length) {
    const here = scanner.text.charAt(scanner.at);
    if (ends(here)) break;
    if (here === '\\') {
      const next = scanner.text.charAt(scanner.at + 1);
      if (next === '') throw new SyntaxStop('incomplete', 'syntax error: unexpected end of file');
      if (next !== '\n') add(next, true);
      scanner.at += 2;
    } else if (here === "'") {
      const end = scanner.text.indexOf("'", scanner.at + 1);
      if (end < 0) throw unclosed("'");
      add(scanner.text.slice(scanner.at + 1, end), true);
      scanner.at = end + 1;
    } else if (here === '"' || scanner.text.startsWith('$"', scanner.at)) {
      scanner.at += here === '"' ? 1 : 2;
      const inner = parseDoubleQuoted(scanner, '"');
      if (inner.length === 0) add('', true);
      parts.push(...inner);
    } else if (scanner.text.startsWith("$'", scanner.at)) {
      scanner.at += 2;
      add(parseEscapedString(scanner), true);
    } else if (here === '$' || here === '`') {
      const part = parseExpansion(scanner, false);
      if (part) parts.push(part);
      else {
        add(here, false);
        scanner.at += 1;
      }
    } else {
      add(here, false);
      scanner.at += 1;
    }
  }
  return parts;
}

/** Up to and over `end`, or to the end of the text where `end` is null. */
function parseDoubleQuoted(scanner: Scanner, end: '"' | null): WordPart[] {
  const parts: WordPart[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') parts.push({ kind: 'text', text, quoted: true });
    text = '';
  };
  for (;;) {
    const here = scanner.text.charAt(scanner.at);
    if (here === '') {
      if (end) throw unclosed('"');
      break;
    }
    const next = scanner.text.charAt(scanner.at + 1);
    if (here === end) {
      scanner.at += 1;
      break;
    }
    if (here === '\\' && next !== '' && '$`\\\n"'.includes(next)) {
      if (next === '"' && !end) text += '\\';
      if (next !== '\n') text += next;
      scanner.at += 2;
      continue;
    }
    const part = here === '$' || here === '`' ? parseExpansion(scanner, true) : null;
    if (part) {
      flush();
      parts.push(part);
    } else {
      text += here;
      scanner.at += 1;
    }
  }
  flush();
  return parts;
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
};

/** The inside of `$'...'`. */
function parseEscapedString(scanner: Scanner): string {
  let text = '';
  for (;;) {
    const here = scanner.text.charAt(scanner.at);
    if (here === '') throw unclosed("'");
    scanner.at += 1;
    if (here === "'") return text;
    if (here !== '\\') {
      text += here;
      continue;
    }
    const hex = /^x([0-9a-fA-F]{1,2})/.exec(scanner.text.slice(scanner.at, scanner.at + 3));
    const next = scanner.text.charAt(scanner.at);
    text += hex?.[1] ? String.fromCharCode(Number.parseInt(hex[1], 16)) : (escapes[next] ?? next);
    scanner.at += hex ? hex[0].length : 1;
  }
}

/** What `$` or a backquote begins here; null where the `$` is only a dollar sign. */
function parseExpansion(scanner: Scanner, quoted: boolean): WordPart | null {
  const rest = scanner.text.slice(scanner.at);
  if (rest.startsWith('`')) {
    const found = /^`((?:[^`\\]|\\[\s\S])*)`/.exec(rest);
    if (!found) throw unclosed('`');
    scanner.at += found[0].length;
    return { kind: 'substitution', source: (found[1] ?? '').replace(/\\([$`\\])/g, '$1'), quoted };
  }
  if (rest.startsWith('$((')) {
    const end = findSumEnd(scanner.text, scanner.at + 3);
    if (end >= 0) {
      const source = scanner.text.slice(scanner.at + 3, end);
      scanner.at = end + 2;
      return { kind: 'arithmetic', source, sum: parseSumText(scanner, source), quoted };
    }
  }
  if (rest.startsWith('$(')) {
    const start = scanner.at + 2;
    scanner.at = start;
    nest(scanner, () => skipSubstitution(scanner));
    return { kind: 'substitution', source: scanner.text.slice(start, scanner.at - 1), quoted };
  }
  if (rest.startsWith('${')) return parseBraced(scanner, quoted, { parseUpTo, parseSumText });
  const name = /^\$([A-Za-z_][A-Za-z0-9_]*|[0-9?$!#@*-])/.exec(rest)?.[1];
  if (name === undefined) return null;
  scanner.at += name.length + 1;
  return { kind: 'variable', name, quoted };
}

/** Over the inside of `$(...)` and its `)`. */
function skipSubstitution(scanner: Scanner): void {
  scanner.parseList(scanner);
  if (takeOperator(scanner, ')')) return;
  throw atEnd(scanner) ? unclosed(')') : unexpected(scanner);
}
