/** `ss` of iproute2 6.1 over the kernel's socket table: TCP and UDP, owners, states and filters. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import type { SocketRow } from '../../host/system-call';
import { unmapAddress } from '../../packet/address';
import { type HostsEntry, readHosts } from '../../program/resolve';
import { serviceOfPort } from '../../program/services';
import { type Option, type Options, parseOptions } from '../options';
import { allStates, readFilter } from './ss-filter';
import { formatSsSummary } from './ss-summary';
import { formatSsTable, type SsRow } from './ss-table';
import { ssUsage } from './ss-usage';

const flag = (short: string, long: string): Option => ({ short, long, help: '' });
const options: readonly Option[] = [
  flag('h', 'help'),
  flag('V', 'version'),
  flag('n', 'numeric'),
  flag('r', 'resolve'),
  flag('a', 'all'),
  flag('l', 'listening'),
  flag('o', 'options'),
  flag('e', 'extended'),
  flag('m', 'memory'),
  flag('p', 'processes'),
  flag('T', 'threads'),
  flag('i', 'info'),
  flag('s', 'summary'),
  flag('4', 'ipv4'),
  flag('6', 'ipv6'),
  flag('t', 'tcp'),
  flag('u', 'udp'),
  flag('w', 'raw'),
  flag('x', 'unix'),
  flag('H', 'no-header'),
  flag('O', 'oneline'),
  { short: 'f', long: 'family', value: 'FAMILY', help: '' },
  { short: 'A', long: 'query', value: 'QUERY', help: '' },
  { short: 'K', long: 'kill', help: '' },
  { short: 'Z', long: 'context', help: '' },
];

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    yield* printError(`ss: ${parsed.message}\n${ssUsage}`);
    return 255;
  }
  const given = parsed.options;
  if (given.has('h')) {
    yield* print(ssUsage);
    return 0;
  }
  if (given.has('V')) {
    yield* print('ss utility, iproute2-6.1.0\n');
    return 0;
  }
  if (given.has('Z')) {
    yield* printError('ss: SELinux is not enabled.\n');
    return 1;
  }
  if (given.has('K')) {
    yield* printError('ss: closing sockets (-K) is not in this simulation; end the program\n');
    return 1;
  }
  const table = yield* sys.sockets();
  if (!table.ok) return 1;
  if (given.has('s')) {
    yield* print(formatSsSummary(table.value));
    return 0;
  }
  return yield* showTable(context, given, parsed.operands, table.value);
}

/** Which protocols are asked for; all of them where none is named. */
function wantedProtocols(given: Options): { tcp: boolean; udp: boolean; count: number } {
  const query = (given.get('A') ?? '').split(',');
  const tcp = given.has('t') || query.includes('tcp') || query.includes('inet');
  const udp = given.has('u') || query.includes('udp') || query.includes('inet');
  const other = given.has('w', 'x') || given.get('A') !== undefined;
  if (!tcp && !udp && !other) return { tcp: true, udp: true, count: 2 };
  // Sockets of the unix family come in three kinds; the simulation has none of them.
  const extra = (given.has('w') ? 1 : 0) + (given.has('x') || query.includes('unix') ? 3 : 0);
  return { tcp, udp, count: Number(tcp) + Number(udp) + extra };
}

/** The states shown where no filter names any. */
function defaultStates(all: boolean, listening: boolean, tcp: boolean): ReadonlySet<string> {
  if (all) return new Set(allStates);
  if (listening) return new Set(['LISTEN', 'UNCONN']);
  if (!tcp) return new Set(['ESTAB']);
  const left = ['LISTEN', 'UNCONN', 'TIME-WAIT', 'SYN-RECV'];
  return new Set(allStates.filter((state) => !left.includes(state)));
}

