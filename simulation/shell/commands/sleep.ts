import { printError, sys } from '../../host/system';
import { gnuCommand, tryHelp, usageError } from '../gnu-command';
import { curlyQuote } from '../quote';

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Milliseconds of `1.5`, `2m` or `inf`, a century at most; null where it is no interval. */
export function parseDuration(text: string): number | null {
  const found = /^((?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?)([smhd]?)$/i.exec(text);
  if (!found) return null;
  const number = found[1]?.toLowerCase().startsWith('inf') ? Infinity : Number(found[1]);
  // A century is for ever, and still a number that JSON can hold.
  return Math.min(Math.ceil(number * (units[found[2] ?? ''] ?? 1) * 1000), 3_155_760_000_000);
}

export const sleep = gnuCommand({
  name: 'sleep',
  usage: 'NUMBER[SUFFIX]...',
  summary: 'wait for so many seconds (or m, h, d)',
  version: 'sleep (GNU coreutils) 9.1',
  run: function* (_context, _options, operands) {
    if (operands.length === 0) return yield* usageError('sleep', 'missing operand');
    let ms = 0;
    let wrong = false;
    for (const text of operands) {
      const one = parseDuration(text);
      if (one !== null) ms += one;
      else {
        yield* printError(`sleep: invalid time interval ${curlyQuote(text)}\n`);
        wrong = true;
      }
    }
    if (wrong) {
      yield* printError(tryHelp('sleep'));
      return 1;
    }
    yield* sys.sleep(ms);
    return 0;
  },
});
