import { decodeText, encodeText } from '../../host/bytes';
import { printError, readAllText, sys } from '../../host/system';
import { gnuCommand, tryHelp, usageError } from '../gnu-command';
import { curlyQuote } from '../quote';

/** A set that cannot be; `message` is tr's. */
class SetStop extends Error {}

const classes: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  blank: '\t ',
  cntrl: '\0-\x1f\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-/:-@[-`{-~',
  space: '\t-\r ',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

const escapes: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' },
};

export const tr = gnuCommand({
  name: 'tr',
  usage: '[OPTION]... SET1 [SET2]',
  summary: 'change, squeeze or delete characters',
  version: 'tr (GNU coreutils) 9.1',
  stopAtOperand: true,
  options: [
    { short: 'c', long: 'complement', help: 'take all characters that are not in SET1' },
    { short: 'C', help: 'the same' },
    { short: 'd', long: 'delete', help: 'delete the characters of SET1' },
    { short: 's', long: 'squeeze-repeats', help: 'leave one of several equal characters' },
    { short: 't', long: 'truncate-set1', help: 'cut SET1 to the length of SET2' },
  ],
  run: function* (_context, options, operands) {
    const [first, second, third] = operands;
    const deletes = options.has('d');
    const squeezes = options.has('s');
    const two = deletes === squeezes;
    if (first === undefined) return yield* usageError('tr', 'missing operand');
    if (second === undefined && two) {
      const why = deletes
        ? 'Two strings must be given when both deleting and squeezing repeats.'
        : 'Two strings must be given when translating.';
      yield* printError(`tr: missing operand after ${curlyQuote(first)}\n${why}\n${tryHelp('tr')}`);
      return 1;
    }
    if (third !== undefined || (second !== undefined && deletes && !squeezes)) {
      const extra = third ?? second ?? '';
      const why =
        third === undefined
          ? 'Only one string may be given when deleting without squeezing repeats.\n'
          : '';
      yield* printError(`tr: extra operand ${curlyQuote(extra)}\n${why}${tryHelp('tr')}`);
      return 1;
    }
    const plan = makePlan(first, second ?? null, {
      complement: options.has('c', 'C'),
      deletes,
      squeezes,
      truncates: options.has('t'),
    });
    if (typeof plan === 'string') {
      yield* printError(`tr: ${plan}\n`);
      return 1;
    }
    const text = yield* readAllText(0);
    if (text.ok && text.value !== '') yield* sys.write(1, encodeText(plan(text.value)));
    return 0;
  },
});

type Wish = { complement: boolean; deletes: boolean; squeezes: boolean; truncates: boolean };

/** What is done to the text, or what is wrong with the sets. */
function makePlan(
  first: string,
  second: string | null,
  wish: Wish,
): ((text: string) => string) | string {
  try {
    const from = readSet(first);
    const to = second === null ? null : readSet(second);
    const has = (letter: string) => from.includes(letter) !== wish.complement;
    const translates = to !== null && !wish.deletes;
    if (translates && to.length === 0 && !wish.truncates) {
      return 'when not truncating set1, string2 must be non-empty';
    }
    const change = (letter: string) => {
      if (!has(letter) || !translates) return letter;
      const at = wish.complement ? to.length - 1 : from.lastIndexOf(letter);
      return to[at] ?? (wish.truncates ? letter : (to.at(-1) ?? letter));
    };
    const repeats = (letter: string) =>
      (to ?? from).includes(letter) !== (to === null && wish.complement);
    return (text) => {
      let out = '';
      let before = '';
      for (const letter of text) {
        if (wish.deletes && has(letter)) continue;
        const next = change(letter);
        if (wish.squeezes && next === before && repeats(next)) continue;
        out += next;
        before = next;
      }
      return out;
    };
  } catch (stop) {
    if (stop instanceof SetStop) return stop.message;
    throw stop;
  }
}

/** The characters that a set names, in order. */
function readSet(source: string): string[] {
  const set: { letter: string; quoted: boolean }[] = [];
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const named = /^\[:(\w+):\]/.exec(rest);
    const octal = /^\\([0-7]{1,3})/.exec(rest);
    if (named) {
      const inside = Object.hasOwn(classes, named[1] ?? '') ? classes[named[1] ?? ''] : undefined;
      if (inside === undefined)
        throw new SetStop(`invalid character class ${curlyQuote(named[1] ?? '')}`);
      for (const letter of readSet(inside.replaceAll('\\', '\\\\')))
        set.push({ letter, quoted: true });
      at += named[0].length;
    } else if (octal) {
      set.push({
        letter: decodeText(String.fromCharCode(Number.parseInt(octal[1] ?? '0', 8) & 0xff)),
        quoted: true,
      });
      at += octal[0].length;
    } else if (rest.startsWith('\\') && rest.length > 1) {
      const letter = rest.charAt(1);
      set.push({ letter: escapes[letter] ?? letter, quoted: true });
      at += 2;
    } else {
      const letter = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      set.push({ letter, quoted: false });
      at += letter.length;
    }
  }
  return fillRanges(set);
}

function fillRanges(set: { letter: string; quoted: boolean }[]): string[] {
  const all: string[] = [];
  for (let at = 0; at < set.length; at += 1) {
    const low = set[at]?.letter ?? '';
    const dash = set[at + 1];
    const high = set[at + 2]?.letter;
    if (dash?.letter !== '-' || dash.quoted || high === undefined) {
      all.push(low);
      continue;
    }
    const [from, to] = [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0];
    if (from > to) {
      const shown = `${low}-${high}`;
      throw new SetStop(`range-endpoints of '${shown}' are in reverse collating sequence order`);
    }
    for (let code = from; code <= Math.min(to, from + 4096); code += 1)
      all.push(String.fromCodePoint(code));
    at += 2;
  }
  return all;
}
