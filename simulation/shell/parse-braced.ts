/** `${name}` and what may follow the name in it (bash(1), Parameter Expansion). */
import { type Scanner, SyntaxStop, unclosed } from './scanner';
import type { VariablePart, VariableRule, Word, WordPart } from './syntax';

/** The readers of words, given by their file so that the two need no circle of imports. */
type Readers = {
  parseUpTo: (scanner: Scanner, ends: string) => Word;
  parseSumText: (scanner: Scanner, text: string) => Word;
};

const head = /\$\{(!?)(#?)([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?$!#@*-])(?:\[([^\]\n]*)\])?/y;
const rules = /:?[-=+?]|##?|%%?|\/[/#%]?|\^\^?|,,?|:|\}/y;

/** Over the `${...}` that begins here. */
export function parseBraced(scanner: Scanner, quoted: boolean, read: Readers): WordPart {
  const start = scanner.at;
  const found = readHead(scanner);
  if (!found) throw badSubstitution(scanner, start);
  const { name, place, indirect, length } = found;
  const index = place === undefined ? {} : { index: read.parseSumText(scanner, place) };
  const part: VariablePart = { kind: 'variable', name, quoted, ...index };
  if (indirect) part.indirect = true;
  if (length) {
    if (scanner.text.charAt(scanner.at) !== '}') throw badSubstitution(scanner, start);
    scanner.at += 1;
    return { ...part, rule: { kind: 'length' } };
  }
  rules.lastIndex = scanner.at;
  const sign = rules.exec(scanner.text)?.[0];
  if (sign === undefined) throw badSubstitution(scanner, start);
  scanner.at += sign.length;
  if (sign === '}') return part;
  const rule = readRule(scanner, sign, read);
  if (scanner.text.charAt(scanner.at) !== '}') throw unclosed('}');
  scanner.at += 1;
  return { ...part, rule };
}

function readHead(scanner: Scanner) {
  head.lastIndex = scanner.at;
  let found = head.exec(scanner.text);
  // `${#}` and `${#-x}` are about the number of arguments, `${!}` about a process.
  const plain = /\$\{()()([#!])(?=[}:%/^,+=-])/y;
  plain.lastIndex = scanner.at;
  found = plain.exec(scanner.text) ?? found;
  if (!found) return null;
  scanner.at += found[0].length;
  const [, mark, hash, name = '', place] = found;
  return { name, place, indirect: mark === '!', length: hash === '#' };
}

function readRule(scanner: Scanner, sign: string, read: Readers): VariableRule {
  const rest = () => read.parseUpTo(scanner, '}');
  const orEmpty = sign.length === 2;
  switch (sign) {
    case '-':
    case ':-':
      return { kind: 'default', orEmpty, word: rest() };
    case '=':
    case ':=':
      return { kind: 'assign', orEmpty, word: rest() };
    case '+':
    case ':+':
      return { kind: 'alternative', orEmpty, word: rest() };
    case '?':
    case ':?':
      return { kind: 'error', orEmpty, word: rest() };
    case '#':
    case '##':
      return { kind: 'cut', from: 'front', longest: orEmpty, word: rest() };
    case '%':
    case '%%':
      return { kind: 'cut', from: 'back', longest: orEmpty, word: rest() };
    case '^':
    case '^^':
      return { kind: 'case', to: 'upper', all: orEmpty, word: rest() };
    case ',':
    case ',,':
      return { kind: 'case', to: 'lower', all: orEmpty, word: rest() };
    case ':': {
      const from = read.parseUpTo(scanner, ':}');
      if (scanner.text.charAt(scanner.at) !== ':') return { kind: 'slice', from, length: null };
      scanner.at += 1;
      return { kind: 'slice', from, length: rest() };
    }
    default:
      return readReplace(scanner, sign, read);
  }
}

function readReplace(scanner: Scanner, sign: string, read: Readers): VariableRule {
  const places = { '/': 'first', '//': 'all', '/#': 'front', '/%': 'back' } as const;
  const at = places[sign as keyof typeof places];
  const word = read.parseUpTo(scanner, '/}');
  let by: Word = { raw: '', parts: [] };
  if (scanner.text.charAt(scanner.at) === '/') {
    scanner.at += 1;
    by = read.parseUpTo(scanner, '}');
  }
  return { kind: 'replace', at, word, by };
}

function badSubstitution(scanner: Scanner, start: number): SyntaxStop {
  const rest = scanner.text.slice(start);
  if (!rest.includes('}')) return unclosed('}');
  const whole = rest.slice(0, rest.indexOf('}') + 1);
  const known = /^\$\{\w+(?:\[[^\]]*\])?@\w\}|^\$\{!\w+[*@]\}/.test(whole);
  const why = known ? 'this form is not in this shell' : 'bad substitution';
  return new SyntaxStop('syntax', `${whole}: ${why}`);
}
