/** What is remembered of units between commands, in files: their states, and the journal. */
import type { Routine } from '../../host/program';
import { readFile, sys, writeFile } from '../../host/system';

/** A process that belonged to a unit; `ended` is null while it runs. */
export type UnitProcess = {
  pid: number;
  /** ExecStartPre, ExecStart, ExecReload. */
  what: string;
  line: string;
  ended: { code: 'exited' | 'killed'; status: string } | null;
};
export type UnitState = {
  state: 'activating' | 'active' | 'deactivating' | 'inactive' | 'failed';
  /** Unix time in ms of the last change, and of the last start. */
  since: number;
  started: number | null;
  /** `exit-code` or `signal`, of a failure. */
  result: string | null;
  processes: UnitProcess[];
};

export const blankState: UnitState = {
  ...{ state: 'inactive', since: 0, started: null, result: null, processes: [] },
};

const statePath = (unit: string) => `/run/systemd/units/${unit}`;
const JOURNAL = '/var/log/journal/system.journal';
const DISABLED = '/var/lib/systemd/disabled-units';

export function* currentTime(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

/** Null where nothing has been asked of the unit since the machine was switched on. */
export function* readUnitState(unit: string): Routine<UnitState | null> {
  const text = yield* readFile(statePath(unit));
  if (!text.ok) return null;
  try {
    return { ...blankState, ...JSON.parse(text.value) };
  } catch {
    return null;
  }
}

export function* writeUnitState(unit: string, state: UnitState): Routine {
  for (const path of ['/run/systemd', '/run/systemd/units']) yield* sys.mkdir(path);
  yield* writeFile(statePath(unit), `${JSON.stringify(state)}\n`);
}

/** `sender` is what stands before the number of the process: `systemd`, or a program. */
export type JournalEntry = { at: number; unit: string; sender: string; pid: number; text: string };

export function* writeJournal(entry: Omit<JournalEntry, 'at'>): Routine {
  for (const path of ['/var/log', '/var/log/journal']) yield* sys.mkdir(path);
  const at = yield* currentTime();
  const lines = entry.text.split('\n').filter((line) => line !== '');
  const rows = lines.map((text) => `${JSON.stringify({ at, ...entry, text })}\n`);
  if (rows.length > 0) yield* writeFile(JOURNAL, rows.join(''), 'a');
}

/** What the service manager itself says of a unit. */
export function* noteUnit(unit: string, text: string): Routine {
  yield* writeJournal({ unit, sender: 'systemd', pid: 1, text });
}

/** All entries, the oldest first; lines that are none are passed over. */
export function* readJournal(): Routine<JournalEntry[]> {
  const text = yield* readFile(JOURNAL);
  if (!text.ok) return [];
  return text.value.split('\n').flatMap((line) => {
    try {
      const row = JSON.parse(line) as JournalEntry;
      return typeof row.at === 'number' && typeof row.text === 'string' ? [row] : [];
    } catch {
      return [];
    }
  });
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Nov 23 13:10:49 web systemd[1]: Started ...`, journalctl's short form. */
export function formatJournalEntry({ at, sender, pid, text }: JournalEntry, host: string): string {
  const time = new Date(at).toISOString();
  const month = months[Number(time.slice(5, 7)) - 1];
  return `${month} ${time.slice(8, 10)} ${time.slice(11, 19)} ${host} ${sender}[${pid}]: ${text}\n`;
}

/** Units that were taken out of the start of the machine; Debian puts every service into it. */
export function* readDisabled(): Routine<string[]> {
  const text = yield* readFile(DISABLED);
  return text.ok ? text.value.split('\n').filter((line) => line !== '') : [];
}

export function* writeDisabled(names: readonly string[]): Routine<boolean> {
  for (const path of ['/var/lib', '/var/lib/systemd']) yield* sys.mkdir(path);
  const written = yield* writeFile(DISABLED, names.map((name) => `${name}\n`).join(''));
  return written.ok;
}
