/** `lsof` 4.95 for network files: who has which port. Other users' processes are root's to see. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import type { SocketRow } from '../../host/system-call';
import { type HostsEntry, readHosts } from '../../program/resolve';
import { serviceOfPort } from '../../program/services';
import { classicStateNames } from '../state-names';
import { type InternetFilter, parseInternetFilter } from './lsof-filter';
import { lsofHelp, lsofUsage } from './lsof-usage';

type Settings = {
  numericHosts: boolean;
  numericPorts: boolean;
  terse: boolean;
  both: boolean;
  filters: InternetFilter[];
  internet: boolean;
  states: string[];
  pids: number[];
  users: string[];
  programs: string[];
};
type Parsed =
  | { ok: true; settings: Settings }
  | { ok: false; text: string; status: number; error: boolean };

/** lsof's own names of TCP states. */
const states: Readonly<Record<string, string>> = {
  ...classicStateNames,
  LISTEN: 'LISTEN',
  CLOSING: 'CLOSING',
};

function readArguments(args: readonly string[]): Parsed {
  const settings: Settings = {
    ...{ numericHosts: false, numericPorts: false, terse: false, both: false, internet: false },
    ...{ filters: [], states: [], pids: [], users: [], programs: [] },
  };
  const fail = (text: string): Parsed => ({
    ok: false,
    text: `lsof: ${text}\n${lsofUsage}`,
    status: 1,
    error: true,
  });
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('-') || arg === '-')
      return fail('names of files are not in this simulation');
    for (let index = 1; index < arg.length; index += 1) {
      const letter = arg.charAt(index);
      const joined = arg.slice(index + 1);
      if (letter === 'n') settings.numericHosts = true;
      else if (letter === 'P') settings.numericPorts = true;
      else if (letter === 't') settings.terse = true;
      else if (letter === 'a') settings.both = true;
      else if ('wlbOVRU'.includes(letter)) continue;
      else if (letter === 'h' || letter === '?') {
        return { ok: false, text: lsofHelp, status: 0, error: false };
      } else if (letter === 'v') {
        const text = 'lsof version information:\n    revision: 4.95.0\n';
        return { ok: false, text, status: 0, error: false };
      } else if ('ispuc'.includes(letter)) {
        const optional = letter === 'i' || letter === 's';
        const next = rest[0] !== undefined && !rest[0].startsWith('-') ? rest[0] : undefined;
        const value = joined !== '' ? joined : next;
        if (joined === '' && next !== undefined) rest.shift();
        if (value === undefined && !optional) return fail(`no ${letter} argument`);
        const problem = takeValue(settings, letter, value);
        if (problem !== null) return fail(problem);
        break;
      } else return fail(`illegal option character: ${letter}`);
    }
  }
  return { ok: true, settings };
}

function takeValue(settings: Settings, letter: string, value: string | undefined): string | null {
  if (letter === 'i') {
    settings.internet = true;
    if (value === undefined) return null;
    const filter = parseInternetFilter(value);
    if (typeof filter === 'string') return filter;
    settings.filters.push(filter);
  } else if (letter === 's') {
    const match = /^(TCP|UDP):(.+)$/i.exec(value ?? '');
    for (const name of match?.[2]?.split(',') ?? []) {
      const known = Object.values(states).includes(name.replace(/^\^/, '').toUpperCase());
      if (!known) return `unknown ${match?.[1]?.toUpperCase()} state name: ${name}`;
      settings.states.push(name.toUpperCase());
    }
  } else if (letter === 'p') {
    settings.pids.push(...(value ?? '').split(',').map(Number));
  } else if (letter === 'u') settings.users.push(...(value ?? '').split(','));
  else settings.programs.push(value ?? '');
  return null;
}

type Line = { row: SocketRow; owner: SocketRow['owners'][number] };

