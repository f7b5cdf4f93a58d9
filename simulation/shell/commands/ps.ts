import type { Program } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import type { ProcessRow } from '../../host/system-call';
import { formatDate } from '../format-date';
import { type PsColumn, type PsRequest, parsePsOptions } from '../ps-options';
import { findUser } from '../users';

const usage = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

/** ps of procps 4: `ps`, `ps aux`, `ps -ef`, `-p`, `-C`, `-u`, `-o`, `--no-headers`. */
export const ps: Program = {
  name: 'ps',
  usage: 'ps [aux] [-ef] [-p PID] [-C NAME] [-u USER] [-o FORMAT]',
  summary: 'list processes',
  main: function* (context) {
    const parsed = parsePsOptions(context.argv.slice(1));
    if (!parsed.ok) {
      yield* printError(`error: ${parsed.message}\n${usage}`);
      return 1;
    }
    const { request } = parsed;
    if (request.help) {
      yield* print(usage);
      return 0;
    }
    for (const user of request.users) {
      if (yield* findUser(user)) continue;
      yield* printError(`error: user name does not exist\n${usage}`);
      return 1;
    }
    // The shell has started the rest of a pipeline, and waits, before the real one has loaded.
    yield* sys.sleep(1);
    const processes = yield* sys.processes();
    const now = yield* sys.now();
    if (!processes.ok) return 1;
    const own = processes.value.find(({ pid }) => pid === context.pid);
    const rows = processes.value
      .filter((row) => selects(request, row, own))
      .sort((a, b) => a.pid - b.pid);
    const terminal = yield* sys.isatty(1);
    const width = terminal.ok && terminal.value && !request.wide ? context.columns : Infinity;
    yield* print(formatTable(request, rows, now.ok ? now.value : 0, width));
    return rows.length > 0 ? 0 : 1;
  },
};

function selects(request: PsRequest, row: ProcessRow, own: ProcessRow | undefined): boolean {
  const { all, pids, names, users, withTerminal } = request;
  if (pids.length + names.length + users.length > 0) {
    const name = row.program.slice(0, 15);
    return pids.includes(row.pid) || names.includes(name) || users.includes(row.user);
  }
  if (all) return true;
  if (withTerminal) return row.tty !== null;
  return row.user === own?.user && row.tty === own.tty;
}

function formatTable(request: PsRequest, rows: ProcessRow[], now: number, width: number): string {
  const { columns, headers } = request;
  const cells = rows.map((row) => columns.map((column) => cell(column.key, row, now)));
  const widths = columns.map((column) => column.width);
  const line = (texts: readonly string[]) => {
    const joined = texts
      .map((text, index) => {
        const column = columns[index];
        const last = index === texts.length - 1;
        if (column?.right) return text.padStart(widths[index] ?? 0);
        return last ? text : text.padEnd(widths[index] ?? 0);
      })
      .join(' ');
    return `${joined.slice(0, width)}\n`;
  };
  const head = columns.map(({ title }) => title);
  const titled = headers && head.some((title) => title !== '');
  return (titled ? line(head) : '') + cells.map(line).join('');
}

function cell(key: PsColumn['key'], row: ProcessRow, now: number): string {
  switch (key) {
    case 'pid':
      return String(row.pid);
    case 'ppid':
      return String(row.ppid);
    case 'pgid':
      return String(row.group);
    case 'user':
      return row.user.length > 8 ? `${row.user.slice(0, 7)}+` : row.user;
    case 'tty':
      return row.tty ?? '?';
    case 'time':
      return '00:00:00';
    case 'bsdtime':
      return '0:00';
    case 'cpu':
      return '0.0';
    case 'c':
      return '0';
    case 'mem':
      return '0.1';
    case 'vsz':
      return String(size(row) * 3);
    case 'rss':
      return String(size(row));
    case 'stat':
      return row.state + (row.leader ? 's' : '') + (row.foreground ? '+' : '');
    case 's':
      return row.state;
    case 'start':
      return formatDate(now - row.startedAt < 86_400_000 ? '%H:%M' : '%b%d', row.startedAt);
    case 'etime':
      return elapsed(Math.max(0, now - row.startedAt));
    case 'comm':
      return row.program.slice(0, 15) + (row.state === 'Z' ? ' <defunct>' : '');
    case 'args':
      return row.state === 'Z' ? `[${row.program}] <defunct>` : row.argv.join(' ');
  }
}

/** Kibibytes that such a program takes on a real machine, roughly. */
function size(row: ProcessRow): number {
  return row.program.startsWith('python') ? 42_000 : row.program === 'bash' ? 5200 : 3600;
}

function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${two(hours)}:${clock}` : clock;
}
