/**
 * Runs the cases of the kernel oracle in the simulator: the same steps at the same times, and
 * outcomes in the oracle's own words, so that both can be compared.
 */

import type { OracleCase, OracleOutcome, OracleStep, OracleValue } from '@/contract/oracle';
import type { TraceEvent } from '@/contract/trace';
import { socketRows } from '../host/socket-table';
import { readSysctl } from '../host/sysctl';
import type { Reply } from '../host/system-call';
import { entryOf, valuesOf } from '../host/table';
import { formatEndpoint } from '../packet/address';
import { changeInterfaces } from '../world/addresses';
import { cutPower, startHandDriven } from '../world/boot';
import { pollSocket } from '../world/call-options';
import { findHandDriven, makeHandCall, readHandCall } from '../world/hand-call';
import { setLink } from '../world/link';
import { endProcess } from '../world/process-life';
import { advance, type Stop } from '../world/settle';
import { change } from '../world/step';
import {
  changeMachine,
  dropThread,
  machineOf,
  processOf,
  startWork,
  type Work,
} from '../world/work';
import { hostOf, hostsOf, type World } from '../world/world';
import { formatPacket, formatSocket, type Wire } from './oracle-words';
import { createOracleWorld } from './oracle-world';

/** A blocked action counts as blocked after this, and each step is given this much to settle. */
const BLOCKED_AFTER = 350;
const REST = 220;
const SHORT_REST = 10;
const quick = [
  'socket',
  'bind',
  'listen',
  'setsockopt',
  'getsockopt',
  'getsockname',
  'getpeername',
  'poll',
  'firewall_add',
  'firewall_clear',
];
const socketTypes = ['tcp', 'udp', 'tcp6', 'udp6'];
const calls =
  'socket setsockopt getsockopt bind listen connect accept send sendto recv recvfrom shutdown close getsockname getpeername'.split(
    ' ',
  );
const others =
  'drain poll exit kill firewall_add firewall_clear link addr_add addr_del power_cut sleep await'.split(
    ' ',
  );
const options =
  'SO_REUSEADDR SO_REUSEPORT SO_BROADCAST IPV6_V6ONLY SO_LINGER SO_RCVTIMEO TCP_USER_TIMEOUT SO_KEEPALIVE O_NONBLOCK SO_ERROR'.split(
    ' ',
  );

/** A call that was made; `since` and `until` are the times of its start and its end, in ms. */
type Made = { call: number; step: OracleStep; index: number; since: number; until: number | null };

type Run = {
  world: World;
  /** What has left a host since the step began. */
  sent: Extract<TraceEvent, { kind: 'sent' }>[];
  /** The call behind each step with an id. */
  ids: Map<string, Made>;
  /** Calls that have not come back yet. */
  open: Set<Made>;
  wire: Wire;
  used: Set<string>;
  oracle: OracleCase;
  /** Is told every event of the case. */
  onEvents: (events: readonly TraceEvent[]) => void;
};

/** Parameters that the simulator knows but follows only in part: buffers are not tuned. */
const roughly = ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

/** What of a case the simulator does not model, in the case's own word; null where it models all. */
export function findUnsupported({ hosts, steps }: OracleCase): string | null {
  for (const { sysctl = {} } of Object.values(hosts)) {
    const strange = Object.keys(sysctl).find(
      (name) => readSysctl({}, name) === null || roughly.includes(name),
    );
    if (strange !== undefined) return strange;
  }
  for (const { op, option, type } of steps) {
    if (!calls.includes(op) && !others.includes(op)) return op;
    if (option !== undefined && !options.includes(option)) return option;
    if (op === 'socket' && !socketTypes.includes(type ?? '')) return type ?? 'type';
  }
  return null;
}

/**
 * The outcome of a case, step by step, or the word for what is not modelled. Packets are left out
 * where the case says that nobody recorded any.
 */
export function runOracleCase(
  oracle: OracleCase,
  onEvents: Run['onEvents'] = () => {},
): OracleOutcome | { id: string; unsupported: string } {
  const unsupported = findUnsupported(oracle);
  if (unsupported) return { id: oracle.id, unsupported };
  const run: Run = {
    world: createOracleWorld(oracle),
    sent: [],
    ids: new Map(),
    open: new Set(),
    wire: { firstSeq: new Map(), left: new Map() },
    used: new Set(),
    oracle,
    onEvents,
  };
  const steps = oracle.steps.map((step, index) => {
    run.sent = [];
    const { result, value, took_s } = doStep(run, step, index);
    pass(run, quick.includes(step.op) ? SHORT_REST : REST);
    const finished = [...run.open].filter((made) => made.until !== null);
    for (const made of finished) run.open.delete(made);
    const others = finished.filter((made) => made.index !== index && made.step.id !== step.of);
    return {
      step: index,
      result,
      ...(value ? { value } : {}),
      ...(took_s === undefined ? {} : { took_s }),
      ...(others.length > 0 ? { finished: others.map((made) => made.index) } : {}),
      ...(oracle.no_packets
        ? {}
        : {
            packets: run.sent.map(({ host, via, packet }) =>
              formatPacket(run.wire, host, via, packet),
            ),
          }),
      sockets: Object.fromEntries(
        hostsOf(run.world).map((machine) => [machine.name, socketRows(machine).map(formatSocket)]),
      ),
    };
  });
  return { id: oracle.id, steps };
}

