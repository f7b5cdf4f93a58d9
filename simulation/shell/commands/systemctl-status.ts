/** `systemctl status` and `list-units`, in systemd 252's layout. */
import type { ProgramContext, Routine } from '../../host/program';
import { print, sys } from '../../host/system';
import type { ProcessRow } from '../../host/system-call';
import {
  currentTime,
  formatJournalEntry,
  readDisabled,
  readJournal,
} from '../../program/systemd/unit-state';
import { type Unit, units } from '../../program/systemd/units';
import { type Standing, standingOf } from './systemctl-jobs';

const green = '\x1b[0;1;32m';
const red = '\x1b[0;1;31m';
const plain = '\x1b[0m';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Mon 2026-11-23 13:10:49 UTC`. */
function formatStamp(ms: number): string {
  const time = new Date(ms).toISOString();
  return `${days[new Date(ms).getUTCDay()]} ${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}

/** `5s ago`, `2min 3s ago`, `1h 4min ago`, `3 days ago` (format_timestamp_relative). */
function formatAgo(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return `${Math.max(0, Math.floor(ms))}ms ago`;
  if (seconds < 60) return `${seconds}s ago`;
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (minutes < 60) return `${minutes}min ${seconds % 60}s ago`;
  if (hours < 24) return `${hours}h ${minutes % 60}min ago`;
  const count = Math.floor(hours / 24);
  return count === 1 ? `1 day ${hours % 24}h ago` : `${count} days ago`;
}

/** `12.345s`, `1min 2.345s`. */
function formatSpan(ms: number): string {
  const rest = (ms % 60_000) / 1000;
  const minutes = Math.floor(ms / 60_000);
  const text = ms < 1000 ? `${Math.floor(ms)}ms` : `${Number(rest.toFixed(3))}s`;
  return minutes === 0 ? text : `${minutes}min ${text}`;
}

/** The processes under `main`, as a tree's leaves. */
function family(main: ProcessRow, rows: readonly ProcessRow[]): ProcessRow[] {
  const found = [main];
  for (const one of found)
    found.push(...rows.filter(({ ppid, state }) => ppid === one.pid && state !== 'Z'));
  return found.sort((a, b) => a.pid - b.pid);
}

