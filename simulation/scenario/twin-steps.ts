/**
 * One step of the oracle's form for each system call of a trace, in the order in which they
 * happened on paper. What a program only waits for (poll, a call in vain) has no step of its own.
 */
import type { OracleStep } from '@/contract/oracle';
import type { Endpoint, TraceEvent } from '@/contract/trace';
import type { Machine } from '../host/machine';
import { findWay } from '../host/route';
import { portRange } from '../host/sysctl';
import { type CallEvent, type Cast, type CastSocket, errnoOf, isOk, keyOf } from './twin-cast';
import { tellRules } from './twin-hosts';
import { refuse } from './twin-refusal';

/** The pace of the oracle's runs (scenario/oracle.ts), and what a real step takes beside it, ms. */
const QUICK = 10;
const REST = 220;
const BLOCKED_AFTER = 350;
const REAL_STEP = 20;
const quick =
  'socket bind listen setsockopt getsockopt getsockname getpeername poll firewall_add firewall_clear'.split(
    ' ',
  );

/** A pause of the bench that is told. Shorter ones pass with the pace of the steps. */
const PAUSE = 100;
/** With the clocks of the oracle's hosts a connect is given up after 7 s: no sleep need be longer. */
const WHILE_OPENING = 6_500;
const AFTER_OPENING = 8_000;
const AWAIT_LIMIT = 10_000;
const MOST_DATA = 16 * 1024;
const MOST_NAME = 40;

const settable =
  'SO_REUSEADDR SO_REUSEPORT SO_BROADCAST IPV6_V6ONLY SO_LINGER SO_RCVTIMEO TCP_USER_TIMEOUT SO_KEEPALIVE O_NONBLOCK'.split(
    ' ',
  );
/** What is done to a machine and cannot be told of one of the lab. */
const changes = {
  link: 'cable',
  address: 'address',
  nat: 'nat',
  sysctl: 'sysctl',
  power: 'power',
  segment: 'segment',
} as const;
/** What is told of a machine and changes nothing of it. */
const harmless = ['browse', 'ignored'];
const waiting = ['accept', 'recv', 'recvfrom', 'read'];
const synonyms: Readonly<Record<string, string>> = { read: 'recv', write: 'send' };

type Line = { step: OracleStep; seen: string | null; blocks: boolean };
type Sock = {
  cast: CastSocket;
  /** Who still holds it. */
  holders: Set<number>;
  /** A connect that does not block has begun, and the program has not asked how it ended. */
  opening: boolean;
  /** A port was given to bind(2). */
  bound: boolean;
  /** Key of its number in the trace's `state` events. */
  socket: string | null;
};

export type Teller = ReturnType<typeof createTeller>;