type Told = { result: string; value?: OracleValue; took_s?: number };

/** Only what is compared is kept of a run. */
function hear(run: Run, { world, events }: Stop): void {
  run.onEvents(events);
  if (!run.oracle.no_packets) {
    for (const event of events) if (event.kind === 'sent') run.sent.push(event);
  }
  for (const made of run.open) {
    if (made.until === null && entryOf(world.handReplies, made.call)) made.until = world.now;
  }
}

/** Runs on, until `until` at most, for as long as `goesOn` says. */
function runTo(run: Run, until: number, goesOn: (world: World) => boolean): void {
  run.world = advance(
    run.world,
    {},
    (next, world) => next.at <= until && goesOn(world),
    (stop) => hear(run, stop),
  );
}

function pass(run: Run, ms: number): void {
  const until = run.world.now + ms;
  runTo(run, until, () => true);
  run.world = Object.freeze({ ...run.world, now: until });
}

function act(run: Run, what: (work: Work) => void): void {
  const made = change(run.world, {}, what);
  run.world = made.world;
  hear(run, made);
}

/** Runs until the call has its reply, at most `limit` ms; null when it has none then. */
function awaitReply(run: Run, call: number, limit: number): Reply | null {
  const until = run.world.now + limit;
  runTo(run, until, (world) => entryOf(world.handReplies, call) === undefined);
  const reply = entryOf(run.world.handReplies, call) ?? null;
  if (!reply) run.world = Object.freeze({ ...run.world, now: until });
  return reply;
}

function doStep(run: Run, step: OracleStep, index: number): Told {
  if (step.op === 'sleep') {
    pass(run, step.ms ?? 0);
    return { result: 'ok' };
  }
  if (step.op === 'await') {
    const awaited = run.ids.get(step.of ?? '');
    if (!awaited) return { result: 'EINVAL' };
    const reply = awaitReply(run, awaited.call, step.limit_ms ?? 20_000);
    if (!reply) return { result: 'blocked' };
    const took = (awaited.until ?? run.world.now) - awaited.since;
    return { ...formatReply(run, awaited.step, reply), took_s: Math.round(took / 1000) };
  }
  return step.proc === undefined ? doOnHost(run, step) : doInProcess(run, step, step.proc, index);
}

function doOnHost(run: Run, step: OracleStep): Told {
  const host = step.host ?? '';
  act(run, (work) => {
    const { firewall, interfaces } = machineOf(work, host);
    switch (step.op) {
      case 'firewall_add':
        if (step.rule) changeMachine(work, host, { firewall: [...firewall, step.rule] });
        return;
      case 'firewall_clear':
        return changeMachine(work, host, { firewall: [] });
      case 'link':
        setLink(work, host, step.iface ?? '', step.state ?? 'up');
        return;
      case 'addr_add':
      case 'addr_del': {
        const iface = interfaces[step.iface ?? ''];
        const addr = step.addr ?? '';
        if (!iface) return;
        const rest = iface.addrs.filter((one) => one.split('/')[0] !== addr.split('/')[0]);
        const addrs = step.op === 'addr_add' ? [...rest, addr] : rest;
        return changeInterfaces(work, host, { ...interfaces, [iface.name]: { ...iface, addrs } });
      }
      case 'power_cut':
        return cutHost(work, run, host);
    }
  });
  return { result: 'ok' };
}

/** Processes that have done nothing so far come back as they were. */
function cutHost(work: Work, { oracle, used }: Run, host: string): void {
  const { neighbours } = machineOf(work, host);
  cutPower(work, host, 'on');
  changeMachine(work, host, { neighbours });
  for (const [label, proc] of Object.entries(oracle.procs)) {
    if (proc.host === host && !used.has(label)) startHandDriven(work, host, label, proc.user);
  }
}

function doInProcess(run: Run, step: OracleStep, proc: string, index: number): Told {
  const host = run.oracle.procs[proc]?.host ?? '';
  run.used.add(proc);
  const pid = pidOf(run, host, proc);
  if (pid === null) return { result: 'ESRCH' };
  if (step.op === 'exit' || step.op === 'kill') {
    const end = step.op === 'exit' ? { status: 0 } : { signal: 'SIGKILL' as const };
    act(run, (work) => endProcess(work, host, pid, end));
    return { result: 'ok' };
  }
  if (step.op === 'poll') return poll(run, host, pid, step);
  if (step.op === 'drain') return drain(run, host, pid, step);
  const call = makeCall(run, host, pid, step, step.op);
  if (call === null) return { result: 'EBADF' };
  const made: Made = { call, step, index, since: run.world.now, until: null };
  if (step.id !== undefined) run.ids.set(step.id, made);
  run.open.add(made);
  const reply = awaitReply(run, call, BLOCKED_AFTER);
  if (reply) {
    run.open.delete(made);
    made.until = run.world.now;
    return formatReply(run, step, reply);
  }
  if (step.op !== 'connect') return { result: 'blocked' };
  const local = localOf(run, host, pid, step.sock ?? '');
  return { result: 'blocked', ...(local ? { value: { local } } : {}) };
}