function formatGroup(unit: Unit, main: ProcessRow, rows: readonly ProcessRow[]): string {
  const slice = unit.name.includes('@') ? `system-${unit.name.split('@')[0]}.slice/` : '';
  const members = family(main, rows);
  const lines = members.map(({ pid, argv }, at) => {
    const words = argv.map((word) => (/[\s"';]/.test(word) ? `"${word}"` : word)).join(' ');
    return `             ${at === members.length - 1 ? '└─' : '├─'}${pid} ${words}\n`;
  });
  return (
    `      Tasks: ${members.length}\n` +
    `     CGroup: /system.slice/${slice}${unit.name}.service\n${lines.join('')}`
  );
}

function formatActive(standing: Standing, now: number, colour: boolean): string {
  const { active, sub, state, main } = standing;
  const failed = active === 'failed';
  const word = failed ? `failed (Result: ${state?.result ?? 'exit-code'})` : `${active} (${sub})`;
  const tint = !colour || active === 'inactive' ? '' : failed ? red : green;
  const since = main && !state?.started ? main.startedAt : (state?.since ?? 0);
  const when = since > 0 ? ` since ${formatStamp(since)}; ${formatAgo(now - since)}` : '';
  return `     Active: ${tint}${word}${tint === '' ? '' : plain}${when}\n`;
}

/** One unit's status; the exit status is 0 for active, else 3. */
export function* showStatus(context: ProgramContext, unit: Unit, lines: number): Routine<number> {
  const standing = yield* standingOf(unit);
  const { active, state, main, rows } = standing;
  const tty = yield* sys.isatty(1);
  const colour = tty.ok && tty.value;
  const now = yield* currentTime();
  const enabled = !(yield* readDisabled()).includes(unit.name);
  const paint = (text: string, tint: string) => (colour ? `${tint}${text}${plain}` : text);
  const dot =
    active === 'active'
      ? paint('●', green)
      : active === 'failed'
        ? paint('×', red)
        : active === 'activating'
          ? paint('●', green)
          : '○';
  const word = enabled ? paint('enabled', green) : paint('disabled', '\x1b[0;1;38;5;185m');
  const generated = unit.file.startsWith('/run/');
  const setting = generated ? 'generated' : `${word}; preset: ${paint('enabled', green)}`;
  let text =
    `${dot} ${unit.name}.service - ${unit.description}\n` +
    `     Loaded: loaded (${unit.file}; ${setting})\n${formatActive(standing, now, colour)}`;
  if (active === 'inactive' && state?.started && state.since > state.started) {
    text += `   Duration: ${formatSpan(state.since - state.started)}\n`;
  }
  for (const [at, page] of unit.docs.entries()) {
    text += `${at === 0 ? '       Docs: ' : '             '}${page}\n`;
  }
  const stays = unit.type === 'notify' || unit.type === 'simple';
  for (const { pid, what, line, ended } of state?.processes ?? []) {
    if (!ended || (main && main.pid === pid)) continue;
    const { code, status } = ended;
    text += `    Process: ${pid} ${what}=${line} (code=${code}, status=${status})\n`;
  }
  const last = stays ? state?.processes.at(-1) : null;
  if (main) text += `   Main PID: ${main.pid} (${main.program})\n${formatGroup(unit, main, rows)}`;
  else if (last?.ended && last.pid > 0) {
    text += `   Main PID: ${last.pid} (code=${last.ended.code}, status=${last.ended.status})\n`;
  }
  const entries = (yield* readJournal()).filter((entry) => entry.unit === unit.name);
  const shown = lines === 0 ? [] : entries.slice(-lines);
  const name = context.host;
  if (shown.length > 0) {
    text += `\n${shown.map((entry) => formatJournalEntry(entry, name)).join('')}`;
  }
  yield* print(text);
  return active === 'active' ? 0 : 3;
}

const legend = `LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
SUB    = The low-level unit activation state, values depend on unit type.
`;

/** `all`: inactive ones too; `failed`: those alone. */
export function* listUnits({ all, failed }: { all: boolean; failed: boolean }): Routine<number> {
  const rows: { unit: Unit; active: string; sub: string }[] = [];
  for (const unit of units) {
    const { active, sub, state } = yield* standingOf(unit);
    const shown = failed ? active === 'failed' : active !== 'inactive' || (all && state !== null);
    if (shown) rows.push({ unit, active, sub });
  }
  if (rows.length === 0) {
    yield* print('  UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed.\n');
    return 0;
  }
  const width = (words: readonly string[]) => Math.max(...words.map((one) => one.length));
  const name = width(['UNIT', ...rows.map(({ unit }) => `${unit.name}.service`)]);
  const state = width(['ACTIVE', ...rows.map(({ active }) => active)]);
  const sub = width(['SUB', ...rows.map((row) => row.sub)]);
  const line = (mark: string, words: readonly [string, string, string, string, string]) =>
    `${mark} ${words[0].padEnd(name)} ${words[1].padEnd(6)} ${words[2].padEnd(state)} ` +
    `${words[3].padEnd(sub)} ${words[4]}\n`;
  const body = rows.map(({ unit, active, sub: low }) =>
    line(active === 'failed' ? '●' : ' ', [
      `${unit.name}.service`,
      'loaded',
      active,
      low,
      unit.description,
    ]),
  );
  const more = all || failed ? '' : ' Pass --all to see loaded but inactive units, too.\n';
  yield* print(
    `${line(' ', ['UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'])}${body.join('')}\n${legend}` +
      `${rows.length} loaded units listed.${more === '' ? '\n' : more}` +
      "To show all installed unit files use 'systemctl list-unit-files'.\n",
  );
  return 0;
}
