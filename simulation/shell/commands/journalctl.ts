/** `journalctl` of systemd 252: what services have printed, and what was said of them. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError } from '../../host/system';
import { formatJournalEntry, readJournal } from '../../program/systemd/unit-state';
import { findUnit } from '../../program/systemd/units';
import { type Options, parseOptions } from '../options';
import { printLogError, systemdVersion } from './systemd-log';

const options = [
  { short: 'u', long: 'unit', value: 'UNIT', help: 'show what is of this unit' },
  { short: 'n', long: 'lines', value: 'NUMBER', help: 'show the last entries only' },
  { short: 'o', long: 'output', value: 'FORM', help: 'short or cat' },
  { short: 'e', long: 'pager-end', help: 'go to the end' },
  { short: 'x', long: 'catalog', help: 'add explanations' },
  { short: 'b', long: 'boot', help: 'show this start of the machine' },
  { short: 'r', long: 'reverse', help: 'show the newest first' },
  { short: 'q', long: 'quiet', help: 'leave out hints' },
  { long: 'no-pager', help: 'print all at once' },
  { short: 'p', long: 'priority', value: 'LEVEL', help: 'not in this simulation' },
  { long: 'since', value: 'TIME', help: 'not in this simulation' },
  { long: 'until', value: 'TIME', help: 'not in this simulation' },
  { long: 'version', help: 'print the version' },
  { short: 'f', long: 'follow', help: 'wait for more' },
];

const forms =
  /^(short(-full|-iso|-iso-precise|-precise|-monotonic|-unix|-delta)?|verbose|export|json(-pretty|-sse|-seq)?|cat|with-unit)$/;
const levels = /^([0-7]|emerg|alert|crit|err|warning|notice|info|debug)(\.\.|$)/;
/** systemd.time(7), as far as people type it. */
const times =
  /^(now|today|yesterday|tomorrow|@\d+|[-+]\d.*|\d{2,4}-\d\d-\d\d.*|\d\d?:\d\d.*|\d+ ?\w+ ago)$/;

/** What is asked for and cannot be in the real program; null where it can. */
function findFault(given: Options): string | null {
  const [form = 'short', level = 'info', time = 'now'] = [
    given.get('o'),
    given.get('p'),
    [given.get('since'), given.get('until')].find((one) => one !== undefined && !times.test(one)),
  ];
  if (!forms.test(form)) return `Unknown output format '${form}'.`;
  if (!levels.test(level)) return `Unknown log level ${level}`;
  return times.test(time) ? null : `Failed to parse timestamp: ${time}`;
}

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    yield* printError(`journalctl: ${parsed.message}\n`);
    return 1;
  }
  const given = parsed.options;
  if (given.has('version')) {
    yield* print(systemdVersion);
    return 0;
  }
  const fault = findFault(given);
  if (fault !== null) {
    yield* printLogError(fault);
    return 1;
  }
  const refuse = function* (what: string): Routine<number> {
    yield* printError(`journalctl: ${what} is not in this simulation\n`);
    return 1;
  };
  const odd = ['p', 'since', 'until'].find((name) => given.has(name));
  if (odd !== undefined) return yield* refuse(odd === 'p' ? '-p' : `--${odd}`);
  if (given.has('f')) return yield* refuse('to follow the journal (-f)');
  if (parsed.operands.length > 0) return yield* refuse(`"${parsed.operands[0]}"`);
  const form = given.get('o') ?? 'short';
  if (form !== 'short' && form !== 'cat') return yield* refuse(`the output "${form}"`);
  const count = given.get('n') ?? (given.has('e') ? '1000' : 'all');
  if (count !== 'all' && !/^\d{1,9}$/.test(count)) {
    // The number may be left out, so that what is none is taken for something to look for.
    yield* printLogError(`Failed to add match '${count}': Invalid argument`);
    return 1;
  }
  const units = given
    .all('u')
    .map((name) => findUnit(name)?.name ?? name.replace(/\.service$/, ''));
  const entries = (yield* readJournal()).filter(
    ({ unit }) => units.length === 0 || units.includes(unit),
  );
  const shown =
    count === 'all' ? entries : Number(count) === 0 ? [] : entries.slice(-Number(count));
  if (given.has('r')) shown.reverse();
  if (shown.length === 0) {
    yield* print('-- No entries --\n');
    return 0;
  }
  yield* print(
    shown
      .map((entry) =>
        form === 'cat' ? `${entry.text}\n` : formatJournalEntry(entry, context.host),
      )
      .join(''),
  );
  return 0;
}

export const journalctl: Program = {
  name: 'journalctl',
  usage: 'journalctl [-u UNIT] [-n NUMBER] [-e] [-r] [-o short|cat] [--no-pager]',
  summary: 'read what services have printed',
  main,
};