function pidOf(run: Run, host: string, proc: string): number | null {
  return findHandDriven(startWork(run.world, {}), host, proc);
}

function makeCall(run: Run, host: string, pid: number, step: OracleStep, op: string) {
  const { sock = '', as } = step;
  const fd = entryOf(hostOf(run.world, host)?.processes, pid)?.names[sock] ?? -1;
  const call = readHandCall(op, fd, step as Record<string, unknown>);
  if (!call) return null;
  const name = op === 'socket' ? sock : op === 'accept' ? (as ?? null) : null;
  let id: number | null = null;
  act(run, (work) => {
    id = makeHandCall(work, host, pid, call, name);
  });
  return id;
}

function socketBehind(run: Run, host: string, pid: number, sock: string) {
  const machine = hostOf(run.world, host);
  const process = entryOf(machine?.processes, pid);
  const file = entryOf(machine?.open, entryOf(process?.fds, process?.names[sock]));
  return file?.kind === 'socket' ? (entryOf(machine?.sockets, file.socket) ?? null) : null;
}

function localOf(run: Run, host: string, pid: number, sock: string): string | null {
  const socket = socketBehind(run, host, pid, sock);
  return socket ? formatEndpoint(socket.local) : null;
}

function poll(run: Run, host: string, pid: number, step: OracleStep): Told {
  const socket = socketBehind(run, host, pid, step.sock ?? '');
  if (!socket) return { result: 'EBADF' };
  const events = pollSocket(startWork(run.world, {}), host, socket);
  return { result: 'ok', value: { events } };
}

/** recv again and again until nothing comes for 0.2 s. */
function drain(run: Run, host: string, pid: number, step: OracleStep): Told {
  let n = 0;
  for (;;) {
    const call = makeCall(run, host, pid, step, 'recv');
    const reply = call === null ? null : awaitReply(run, call, 200);
    if (!reply) {
      act(run, (work) => dropThreads(work, host, pid, call));
      return { result: 'ok', value: { n } };
    }
    if (!reply.ok) return n > 0 ? { result: 'ok', value: { n } } : { result: reply.errno };
    const part = String(reply.value);
    if (part === '') return { result: 'ok', value: { n } };
    n += part.length;
  }
}

function dropThreads(work: Work, host: string, pid: number, call: number | null): void {
  const process = processOf(work, host, pid);
  for (const { tid, hand } of process ? valuesOf(process.threads) : []) {
    if (hand?.id === call) dropThread(work, host, pid, tid);
  }
}

function formatReply(run: Run, step: OracleStep, reply: Reply): Told {
  if (!reply.ok) return { result: reply.errno };
  const value = formatValue(run, step, reply.value);
  return { result: 'ok', ...(value ? { value } : {}) };
}

function formatValue(run: Run, step: OracleStep, value: unknown): OracleValue | null {
  const host = run.oracle.procs[step.proc ?? '']?.host ?? '';
  const pid = pidOf(run, host, step.proc ?? '') ?? -1;
  const ends = (sock: string): OracleValue => {
    const row = socketBehind(run, host, pid, sock);
    const shown = row ? shownEnds(run, host, row.id) : null;
    return shown ?? {};
  };
  switch (step.op) {
    case 'bind': {
      const { local } = ends(step.sock ?? '');
      return local === undefined ? null : { local };
    }
    case 'connect':
      return ends(step.sock ?? '');
    case 'accept':
      return ends(step.as ?? '');
    case 'getsockname':
      return { local: formatEndpoint(value as { addr: string; port: number }) };
    case 'getpeername':
      return { peer: formatEndpoint(value as { addr: string; port: number }) };
    case 'send':
    case 'sendto': {
      const all = step.data?.length ?? step.size ?? 0;
      return { n: Number(value) < all ? 'part' : Number(value) };
    }
    case 'recv': {
      const data = String(value);
      return { n: data.length, data: data.slice(0, 200) };
    }
    case 'recvfrom': {
      const { data, addr, port } = value as { data: string; addr: string; port: number };
      return { n: data.length, data: data.slice(0, 200), from: formatEndpoint({ addr, port }) };
    }
    case 'getsockopt':
      return { value: value === null ? 'none' : String(value) };
    default:
      return null;
  }
}

function shownEnds({ world }: Run, host: string, id: number): OracleValue | null {
  const socket = entryOf(hostOf(world, host)?.sockets, id);
  if (!socket) return null;
  const six = socket.type === 'tcp6' || socket.type === 'udp6';
  const show = ({ addr, port }: { addr: string; port: number }) =>
    formatEndpoint({ addr: six && !addr.includes(':') ? `::ffff:${addr}` : addr, port });
  return {
    local: show(socket.local),
    ...(socket.peer ? { peer: show(socket.peer) } : {}),
  };
}