function* showTable(
  context: ProgramContext,
  given: Options,
  operands: readonly string[],
  table: readonly SocketRow[],
): Routine<number> {
  const hosts = yield* readHosts();
  const listening = given.has('l');
  const protocols = wantedProtocols(given);
  const states = defaultStates(given.has('a'), listening, protocols.tcp || protocols.count > 2);
  const filter = readFilter(operands, states, hosts);
  if (!filter.ok) {
    yield* printError(filter.usage ? filter.text + ssUsage : filter.text);
    return filter.status;
  }
  const family = given.last('4', '6') ?? (given.get('f') === 'inet6' ? '6' : null);
  const rows = table.filter(
    (row) =>
      (row.proto === 'tcp' ? protocols.tcp : protocols.udp) &&
      (family === null || String(row.family) === family) &&
      filter.states.has(row.state) &&
      filter.test(row),
  );
  const tty = yield* sys.isatty(1);
  const text = formatSsTable(
    sortRows(rows).map((row) => formatRow(row, given, context.user, hosts)),
    {
      netid: protocols.count !== 1,
      state: filter.states.size !== 1,
      header: !given.has('H'),
      screen: tty.ok && tty.value ? context.columns : null,
    },
  );
  yield* print(text);
  return 0;
}

/** The kernel's order: UDP before TCP, listeners first, IPv4 before IPv6. */
function sortRows(rows: readonly SocketRow[]): SocketRow[] {
  const rank = (row: SocketRow) =>
    (row.proto === 'udp' ? 0 : 100) + row.family * 10 + (row.state === 'LISTEN' ? 0 : 1);
  return [...rows].sort((a, b) => rank(a) - rank(b));
}

function formatRow(
  row: SocketRow,
  given: Options,
  user: string,
  hosts: readonly HostsEntry[],
): SsRow {
  const port = (value: number) =>
    (given.has('n') ? null : serviceOfPort(value, row.proto)) ?? String(value);
  const address = (addr: string) => formatAddress(addr, row, given.has('r') ? hosts : []);
  const peer = row.peer ?? { addr: row.family === 6 ? '::' : '0.0.0.0', port: 0 };
  return [
    row.proto,
    row.state,
    String(row.recvQ).padEnd(6),
    String(row.sendQ).padEnd(6),
    `${address(row.local.addr)}:`,
    row.local.port === 0 ? '*' : port(row.local.port),
    `${address(peer.addr)}:`,
    peer.port === 0 ? '*' : port(peer.port),
    formatProcess(row, given, user),
  ];
}

function formatAddress(addr: string, row: SocketRow, hosts: readonly HostsEntry[]): string {
  if (row.family === 6 && addr === '::' && !row.v6only) return '*';
  const named = hosts.find((entry) => entry.addr === unmapAddress(addr))?.names[0];
  if (named && addr !== '0.0.0.0' && addr !== '::') return named;
  return row.family === 6 ? `[${addr}]` : addr;
}

/** `users:((...))` for those processes that `user` may look into. */
function formatProcess(row: SocketRow, given: Options, user: string): string {
  let text = '';
  // ss reads /proc from the lowest process up and puts each one it finds in front.
  const visible = row.owners
    .filter((owner) => user === 'root' || owner.user === user)
    .toSorted((a, b) => b.pid - a.pid);
  if (given.has('p', 'T') && visible.length > 0) {
    const list = visible.map(({ program, pid, fd }) => `("${program}",pid=${pid},fd=${fd})`);
    text += ` users:(${list.join(',')})`;
  }
  if (given.has('e')) {
    const owner = row.owners[0]?.user;
    text += `${owner && owner !== 'root' ? ' uid:1000' : ''} ino:${row.id} sk:${row.id.toString(16)}`;
    if (row.family === 6) text += ` v6only:${row.v6only ? 1 : 0}`;
    text += ' <->';
  }
  return text;
}

export const ss: Program = {
  name: 'ss',
  usage: 'ss [-tulnapH46] [state STATE] [EXPRESSION]',
  summary: 'show sockets: who listens, who is connected to whom',
  main,
};
