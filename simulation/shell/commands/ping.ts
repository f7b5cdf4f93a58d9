/**
 * `ping` of iputils 20221126. Each probe has a thread of its own that waits for the answer and
 * tells the main thread by a pipe, so that late answers are shown late, as the real tool does.
 */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import {
  createLineReader,
  type LineReader,
  type PingAnswer,
  print,
  printError,
  readLine,
  sys,
} from '../../host/system';
import type { Errno } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import { formatLookupError, lookupAddress, lookupHost } from '../../program/resolve';
import { writeAll } from '../../program/socket-io';
import { parseOptions } from '../options';
import { type PingSettings, readPingSettings } from './ping-settings';
import { formatPingStatistics, type PingTally } from './ping-statistics';
import { pingUsage, pingVersion } from './ping-usage';

type Probe = { addr: string; sequence: number; timeout: number; size: number; pipe: number };
/** The last address whose name was looked up: ping asks but once for it. */
type KnownName = { addr: string | null; name: string | null };
/** What a probe's thread writes to the pipe, one line of JSON. */
type Told = { sequence: number; answer: PingAnswer | null; errno: Errno | null };

const flags = 'aAbBCDdfhLnOqRUvV46'.split('').map((short) => ({ short, help: '' }));
const valued = 'ceFiIlmMNpQsStTwW'.split('').map((short) => ({ short, value: 'VALUE', help: '' }));

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options: [...flags, ...valued] });
  if (!parsed.ok) {
    yield* printError(`ping: ${parsed.message}\n${pingUsage}`);
    return 2;
  }
  const { options, operands } = parsed;
  if (options.has('h')) {
    yield* printError(pingUsage);
    return 2;
  }
  if (options.has('V')) {
    yield* print(pingVersion);
    return 0;
  }
  const settings = readPingSettings(options);
  if (typeof settings === 'string') {
    yield* printError(`ping: ${settings}\n`);
    return 1;
  }
  const name = operands.at(-1);
  if (name === undefined) {
    yield* printError('ping: usage error: Destination address required\n');
    return 1;
  }
  const found = yield* lookupHost(name, settings.family);
  const addr = found.ok ? found.addrs[0] : undefined;
  if (!found.ok || addr === undefined) {
    // With -4 and -6 a name that has only the other family's addresses is told apart.
    const other = !found.ok && found.error === 'NODATA' && settings.family !== 0;
    const reason = formatLookupError(found.ok ? 'NONAME' : other ? 'ADDRFAMILY' : found.error);
    yield* printError(`ping: ${name}: ${reason}\n`);
    return 2;
  }
  // Linux sends what is meant for nobody in particular to itself.
  const target = addr === '0.0.0.0' ? '127.0.0.1' : addr === '::' ? '::1' : addr;
  return yield* run(context, settings, { name, addr: target, literal: found.literal });
}

type Target = { name: string; addr: string; literal: boolean };

function* run(_: ProgramContext, settings: PingSettings, target: Target): Routine<number> {
  const tube = yield* sys.pipe();
  if (!tube.ok) return 2;
  const [readEnd, writeEnd] = tube.value;
  const reader = createLineReader(readEnd);
  const names: KnownName = { addr: null, name: null };
  const tally: PingTally = { sent: 0, times: [], errors: 0, outstanding: 1, first: 0, last: 0 };
  const answered = new Set<number>();
  const start = yield* time();
  tally.first = start;
  const end = settings.deadline === null ? null : start + settings.deadline;
  let greeted = false;
  for (;;) {
    const left = settings.count === null || tally.sent < settings.count;
    const now = yield* time();
    if (left && now >= start + tally.sent * settings.interval) {
      tally.sent += 1;
      tally.last = now;
      const { addr } = target;
      const probe: Probe = {
        ...{ addr, sequence: tally.sent, timeout: settings.wait, size: settings.size },
        pipe: writeEnd,
      };
      yield* sys.thread('probe', probe);
    }
    const next = nextProbe(settings, tally, start);
    const until = earliest(next, end);
    const ready = yield* sys.poll([readEnd], until === null ? null : Math.max(0, until - now));
    if (!ready.ok) {
      // Ctrl-C; the terminal has printed ^C without a newline.
      yield* print(`\n${formatPingStatistics(target.name, tally)}`);
      return tally.times.length > 0 ? 0 : 1;
    }
    let more = ready.value.length > 0;
    while (more || hasLine(reader)) {
      const told = yield* readTold(reader);
      more = false;
      if (!told) break;
      if (told.errno !== null) {
        yield* printError(refusal(told.errno));
        return 2;
      }
      if (!greeted) yield* greet(settings, target);
      greeted = true;
      answered.add(told.sequence);
      yield* showAnswer(settings, target, told, tally, names);
    }
    const done = settings.count !== null && answered.size >= settings.count;
    const late = end !== null && (yield* time()) >= end;
    if (done || late) {
      if (!greeted) yield* greet(settings, target);
      yield* print(`\n${formatPingStatistics(target.name, tally)}`);
      return tally.times.length > 0 ? 0 : 1;
    }
    if (!greeted && tally.sent > 0) {
      yield* greet(settings, target);
      greeted = true;
    }
  }
}

