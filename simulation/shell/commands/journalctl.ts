/** `journalctl` of systemd 252: what services have printed, and what was said of them. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError } from '../../host/system';
import { formatJournalEntry, readJournal } from '../../program/systemd/unit-state';
import { findUnit } from '../../program/systemd/units';
import { parseOptions } from '../options';

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
  { short: 'f', long: 'follow', help: 'wait for more' },
];

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    yield* printError(`journalctl: ${parsed.message}\n`);
    return 1;
  }
  const given = parsed.options;
  const refuse = function* (what: string): Routine<number> {
    yield* printError(`journalctl: ${what} is not in this simulation\n`);
    return 1;
  };
  if (given.has('f')) return yield* refuse('to follow the journal (-f)');
  if (parsed.operands.length > 0) return yield* refuse(`"${parsed.operands[0]}"`);
  const form = given.get('o') ?? 'short';
  if (form !== 'short' && form !== 'cat') return yield* refuse(`the output "${form}"`);
  const count = given.get('n') ?? (given.has('e') ? '1000' : 'all');
  if (count !== 'all' && !/^\d{1,9}$/.test(count)) {
    yield* printError(`Failed to parse lines '${count}'\n`);
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
