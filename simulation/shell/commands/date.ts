import { print, printError, sys } from '../../host/system';
import { formatDate } from '../format-date';
import { gnuCommand } from '../gnu-command';
import { curlyQuote } from '../quote';

export const date = gnuCommand({
  name: 'date',
  usage: '[OPTION]... [+FORMAT]',
  summary: 'print the time of this machine, in UTC',
  version: 'date (GNU coreutils) 9.1',
  unsupported: 'frs',
  options: [
    { short: 'd', long: 'date', value: 'STRING', help: 'show the time STRING says, not now' },
    { short: 'I', long: 'iso-8601', value: 'FMT', optional: true, help: 'ISO 8601 format' },
    { short: 'R', long: 'rfc-email', help: 'format of mail headers' },
    { short: 'u', long: 'utc', help: 'UTC (as always here)' },
  ],
  run: function* (_context, options, operands) {
    const [format] = operands;
    if (format !== undefined && !format.startsWith('+')) {
      yield* printError(`date: invalid date ${curlyQuote(format)}\n`);
      return 1;
    }
    const clock = yield* sys.now();
    const now = clock.ok ? clock.value : 0;
    const given = options.get('d');
    const time = given === undefined ? now : parseTime(given, now);
    if (time === null) {
      yield* printError(`date: invalid date ${curlyQuote(given ?? '')}\n`);
      return 1;
    }
    const iso = { '': '%Y-%m-%d', date: '%Y-%m-%d', hours: '%Y-%m-%dT%H%:z' } as const;
    const form = options.has('R')
      ? '%a, %d %b %Y %H:%M:%S %z'
      : options.has('I')
        ? (iso[options.get('I') as ''] ?? '%Y-%m-%dT%H:%M:%S%:z')
        : (format?.slice(1) ?? '%a %b %e %H:%M:%S %Z %Y');
    yield* print(`${formatDate(form, time)}\n`);
    return 0;
  },
});

/** `now`, `@seconds`, `YYYY-MM-DD` with or without `HH:MM[:SS]`; null for anything else. */
function parseTime(text: string, now: number): number | null {
  if (text === 'now' || text === '') return now;
  const seconds = /^@(\d{1,11})$/.exec(text)?.[1];
  if (seconds) return Number(seconds) * 1000;
  const found = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?)Z?)?$/.exec(text);
  const time = found ? Date.parse(`${found[1]}T${found[2] ?? '00:00'}Z`) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
