/** `tcpdump` 4.99.3: the packets that pass an interface, one line each. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { type Frame, isNeighbourMessage } from '../../packet/packet';
import { packetBytes } from '../../packet/packet-bytes';
import { lookupAddress, lookupHost } from '../../program/resolve';
import { serviceOfPort } from '../../program/services';
import { type Options, parseOptions } from '../options';
import { formatAscii, formatHex } from './tcpdump-bytes';
import { hostNamesIn, type PacketFilter, parseFilter, splitFilter } from './tcpdump-filter';
import { formatPacket, type LineStyle, type Naming } from './tcpdump-format';
import { neighbourBytes } from './tcpdump-neighbour';
import { tcpdumpUsage, tcpdumpVersion } from './tcpdump-usage';

const flags = 'AbdDefhHIJKlLnNOpqStuUvxX#'.split('').map((short) => ({ short, help: '' }));
const valued = 'BcCEFGijMQrsTVwWyzZ'
  .split('')
  .map((short) => ({ short, value: 'VALUE', help: '' }));
/** Of these the simulation has none. */
const notHere = ['C', 'd', 'e', 'E', 'F', 'G', 'I', 'J', 'L', 'r', 'V', 'w', 'W', 'y', 'x', 'H'];

function* complain(text: string): Routine<number> {
  yield* printError(`tcpdump: ${text}\n`);
  return 1;
}

function* main(context: ProgramContext): Routine<number> {
  const long = ['version', 'help', 'immediate-mode', 'count', 'number'];
  const options = [...flags, ...valued, ...long.map((name) => ({ long: name, help: '' }))];
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    yield* printError(`tcpdump: ${parsed.message}\n${tcpdumpUsage}`);
    return 1;
  }
  const given = parsed.options;
  if (given.has('version') || given.has('h', 'help')) {
    yield* print(given.has('version') ? tcpdumpVersion : tcpdumpUsage);
    return 0;
  }
  const missing = notHere.find((letter) => given.has(letter));
  if (missing) return yield* complain(`the option -${missing} is not in this simulation`);
  if (given.has('D')) return yield* listInterfaces();
  const count = given.get('c');
  if (count !== undefined && !(/^\d+$/.test(count) && Number(count) > 0)) {
    return yield* complain(`invalid packet count ${count}`);
  }
  const iface = given.get('i') ?? (yield* firstInterface());
  const tap = yield* sys.tap(iface);
  if (!tap.ok) {
    return yield* complain(
      tap.errno === 'EPERM'
        ? `${iface}: You don't have permission to perform this capture on that device\n` +
            '(socket: Operation not permitted)'
        : `${iface}: No such device exists\n(No such device exists)`,
    );
  }
  const filter = yield* readFilter(parsed.operands);
  if (typeof filter === 'string') return yield* complain(filter);
  yield* announce(iface, given.has('v'));
  return yield* capture(tap.value, filter, given, { iface, count: Number(count ?? 'Infinity') });
}

function* announce(iface: string, verbose: boolean): Routine {
  const type = iface === 'any' ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)';
  const quiet = 'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n';
  yield* printError(
    `${iface === 'any' ? 'tcpdump: data link type LINUX_SLL2\n' : ''}${verbose ? '' : quiet}` +
      `${verbose ? 'tcpdump: ' : ''}listening on ${iface}, link-type ${type}, snapshot length 262144 bytes\n`,
  );
}

function* firstInterface(): Routine<string> {
  const rows = yield* sys.interfaces();
  const up = rows.ok ? rows.value.find(({ name, state }) => name !== 'lo' && state === 'UP') : null;
  return up?.name ?? 'lo';
}

function* listInterfaces(): Routine<number> {
  const rows = yield* sys.interfaces();
  const names = rows.ok ? rows.value.filter(({ name }) => name !== 'lo') : [];
  const lines = [
    ...names.map(
      ({ name, state }) => `${name} [${state === 'UP' ? 'Up, Running, Connected' : 'none'}]`,
    ),
    'any (Pseudo-device that captures on all interfaces) [Up, Running]',
    'lo [Up, Running, Loopback]',
  ];
  yield* print(lines.map((line, at) => `${at + 1}.${line}\n`).join(''));
  return 0;
}

function* readFilter(words: readonly string[]): Routine<PacketFilter | string> {
  const tokens = splitFilter(words);
  const hosts: Record<string, string> = {};
  for (const name of hostNamesIn(tokens)) {
    const found = yield* lookupHost(name, 4);
    const [addr] = found.ok ? found.addrs : [];
    if (addr === undefined) return `unknown host '${name}'`;
    hosts[name] = addr;
  }
  const parsed = parseFilter(tokens, hosts);
  return parsed.ok ? parsed.filter : parsed.message;
}

function styleOf(given: Options, iface: string): LineStyle {
  const times = given.all('t').length;
  return {
    time: times === 1 ? 'none' : times === 2 ? 'unix' : times === 4 ? 'date' : 'usual',
    iface: iface === 'any',
    quiet: given.has('q'),
    verbose: given.has('v'),
    absolute: given.has('S'),
  };
}

function* capture(
  tap: number,
  filter: PacketFilter,
  given: Options,
  { iface, count }: { iface: string; count: number },
): Routine<number> {
  const style = styleOf(given, iface);
  const names = new Map<string, string>();
  const known = new Map<string, readonly [number, number]>();
  let captured = 0;
  while (captured < count) {
    const seen = yield* sys.seen(tap);
    if (!seen.ok) {
      // Ctrl-C; the terminal has printed ^C without a newline.
      yield* printError('\n');
      break;
    }
    const { packet } = seen.value;
    if (!filter(packet)) continue;
    captured += 1;
    if (!given.has('n')) yield* lookUpNames(packet, names);
    const naming: Naming = given.has('n')
      ? { numeric: true, host: (addr) => addr, port: (port) => `${port}` }
      : {
          numeric: false,
          host: (addr) => names.get(addr) ?? addr,
          port: (port, proto) => serviceOfPort(port, proto) ?? `${port}`,
        };
    const line = formatPacket(seen.value, style, naming, known);
    const bytes = given.has('A', 'X') ? bytesOf(packet) : '';
    const dump = given.has('A') ? `${formatAscii(bytes)}\n` : formatHex(bytes);
    if (!(yield* print(line + dump))) break;
  }
  const plural = captured === 1 ? 'packet' : 'packets';
  yield* printError(
    `${captured} ${plural} captured\n${captured} ${plural} received by filter\n0 packets dropped by kernel\n`,
  );
  return 0;
}

function bytesOf(packet: Frame): string {
  return isNeighbourMessage(packet) ? neighbourBytes(packet) : packetBytes(packet);
}

function* lookUpNames({ src, dst }: Frame, names: Map<string, string>): Routine {
  for (const { addr } of [src, dst]) {
    if (!names.has(addr)) names.set(addr, (yield* lookupAddress(addr)) ?? addr);
  }
}

export const tcpdump: Program = {
  name: 'tcpdump',
  usage: 'tcpdump [-nAXqStv] [-i INTERFACE] [-c COUNT] [FILTER]',
  summary: "show the packets that pass this machine's interfaces; Ctrl-C ends it",
  main,
  handles: ['SIGINT', 'SIGTERM'],
};
