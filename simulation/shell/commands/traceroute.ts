/**
 * `traceroute` 2.1.2: which routers a packet passes. Datagrams to ports where nobody listens, sent
 * with 1, 2, 3 ... routers to live; who lets one die says so by ICMP.
 */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import type { SocketFault } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import { formatLookupError, lookupAddress, lookupHost } from '../../program/resolve';
import { readTracerouteSettings, type TracerouteSettings } from './traceroute-settings';
import { tracerouteUsage, tracerouteVersion } from './traceroute-usage';

/** Probes under way at the same time (-N). */
const AT_ONCE = 16;
/** How much longer than its neighbours a probe is waited for: the same hop, a later one. */
const HERE = 3;
const NEAR = 10;

type Probe = { fd: number; hop: number; sent: number; answer: Answer | null };
type Answer = { from: string | null; ms: number; mark: string; last: boolean };

const marks: Readonly<Record<string, string>> = {
  'net-unreachable': '!N',
  'host-unreachable': '!H',
  'admin-prohibited': '!X',
};

function* main(context: ProgramContext): Routine<number> {
  const settings = readTracerouteSettings(context.argv.slice(1));
  if (settings === 'help' || settings === 'version') {
    yield* print(settings === 'help' ? tracerouteUsage : tracerouteVersion);
    return 0;
  }
  if ('text' in settings) {
    yield* printError(settings.text);
    return settings.status;
  }
  const found = yield* lookupHost(settings.host, settings.family);
  const addr = found.ok
    ? (found.addrs.find((one) => !isAddress6(one)) ?? found.addrs[0])
    : undefined;
  if (!found.ok || addr === undefined) {
    const why = formatLookupError(found.ok ? 'NONAME' : found.error);
    const at = context.argv.indexOf(settings.host);
    const where = `Cannot handle "host" cmdline arg \`${settings.host}' on position 1 (argc ${at})`;
    yield* printError(`${settings.host}: ${why}\n${where}\n`);
    return 2;
  }
  if (settings.method !== 'udp') {
    if (context.user !== 'root') {
      const why = 'You do not have enough privileges to use this traceroute method.';
      yield* printError(`${why}\nsocket: ${formatErrno('EPERM')}\n`);
      return 1;
    }
    yield* printError(`traceroute: only probes by UDP are in this simulation\n`);
    return 2;
  }
  const length = Math.max(28, settings.length ?? 60);
  const most = `${settings.most} hops max, ${length} byte packets`;
  yield* print(`traceroute to ${settings.host} (${addr}), ${most}\n`);
  return yield* trace(settings, addr, length - 28);
}

function* trace(settings: TracerouteSettings, addr: string, size: number): Routine<number> {
  const probes: Probe[] = [];
  const { queries } = settings;
  const total = (settings.most - settings.first + 1) * queries;
  const shown: Shown = { next: 0, from: null };
  for (;;) {
    const waiting = () => probes.filter(({ answer }) => answer === null);
    const end = probes.find(({ answer }) => answer?.last)?.hop ?? settings.most;
    while (probes.length < total && waiting().length < AT_ONCE) {
      const hop = settings.first + Math.floor(probes.length / queries);
      if (hop > end) break;
      const fd = yield* sendProbe(settings, addr, hop, probes.length, size);
      if (typeof fd === 'string') {
        yield* printError(fd);
        return 1;
      }
      probes.push({ fd, hop, sent: yield* time(), answer: null });
    }
    const done = yield* showProbes(settings, probes, shown);
    if (done) break;
    const open = waiting();
    const now = yield* time();
    const until = Math.min(...open.map((probe) => deadlineOf(settings, probes, probe)));
    const ready = yield* sys.poll(
      open.map(({ fd }) => fd),
      Math.max(0, until - now),
    );
    if (!ready.ok) return 130;
    yield* hear(settings, probes, ready.value, addr);
  }
  for (const { fd } of probes) yield* sys.close(fd);
  return 0;
}

