/** The words of a sum, one after the other, and bash's complaints about them. */

/** Ends the working out of a sum. */
export class SumStop extends Error {}

export type SumReader = {
  /** The operator, name or number that comes next; null at the end. */
  peek: () => string | null;
  take: () => string | null;
  takeIf: (token: string) => boolean;
  takeSign: () => '+' | '-' | '!' | '~' | null;
  takeNumber: () => bigint | null;
  takeName: () => string | null;
  mark: () => number;
  reset: (mark: number) => void;
  /** A complaint that shows what stands from the word before on. */
  stop: (problem: string) => SumStop;
};

const tokens =
  /\s*(?:(\d[\w@#]*|[A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|<<|>>|\|\||&&|[-+*/%&^|=!<>]=|[^\s]))/g;

export function createSumReader(source: string): SumReader {
  const words: { text: string; at: number }[] = [];
  for (const found of source.matchAll(tokens)) {
    const text = found[1] ?? found[2] ?? '';
    words.push({ text, at: found.index + found[0].length - text.length });
  }
  let next = 0;
  const peek = () => words[next]?.text ?? null;
  const take = () => words[next++]?.text ?? null;
  const stop = (problem: string) => {
    // At the end the complaint is about the last word there is.
    const at = words[Math.min(next, words.length) - 1]?.at ?? 0;
    const from = problem.includes('operand expected') ? (words[next]?.at ?? at) : at;
    return new SumStop(`${source}: ${problem} (error token is "${source.slice(from).trimEnd()}")`);
  };
  return {
    peek,
    take,
    stop,
    takeIf: (token) => peek() === token && take() !== null,
    takeSign: () => {
      const sign = (['+', '-', '!', '~'] as const).find((one) => one === peek()) ?? null;
      if (sign) next += 1;
      return sign ?? splitDouble();
    },
    takeNumber: () => {
      if (!/^\d/.test(peek() ?? '')) return null;
      return readNumber(take() ?? '', stop);
    },
    takeName: () => (/^[A-Za-z_]/.test(peek() ?? '') ? take() : null),
    mark: () => next,
    reset: (mark) => {
      next = mark;
    },
  };

  /** `--5` is twice a minus where no name follows. */
  function splitDouble(): '+' | '-' | null {
    const word = words[next];
    if (word?.text !== '++' && word?.text !== '--') return null;
    const sign = word.text === '++' ? '+' : '-';
    words.splice(next, 1, { text: sign, at: word.at }, { text: sign, at: word.at + 1 });
    next += 1;
    return sign;
  }
}

/** Decimal, `0x` hexadecimal, `0` octal, `base#digits`. */
function readNumber(text: string, stop: SumReader['stop']): bigint {
  if (/^[1-9]\d*$|^0$/.test(text)) return BigInt.asIntN(64, BigInt(text));
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return BigInt.asIntN(64, BigInt(text));
  if (/^0[0-7]+$/.test(text)) return BigInt.asIntN(64, BigInt(`0o${text.slice(1)}`));
  const [, base = '', digits = ''] = /^(\d+)#([0-9a-zA-Z]+)$/.exec(text) ?? [];
  const radix = Number(base);
  if (digits === '' || radix < 2 || radix > 36) {
    throw stop(digits === '' ? 'value too great for base' : 'invalid arithmetic base');
  }
  let value = 0n;
  for (const digit of digits.toLowerCase()) {
    const worth = Number.parseInt(digit, 36);
    if (worth >= radix) throw stop('value too great for base');
    value = BigInt.asIntN(64, value * BigInt(radix) + BigInt(worth));
  }
  return value;
}
