/** `netstat` of net-tools 2.10, the older brother of ss. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import type { SocketRow } from '../../host/system-call';
import { parsePrefix } from '../../packet/address';
import { type HostsEntry, readHosts } from '../../program/resolve';
import { serviceOfPort } from '../../program/services';
import { type Options, parseOptions } from '../options';
import { classicStateNames } from '../state-names';
import { netstatUsage } from './netstat-usage';

const long = (short: string, name: string) => ({ short, long: name, help: '' });
const options = [
  ...[long('t', 'tcp'), long('u', 'udp'), long('l', 'listening'), long('a', 'all')],
  ...[long('n', 'numeric'), long('p', 'programs'), long('r', 'route'), long('i', 'interfaces')],
  ...[long('e', 'extend'), long('o', 'timers'), long('W', 'wide'), long('v', 'verbose')],
  ...[long('h', 'help'), long('V', 'version'), long('4', 'inet'), long('6', 'inet6')],
  ...[long('w', 'raw'), long('x', 'unix')],
];
const states: Readonly<Record<string, string>> = {
  ...classicStateNames,
  UNCONN: '',
};

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options, unsupported: 'sgMcCFNZUS' });
  if (!parsed.ok) {
    yield* printError(`netstat: ${parsed.message}\n${netstatUsage}`);
    return 3;
  }
  const given = parsed.options;
  if (given.has('h')) {
    yield* printError(netstatUsage);
    return 0;
  }
  if (given.has('V')) {
    yield* print('net-tools 2.10\n');
    return 0;
  }
  if (given.has('r')) return yield* showRoutes();
  if (given.has('i')) return yield* showInterfaces();
  return yield* showSockets(context, given);
}

function* showSockets(context: ProgramContext, given: Options): Routine<number> {
  const table = yield* sys.sockets();
  if (!table.ok) return 1;
  const hosts = yield* readHosts();
  const listening = given.has('l');
  const all = given.has('a');
  const every = !given.has('t', 'u', 'w', 'x');
  const waits = (row: SocketRow) => row.state === 'LISTEN' || row.state === 'UNCONN';
  const rank = (row: SocketRow) =>
    (row.proto === 'udp' ? 100 : 0) + row.family * 10 + Number(!waits(row));
  const rows = table.value
    .filter((row) => every || given.has(row.proto === 'tcp' ? 't' : 'u'))
    .filter((row) => !given.has('4', '6') || given.has(String(row.family)))
    .filter((row) => all || waits(row) === listening)
    .sort((a, b) => rank(a) - rank(b));
  const owned = given.has('p');
  if (owned && context.user !== 'root') {
    const some = table.value.some(({ owners }) => owners.some(({ user }) => user === context.user));
    yield* printError(
      some
        ? '(Not all processes could be identified, non-owned process info\n' +
            ' will not be shown, you would have to be root to see it all.)\n'
        : '(No info could be read for "-p": geteuid()=1000 but you should be root.)\n',
    );
  }
  const which = all ? 'servers and established' : listening ? 'only servers' : 'w/o servers';
  const lines = [
    `Active Internet connections (${which})`,
    `Proto Recv-Q Send-Q Local Address           Foreign Address         State      ${
      owned ? ' PID/Program name    ' : ''
    }`,
    ...rows.map((row) => formatRow(row, given, context.user, hosts)),
  ];
  if (every) {
    lines.push(
      `Active UNIX domain sockets (${which})`,
      'Proto RefCnt Flags       Type       State         I-Node   Path',
    );
  }
  yield* print(`${lines.join('\n')}\n`);
  return 0;
}

function formatRow(
  row: SocketRow,
  given: Options,
  user: string,
  hosts: readonly HostsEntry[],
): string {
  const numeric = given.has('n');
  const wildcard = { addr: row.family === 6 ? '::' : '0.0.0.0', port: 0 };
  const end = ({ addr, port }: { addr: string; port: number }) => {
    const service = numeric ? null : serviceOfPort(port, row.proto);
    const name = numeric ? undefined : hosts.find((entry) => entry.addr === addr)?.names[0];
    const plain = !numeric && addr === '::' ? '[::]' : addr;
    const tail = `:${port === 0 ? '*' : (service ?? port)}`;
    const text = name ?? plain;
    return `${given.has('W') ? text : text.slice(0, 23 - tail.length)}${tail}`.padEnd(23);
  };
  const proto = `${row.proto}${row.family === 6 ? '6' : ''}`.padEnd(5);
  const queues = `${String(row.recvQ).padStart(6)} ${String(row.sendQ).padStart(6)}`;
  // The kernel's own table, which netstat reads, has no backlog for listeners.
  const shown = row.state === 'LISTEN' ? `${String(row.recvQ).padStart(6)}      0` : queues;
  const state = (states[row.state] ?? row.state).padEnd(11);
  const line = `${proto} ${shown} ${end(row.local)} ${end(row.peer ?? wildcard)} ${state}`;
  if (!given.has('p')) return line;
  const owner = row.owners.find((one) => user === 'root' || one.user === user);
  return `${line} ${(owner ? `${owner.pid}/${owner.program.slice(0, 20)}` : '-').padEnd(20)}`;
}

function* showRoutes(): Routine<number> {
  const routes = yield* sys.routes();
  if (!routes.ok) return 1;
  const lines = [
    'Kernel IP routing table',
    'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface',
  ];
  for (const route of routes.value) {
    const prefix = parsePrefix(route.to);
    if (!prefix || prefix.addr.includes(':')) continue;
    const bits = [0, 8, 16, 24].map((from) => {
      const ones = Math.min(8, Math.max(0, prefix.length - from));
      return 256 - 2 ** (8 - ones);
    });
    const cells = [prefix.addr, route.via ?? '0.0.0.0', bits.join('.')];
    const flags = `U${route.via ? 'G' : ''}${prefix.length === 32 ? 'H' : ''}`;
    lines.push(
      `${cells.map((cell) => cell.padEnd(15)).join(' ')} ${flags.padEnd(9)} 0 0          0 ${route.dev}`,
    );
  }
  yield* print(`${lines.join('\n')}\n`);
  return 0;
}

function* showInterfaces(): Routine<number> {
  const rows = yield* sys.interfaces();
  if (!rows.ok) return 1;
  const lines = [
    'Kernel Interface table',
    'Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg',
  ];
  const sorted = [...rows.value].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, mtu, state } of sorted) {
    const counters = '        0      0      0 0             0      0      0      0';
    const flags = name === 'lo' ? 'LRU' : state === 'UP' ? 'BMRU' : 'BMU';
    lines.push(`${name.padEnd(14)} ${String(mtu).padStart(6)} ${counters} ${flags}`);
  }
  yield* print(`${lines.join('\n')}\n`);
  return 0;
}

export const netstat: Program = {
  name: 'netstat',
  usage: 'netstat [-tulnap46]\nnetstat -r|-i',
  summary: 'show sockets, routes or interfaces in the older form',
  main,
};