export function createTeller(cast: Cast, machines: readonly Machine[]) {
  const lines: Line[] = [];
  const socks = new Map<string, Sock>();
  /** TCP's state by number of the socket, as far as the trace told it. */
  const states = new Map<string, string>();
  /** Ends that kernels drew by chance, and those that sent something by a socket. */
  const drawn = new Set<string>();
  const senders = new Set<string>();
  const calls = new Map<CallEvent, Line>();
  const ended = new Set<string>();
  const ruled = new Set(machines.filter(({ firewall }) => firewall.length > 0).map((m) => m.name));
  const owners = new Map(
    machines.flatMap((machine) =>
      Object.values(machine.interfaces).flatMap(({ addrs }) =>
        addrs.map((addr) => [addr.split('/')[0] ?? '', machine.name] as const),
      ),
    ),
  );
  /** The last socket behind each descriptor: who uses it after close(2) is told EBADF. */
  const described = new Map<string, Sock>();
  let heardAt = 0;
  const awaited = new Map<string, number>();

  const paceOf = ({ step, blocks }: Line) =>
    (quick.includes(step.op) ? QUICK : REST) + (blocks ? BLOCKED_AFTER : 0) + (step.ms ?? 0);

  function push(step: OracleStep, seen: string | null): Line {
    const line: Line = { step, seen, blocks: false };
    lines.push(line);
    return line;
  }

  /** Time passed on the bench since the last step, of which the last step takes some itself. */
  function passTime(at: number): void {
    const last = lines.at(-1);
    const gap = at - heardAt - (last ? paceOf(last) : 0);
    heardAt = at;
    if (!last || gap < PAUSE) return;
    const opening = [...states.values()].includes('SYN-SENT');
    const begun = [...socks.values()].some(({ opening: is }) => is);
    const most = opening ? WHILE_OPENING : begun ? AFTER_OPENING : gap;
    push({ op: 'sleep', ms: Math.round(Math.min(gap, most)) }, null);
  }

  const sockOf = (host: string, id: number | undefined): Sock | null => {
    if (id === undefined) return null;
    const key = keyOf(host, id);
    const known = socks.get(key);
    const found = cast.sockets.get(key);
    if (known || !found) return known ?? null;
    const holders = new Set([...found.users].filter((pid) => !ended.has(keyOf(host, pid))));
    const made: Sock = { cast: found, holders, opening: false, bound: false, socket: null };
    socks.set(key, made);
    return made;
  };

  function subjectOf({ host, pid, fd, file, socket }: CallEvent): Sock | null {
    const key = `${keyOf(host, pid)} ${fd}`;
    const sock = sockOf(host, file);
    if (sock) described.set(key, sock);
    if (sock && socket !== undefined) sock.socket = keyOf(host, socket);
    return sock ?? described.get(key) ?? null;
  }

  function judgeOption({ args }: CallEvent, settables: readonly string[]): void {
    const option = String(args.option);
    if (!settables.includes(option)) refuse('option', option);
  }

  /** An address that a program names must mean the same on machines of the lab. */
  function judgeEnd(host: string, { addr, port }: Endpoint, dials: boolean): void {
    const machine = machines.find(({ name }) => name === host);
    const far = owners.get(addr);
    if (far !== undefined && addr.includes(':')) refuse('ipv6', addr);
    if (!dials || !machine) return;
    if (machine.routes.length > 0 && far === undefined) {
      const plain = findWay({ ...machine, routes: [] }, addr, '0.0.0.0').kind;
      if (plain !== findWay(machine, addr, '0.0.0.0').kind) refuse('router', addr);
    }
    const there = far ?? host;
    if (drawn.has(`${there} ${port}`)) refuse('drawn-port', String(port));
  }

  function argumentsOf(event: CallEvent, sock: Sock): Partial<OracleStep> {
    const { args, call, host } = event;
    switch (call) {
      case 'setsockopt':
        judgeOption(event, settable);
        return { option: String(args.option), value: args.value as number | number[] };
      case 'getsockopt':
        judgeOption(event, ['SO_ERROR']);
        return { option: 'SO_ERROR' };
      case 'bind':
      case 'connect':
      case 'sendto': {
        const end = { addr: String(args.addr), port: Number(args.port) };
        judgeEnd(host, end, call !== 'bind');
        if (call === 'bind') sock.bound = end.port !== 0;
        return call === 'sendto' ? { ...end, ...dataOf(event) } : end;
      }
      case 'listen':
        return { backlog: Number(args.backlog) };
      case 'send':
      case 'write':
        return dataOf(event);
      case 'recv':
      case 'recvfrom':
      case 'read':
        return { ...maxOf(event), ...(args.peek ? { peek: true } : {}) };
      case 'shutdown':
        return { how: args.how as 'rd' | 'wr' | 'rdwr' };
      case 'accept':
      case 'close':
      case 'getsockname':
      case 'getpeername':
        return {};
      default:
        return refuse('call', call);
    }
  }

  function dataOf({ args }: CallEvent): Partial<OracleStep> {
    const data = String(args.data);
    if (data.length > MOST_DATA) refuse('data', String(data.length));
    return { data };
  }

  /** As much as the bench's call got: at the pace of the steps more has come by then. */
  function maxOf(event: CallEvent): Partial<OracleStep> {
    const { args } = event;
    const max = Number(args.max ?? 65_536);
    const end = event.phase === 'start' ? cast.returns.get(event) : event;
    const got = end?.result?.ok ? end.result.value : null;
    const stream = event.call !== 'recvfrom' && typeof got === 'string' && got.length > 0;
    return { max: stream ? Math.min(max, got.length) : max };
  }

  /** The end of a connect that did not block: what poll(2) and then SO_ERROR tell (connect(2)). */
  function askHowItWent(sock: Sock): void {
    sock.opening = false;
    const { proc, name } = sock.cast;
    push({ proc, op: 'poll', sock: name }, null);
    if (sock.socket !== null && states.get(sock.socket) === 'SYN-SENT') return;
    push({ proc, op: 'getsockopt', sock: name, option: 'SO_ERROR' }, 'ok');
  }

  function stepOf(event: CallEvent): OracleStep | null {
    const { host, call, made } = event;
    const end = event.phase === 'start' ? cast.returns.get(event) : event;
    if (call === 'socket') {
      const sock = sockOf(host, made);
      if (!sock) return null;
      const { proc, name } = sock.cast;
      return { proc, op: 'socket', sock: name, type: String(event.args.type) };
    }
    const sock = subjectOf(event);
    if (!sock) return null;
    const { proc, name } = sock.cast;
    const step: OracleStep = {
      proc,
      op: synonyms[call] ?? call,
      sock: name,
      ...argumentsOf(event, sock),
    };
    if (call !== 'accept') return step;
    // One that has not come back takes the next caller, if there ever is one.
    return { ...step, as: sockOf(host, end?.made ?? made)?.cast.name ?? 'next' };
  }

  /** What an await calls the step that it waits for. */
  function nameCall({ proc = '', op, sock = '' }: OracleStep): string {
    const plain = `${op}(${sock}) of ${proc}`.slice(0, MOST_NAME - 4);
    const count = (awaited.get(plain) ?? 0) + 1;
    awaited.set(plain, count);
    return count === 1 ? plain : `${plain} ${count}`;
  }

  function hearCall(event: CallEvent): void {
    const { pid, call, phase } = event;
    if (call === 'kill' || call === 'exit' || call === 'sleep') return;
    const errno = errnoOf(event);
    if (errno === 'EACCES' && call === 'bind') refuse('privilege', String(event.args.port));
    if (cast.resumed.has(event) || errno === 'EINTR') return;
    if (phase === 'both' && errno === 'EAGAIN' && [...waiting, 'send', 'write'].includes(call))
      return;
    if (phase === 'return' && tellReturn(event)) return;
    const sock = subjectOf(event);
    passTime(event.at);
    if (sock?.opening) askHowItWent(sock);
    if (call === 'close' && sock) {
      sock.holders.delete(pid);
      if (sock.holders.size > 0) return;
      if (sock.socket !== null) states.delete(sock.socket);
    }
    const step = stepOf(event);
    if (!step) return;
    const line = push(step, phase === 'start' ? null : (errno ?? 'ok'));
    if (phase === 'start') {
      line.blocks = true;
      calls.set(event, line);
    }
    noteEnd(event, sock, errno);
  }

  function noteEnd(event: CallEvent, sock: Sock | null, errno: string | null): void {
    const { call, host, args } = event;
    if (call === 'connect' && sock) sock.opening = errno === 'EINPROGRESS';
    if (call !== 'bind' || !isOk(event) || Number(args.port) !== 0) return;
    const value = event.result?.ok ? event.result.value : null;
    const local = (value as { local?: Endpoint } | null)?.local;
    if (local) drawn.add(`${host} ${local.port}`);
  }

  /** True when the return has been told with its start, or by an await. */
  function tellReturn(event: CallEvent): boolean {
    const found = [...calls].find(([start]) => cast.returns.get(start) === event);
    if (!found) return false;
    const [start, line] = found;
    calls.delete(start);
    const result = errnoOf(event) ?? 'ok';
    const swift = event.at - start.at < BLOCKED_AFTER - 50;
    // A handshake needs no other program; what is waited for in a queue may need the steps between.
    if (swift && (line === lines.at(-1) || start.call === 'connect')) {
      line.seen = result;
      line.blocks = false;
      return true;
    }
    line.step = { ...line.step, id: nameCall(line.step) };
    heardAt = event.at;
    push({ op: 'await', of: line.step.id ?? '', limit_ms: AWAIT_LIMIT }, result);
    return true;
  }

  function hearProcess(event: Extract<TraceEvent, { kind: 'process' }>): void {
    const { host, pid, change } = event;
    const group = cast.procs.get(keyOf(host, pid));
    if (!group) return;
    const own = [...calls].filter(([start]) => start.host === host && start.pid === pid);
    if (change === 'stopped') {
      // A stopped program takes nothing from a queue: its call is told when it has come back.
      for (const [start, line] of own) {
        if (start.call === 'connect') continue;
        lines.splice(lines.indexOf(line), 1);
        calls.delete(start);
      }
    }
    if (change !== 'exited' && change !== 'killed') return;
    ended.add(keyOf(host, pid));
    for (const [start] of own) calls.delete(start);
    const held = [...socks.values()].filter(
      (sock) => sock.cast.host === host && sock.holders.delete(pid),
    );
    const closed = held.filter(({ holders }) => holders.size === 0);
    if (closed.length === 0) return;
    passTime(event.at);
    for (const { socket } of closed) if (socket !== null) states.delete(socket);
    const last = [...group.pids].every((one) => ended.has(keyOf(host, one)));
    if (last) {
      push({ proc: group.name, op: change === 'exited' ? 'exit' : 'kill' }, 'ok');
      return;
    }
    for (const { cast: one } of closed) push({ proc: one.proc, op: 'close', sock: one.name }, 'ok');
  }

  function hearState(event: Extract<TraceEvent, { kind: 'state' }>): void {
    const { host, socket, from, to, local, cause } = event;
    // A program's own close is told as a call, and only then it has happened.
    if (cause === 'CLOSE' || cause === 'ABORT') return;
    states.set(keyOf(host, socket), to);
    if (from !== 'CLOSED' || to !== 'SYN-SENT') return;
    senders.add(`${host} ${local.port}`);
    const mine = [...socks.values()].find((sock) => sock.socket === keyOf(host, socket));
    if (!mine?.bound) drawn.add(`${host} ${local.port}`);
  }

  function hearSent(event: Extract<TraceEvent, { kind: 'sent' }>): void {
    const { host, packet } = event;
    const { proto, src, flags } = packet;
    if (proto === 'tcp' && flags === 'S' && !senders.has(`${host} ${src.port}`)) {
      refuse('raw', `${host}:${src.port}`);
    }
    // A UDP socket that was not bound has a port of the kernel's choice.
    const machine = machines.find(({ name }) => name === host);
    if (proto !== 'udp' || !machine) return;
    const [low, high] = portRange(machine.sysctl);
    if (src.port >= low && src.port <= high) drawn.add(`${host} ${src.port}`);
  }

  function hearMachine(
    { host, change, at, detail }: Extract<TraceEvent, { kind: 'machine' }>,
    machineAt: (host: string) => Machine | undefined,
  ): void {
    if (Object.hasOwn(changes, change)) {
      const about = change === 'sysctl' || change === 'segment' ? detail.split(' ')[0] : host;
      refuse(changes[change as keyof typeof changes], about ?? host);
    }
    if (harmless.includes(change)) return;
    const machine = machineAt(host);
    if (change !== 'firewall' || !machine) return refuse('machine', change);
    passTime(at);
    const rules = tellRules(machine);
    if (ruled.has(host)) push({ host, op: 'firewall_clear' }, 'ok');
    for (const rule of rules) push({ host, op: 'firewall_add', rule }, 'ok');
    if (rules.length > 0) ruled.add(host);
    else ruled.delete(host);
  }

  return {
    /** A step that is no call of the trace's. */
    push,
    sockOf,
    hear(event: TraceEvent, machineAt: (host: string) => Machine | undefined): void {
      switch (event.kind) {
        case 'call':
          return hearCall(event);
        case 'process':
          return hearProcess(event);
        case 'state':
          return hearState(event);
        case 'sent':
          return hearSent(event);
        case 'machine':
          return hearMachine(event, machineAt);
      }
    },
    told(): { steps: OracleStep[]; seen: (string | null)[]; ms: number } {
      return {
        steps: lines.map(({ step }) => step),
        seen: lines.map(({ seen }) => seen),
        ms: lines.reduce((sum, line) => sum + paceOf(line) + REAL_STEP, 0),
      };
    },
  };
}