/** When the next probe is due, null where all have been sent. */
function nextProbe(settings: PingSettings, tally: PingTally, start: number): number | null {
  if (settings.count !== null && tally.sent >= settings.count) return null;
  return start + tally.sent * settings.interval;
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function* time(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

function hasLine(reader: LineReader): boolean {
  return reader.ahead.includes('\n');
}

function* readTold(reader: LineReader): Routine<Told | null> {
  const line = yield* readLine(reader);
  return line.ok && line.value !== null ? (JSON.parse(line.value) as Told) : null;
}

function refusal(errno: Errno): string {
  if (errno === 'EACCES') {
    return 'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n';
  }
  return `ping: connect: ${formatErrno(errno)}\n`;
}

function* greet(settings: PingSettings, target: Target): Routine {
  const { name, addr } = target;
  if (isAddress6(addr)) {
    const known = target.literal ? null : yield* lookupAddress(addr);
    const shown = target.literal ? addr : `${known ?? addr} (${addr})`;
    yield* print(`PING ${name}(${shown}) ${settings.size} data bytes\n`);
  } else {
    yield* print(`PING ${name} (${addr}) ${settings.size}(${settings.size + 28}) bytes of data.\n`);
  }
}

function* showAnswer(
  settings: PingSettings,
  target: Target,
  { answer, sequence }: Told,
  tally: PingTally,
  names: KnownName,
): Routine {
  if (!answer || answer.answer === 'timeout') return;
  const named = !target.literal && !settings.numeric;
  if (named && names.addr !== answer.from) {
    names.name = yield* lookupAddress(answer.from);
    names.addr = answer.from;
  }
  const name = named ? names.name : null;
  const from = name === null ? answer.from : `${name} (${answer.from})`;
  if (answer.answer === 'reply') {
    tally.times.push(answer.ms);
    const line =
      `${settings.size + 8} bytes from ${from}: icmp_seq=${sequence} ttl=${answer.ttl} ` +
      `time=${formatMs(answer.ms)} ms\n`;
    if (!settings.quiet) yield* print(line);
    return;
  }
  tally.errors += 1;
  tally.outstanding = Math.max(tally.outstanding, tally.sent - sequence + 1);
  const what = (isAddress6(answer.from) ? reasons6 : reasons)[answer.answer];
  if (!settings.quiet) yield* print(`From ${from} icmp_seq=${sequence} ${what}\n`);
}

const reasons = {
  'host-unreachable': 'Destination Host Unreachable',
  'net-unreachable': 'Destination Net Unreachable',
  'port-unreachable': 'Destination Port Unreachable',
};
const reasons6 = {
  'host-unreachable': 'Destination unreachable: Address unreachable',
  'net-unreachable': 'Destination unreachable: No route',
  'port-unreachable': 'Destination unreachable: Port unreachable',
};

/** Three digits below 1 ms, and about as many above. */
function formatMs(ms: number): string {
  if (ms >= 100) return ms.toFixed(0);
  if (ms >= 10) return ms.toFixed(1);
  return ms >= 1 ? ms.toFixed(2) : ms.toFixed(3);
}

/** A thread that sends one request and tells what came of it. */
function* sendProbe(_: ProgramContext, probe: Probe): Routine {
  const { addr, sequence, timeout, size } = probe;
  const result = yield* sys.ping({ addr, sequence, timeout, size });
  const told: Told = result.ok
    ? { sequence, answer: result.value, errno: null }
    : { sequence, answer: null, errno: result.errno };
  yield* writeAll(probe.pipe, `${JSON.stringify(told)}\n`);
}

export const ping: Program = {
  name: 'ping',
  usage: 'ping [-46nq] [-c COUNT] [-i SECONDS] [-W SECONDS] [-w SECONDS] HOST',
  summary: 'ask a host for an answer by ICMP; says nothing of its ports',
  main,
  threads: { probe: sendProbe as (context: ProgramContext, arg: never) => Routine<void> },
  handles: ['SIGINT'],
};