/** A datagram that lives for `hop` routers; its descriptor, or what is said when it cannot be sent. */
function* sendProbe(
  { port }: TracerouteSettings,
  addr: string,
  hop: number,
  number: number,
  size: number,
): Routine<number | string> {
  const made = yield* sys.socket(isAddress6(addr) ? 'udp6' : 'udp');
  if (!made.ok) return `socket: ${formatErrno(made.errno)}\n`;
  const fd = made.value;
  yield* sys.setsockopt(fd, 'IP_TTL', hop);
  yield* sys.setsockopt(fd, 'IP_RECVERR', 1);
  const connected = yield* sys.connect(fd, addr, (port + number) & 0xffff || 1);
  if (!connected.ok) return `connect: ${formatErrno(connected.errno)}\n`;
  const data = Array.from({ length: size }, (_, at) => String.fromCharCode(0x40 + (at & 0x3f)));
  const sent = yield* sys.send(fd, data.join(''));
  return sent.ok ? fd : `send: ${formatErrno(sent.errno)}\n`;
}

/** When a probe is given up: sooner where its own hop, or a later one, has answered. */
function deadlineOf(settings: TracerouteSettings, probes: readonly Probe[], probe: Probe): number {
  const answered = probes.filter(({ answer }) => answer?.from);
  const here = answered.find(({ hop }) => hop === probe.hop)?.answer?.ms;
  const near = answered.find(({ hop }) => hop > probe.hop)?.answer?.ms;
  const wait = here !== undefined ? here * HERE : near !== undefined ? near * NEAR : settings.wait;
  return probe.sent + Math.min(settings.wait, Math.max(wait, 10));
}

/** Takes what has come in, and gives up what is late. */
function* hear(
  settings: TracerouteSettings,
  probes: readonly Probe[],
  ready: readonly number[],
  addr: string,
): Routine {
  const now = yield* time();
  for (const probe of probes) {
    if (probe.answer) continue;
    if (ready.includes(probe.fd)) {
      const fault = yield* sys.receiveFault(probe.fd);
      // A program listens there after all: what it says is as good as a refusal.
      const answer = fault.ok ? readFault(fault.value, addr) : { from: addr, mark: '', last: true };
      probe.answer = { ...answer, ms: now - probe.sent };
    } else if (deadlineOf(settings, probes, probe) <= now) {
      probe.answer = { from: null, ms: 0, mark: '', last: false };
    }
  }
}

function readFault({ type, from }: SocketFault, addr: string): Omit<Answer, 'ms'> {
  if (type === 'time-exceeded') return { from, mark: '', last: false };
  if (type === 'port-unreachable') return { from, mark: from === addr ? '' : ' !p', last: true };
  return { from, mark: marks[type] ? ` ${marks[type]}` : '', last: true };
}

type Shown = { next: number; from: string | null };

/** Shows what is known, in order; true once the last hop is told. */
function* showProbes(
  settings: TracerouteSettings,
  probes: readonly Probe[],
  shown: Shown,
): Routine<boolean> {
  const { queries } = settings;
  for (;;) {
    const probe = probes[shown.next];
    if (!probe?.answer) return false;
    const { from, ms, mark } = probe.answer;
    const place = shown.next % queries;
    let text = place === 0 ? `${String(probe.hop).padStart(2)} ` : '';
    if (place === 0) shown.from = null;
    if (from === null) text += ' *';
    else {
      if (from !== shown.from) {
        const name = settings.numeric ? null : yield* lookupAddress(from);
        text += settings.numeric ? ` ${from}` : ` ${name ?? from} (${from})`;
      }
      text += `  ${ms.toFixed(3)} ms${mark}`;
      shown.from = from;
    }
    shown.next += 1;
    const ended = place === queries - 1;
    yield* print(ended ? `${text}\n` : text);
    if (!ended) continue;
    const hop = probes.slice(shown.next - queries, shown.next);
    if (hop.some(({ answer }) => answer?.last) || probe.hop === settings.most) return true;
  }
}

function* time(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

export const traceroute: Program = {
  name: 'traceroute',
  usage: 'traceroute [-n] [-f FIRST] [-m HOPS] [-q PROBES] [-w SECONDS] [-p PORT] HOST [LENGTH]',
  summary: 'show the routers on the way to a host, one line each',
  main,
};
