import { print } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import { curlyQuote } from '../quote';

/** No line of a lesson needs more; the real one would go on for ever. */
const most = 100_000;

export const seq = gnuCommand({
  name: 'seq',
  usage: '[OPTION]... LAST\n[OPTION]... FIRST LAST\n[OPTION]... FIRST INCREMENT LAST',
  summary: 'print numbers from FIRST to LAST',
  version: 'seq (GNU coreutils) 9.1',
  unsupported: 'f',
  stopAtOperand: true,
  options: [
    { short: 's', long: 'separator', value: 'STRING', help: 'put STRING between the numbers' },
    { short: 'w', long: 'equal-width', help: 'write leading zeros' },
  ],
  // A number below zero is no option.
  rewrite: (args) => {
    const at = args.findIndex((arg) => /^-?[\d.]/.test(arg));
    return at < 0 || args.includes('--') ? args : [...args.slice(0, at), '--', ...args.slice(at)];
  },
  run: function* (_context, options, operands) {
    if (operands.length === 0) return yield* usageError('seq', 'missing operand');
    const extra = operands[3];
    if (extra !== undefined) return yield* usageError('seq', `extra operand ${curlyQuote(extra)}`);
    const bad = operands.find((text) => !/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text));
    if (bad !== undefined) {
      return yield* usageError('seq', `invalid floating point argument: ${curlyQuote(bad)}`);
    }
    const [first, second, third] = operands.map(Number);
    const [from, step, to] =
      operands.length === 1
        ? [1, 1, first ?? 0]
        : operands.length === 2
          ? [first ?? 0, 1, second ?? 0]
          : [first ?? 0, second ?? 0, third ?? 0];
    if (step === 0) {
      return yield* usageError(
        'seq',
        `invalid Zero increment value: ${curlyQuote(operands[1] ?? '')}`,
      );
    }
    const places = Math.max(
      ...(operands.length === 1 ? ['1'] : operands.slice(0, operands.length - 1)).map(
        (text) => /\.(\d*)/.exec(text)?.[1]?.length ?? 0,
      ),
    );
    const count = Math.min(most, Math.floor((to - from) / step + 1e-9) + 1);
    const numbers = Array.from({ length: Math.max(0, count) }, (_, index) => {
      return (from + index * step).toFixed(Math.min(places, 20));
    });
    const width = options.has('w') ? Math.max(...numbers.map(({ length }) => length)) : 0;
    const lines = numbers.map((text) => {
      const sign = text.startsWith('-') ? '-' : '';
      return sign + text.slice(sign.length).padStart(width - sign.length, '0');
    });
    if (lines.length > 0) yield* print(`${lines.join(options.get('s') ?? '\n')}\n`);
    return 0;
  },
});