function* main(context: ProgramContext): Routine<number> {
  const parsed = readArguments(context.argv.slice(1));
  if (!parsed.ok) {
    yield* parsed.error ? printError(parsed.text) : print(parsed.text);
    return parsed.status;
  }
  const { settings } = parsed;
  const table = yield* sys.sockets();
  const hosts = yield* readHosts();
  if (!table.ok) return 1;
  const lines = table.value
    .flatMap((row) => row.owners.map((owner): Line => ({ row, owner })))
    .filter(({ owner }) => context.user === 'root' || owner.user === context.user)
    .filter((line) => isWanted(line, settings, hosts))
    .sort((a, b) => a.owner.pid - b.owner.pid || a.owner.fd - b.owner.fd);
  if (lines.length === 0) return 1;
  yield* print(
    settings.terse
      ? [...new Set(lines.map(({ owner }) => `${owner.pid}\n`))].join('')
      : formatLines(lines, settings, hosts),
  );
  return 0;
}

function isWanted({ row, owner }: Line, settings: Settings, hosts: readonly HostsEntry[]): boolean {
  const state = states[row.state] ?? '';
  const { filters, pids, users, programs } = settings;
  if (row.proto === 'tcp' && settings.states.length > 0) {
    const listed = settings.states.includes(state);
    const excluded = settings.states.includes(`^${state}`);
    if (excluded || (!listed && settings.states.some((one) => !one.startsWith('^')))) return false;
  }
  const tests: boolean[] = [];
  if (settings.internet) {
    tests.push(filters.length === 0 || filters.some((filter) => filter(row, hosts)));
  }
  if (pids.length > 0) tests.push(pids.includes(owner.pid));
  if (users.length > 0) tests.push(users.includes(owner.user));
  if (programs.length > 0) tests.push(programs.some((name) => owner.program.startsWith(name)));
  return settings.both ? tests.every(Boolean) : tests.length === 0 || tests.some(Boolean);
}

function formatLines(
  lines: readonly Line[],
  settings: Settings,
  hosts: readonly HostsEntry[],
): string {
  const rows = lines.map(({ row, owner }) => [
    owner.program.slice(0, 9),
    String(owner.pid),
    owner.user,
    String(owner.fd),
    row.family === 6 ? 'IPv6' : 'IPv4',
    String(10_000 + row.id),
    '0t0',
    row.proto.toUpperCase(),
    formatName(row, settings, hosts),
  ]);
  const titles = ['COMMAND', 'PID', 'USER', '  FD', 'TYPE', 'DEVICE', 'SIZE/OFF', 'NODE', 'NAME'];
  const all = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) => {
      const cells = row.map((cell, column) => {
        if (column === titles.length - 1) return cell;
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      });
      // Behind the descriptor stand how it is open and whether it is locked.
      cells[3] += row === titles ? '  ' : 'u ';
      return `${cells.join(' ')}\n`;
    })
    .join('');
}

function formatName(row: SocketRow, settings: Settings, hosts: readonly HostsEntry[]): string {
  const end = ({ addr, port }: { addr: string; port: number }) => {
    const name = settings.numericHosts
      ? undefined
      : hosts.find((entry) => entry.addr === addr)?.names[0];
    const service = settings.numericPorts ? null : serviceOfPort(port, row.proto);
    const any = addr === '0.0.0.0' || addr === '::';
    const shown = any ? '*' : (name ?? (row.family === 6 ? `[${addr}]` : addr));
    return `${shown}:${service ?? port}`;
  };
  const peer = row.peer && row.peer.port > 0 ? `->${end(row.peer)}` : '';
  const state = states[row.state];
  return `${end(row.local)}${peer} ${row.proto === 'tcp' && state ? `(${state})` : ''}`;
}

export const lsof: Program = {
  name: 'lsof',
  usage: 'lsof [-nPt] [-i [TCP|UDP][@HOST][:PORTS]] [-s TCP:STATE]',
  summary: 'show which process has which port',
  main,
};
