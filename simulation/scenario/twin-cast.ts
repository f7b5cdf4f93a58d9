/**
 * Who takes part in what a bench's trace tells of sockets: processes that share a socket count as
 * one, as threads do, since in the oracle's form a socket belongs to one process.
 */
import type { TraceEvent } from '@/contract/trace';
import { holdersOf } from '../host/file-index';
import type { Machine } from '../host/machine';
import type { Socket } from '../host/socket';
import { entryOf, valuesOf } from '../host/table';

export type CallEvent = Extract<TraceEvent, { kind: 'call' }>;

/** What a socket is there for; it gets its name from it. */
type Role = 'listener' | 'conn' | 'caller' | 'udp' | 'socket';

export type CastSocket = {
  host: string;
  /** Name of the process that it belongs to, and its own name there. */
  proc: string;
  name: string;
  /** Every process that ever used it. */
  users: ReadonlySet<number>;
};

export type Cast = {
  /** By `keyOf(host, number of the open file)`. */
  sockets: ReadonlyMap<string, CastSocket>;
  /** By `keyOf(host, pid)`: the name of the process, and all pids that it stands for. */
  procs: ReadonlyMap<string, { name: string; pids: ReadonlySet<number> }>;
  /** A blocked call's return, by its start. */
  returns: ReadonlyMap<CallEvent, CallEvent>;
  /** Starts that only go on with what a signal had interrupted. */
  resumed: ReadonlySet<CallEvent>;
};

export const keyOf = (host: string, number: number): string => `${host} ${number}`;

export const isOk = ({ result }: CallEvent): boolean => result?.ok === true;
export const errnoOf = ({ result }: CallEvent): string | null =>
  result && !result.ok ? result.errno : null;

type Found = { host: string; role: Role; users: Set<number> };

/** `file`: its open file; null for a connection that no process holds any more. */
type AtStart = { socket: Socket; file: number | null; pids: number[] };

/** Sockets that were there before the trace begins, with the processes that hold them. */
export function socketsAtStart(machine: Machine): AtStart[] {
  return valuesOf(machine.sockets).map((socket) => {
    const holders = holdersOf(machine.users, socket.id);
    const pids = new Set(holders.map(({ pid }) => pid));
    return { socket, file: holders[0]?.file ?? null, pids: [...pids] };
  });
}

function roleAtStart(socket: Socket): Role {
  if (socket.proto === 'udp') return 'udp';
  return socket.tcb.state === 'LISTEN' ? 'listener' : 'socket';
}

/** Reads the whole trace once, before any step is written: who will use what is known from it. */
export function castOf(machines: readonly Machine[], events: readonly TraceEvent[]): Cast {
  const found = new Map<string, Found>();
  const programs = new Map<string, string>();
  const named = (host: string, id: number, role: Role): Found => {
    const key = keyOf(host, id);
    const one = found.get(key) ?? { host, role, users: new Set() };
    if (one.role === 'socket') one.role = role;
    found.set(key, one);
    return one;
  };
  for (const machine of machines) {
    for (const { socket, file, pids } of socketsAtStart(machine)) {
      if (file === null) continue;
      const { users } = named(machine.name, file, roleAtStart(socket));
      for (const pid of pids) {
        users.add(pid);
        const process = entryOf(machine.processes, pid);
        programs.set(keyOf(machine.name, pid), process?.label ?? process?.program ?? '');
      }
    }
  }
  const { returns, resumed } = pairCalls(events);
  for (const event of events) {
    if (event.kind !== 'call') continue;
    const { host, pid, call, file, made, args } = event;
    if (file === undefined && made === undefined) continue;
    programs.set(keyOf(host, pid), event.program);
    if (file !== undefined) {
      const role = call === 'listen' ? 'listener' : call === 'connect' ? 'caller' : 'socket';
      named(host, file, role).users.add(pid);
    }
    if (made !== undefined) {
      const udp = String(args.type).startsWith('udp');
      named(host, made, call === 'accept' ? 'conn' : udp ? 'udp' : 'socket').users.add(pid);
    }
  }
  const procs = groupProcesses(found, programs);
  return { sockets: nameSockets(found, procs), procs, returns, resumed };
}

/**
 * Which return belongs to which start. Equal calls on one socket come back in the order in which
 * they were made, as the kernel serves sleepers. One that a signal interrupts has not ended for a
 * program that makes it again.
 */
function pairCalls(events: readonly TraceEvent[]): Pick<Cast, 'returns' | 'resumed'> {
  const returns = new Map<CallEvent, CallEvent>();
  const resumed = new Set<CallEvent>();
  const open = new Map<string, CallEvent[]>();
  const interrupted = new Map<string, CallEvent[]>();
  const listAt = (map: Map<string, CallEvent[]>, key: string): CallEvent[] => {
    const list = map.get(key) ?? [];
    map.set(key, list);
    return list;
  };
  for (const event of events) {
    if (event.kind !== 'call' || event.phase === 'both') continue;
    const key = `${event.host} ${event.pid} ${event.call} ${event.file}`;
    if (event.phase === 'start') {
      const before = listAt(interrupted, key).shift();
      if (before) resumed.add(event);
      listAt(open, key).push(before ?? event);
      continue;
    }
    const start = listAt(open, key).shift();
    if (!start) continue;
    if (errnoOf(event) === 'EINTR') listAt(interrupted, key).push(start);
    else returns.set(start, event);
  }
  return { returns, resumed };
}

function groupProcesses(found: ReadonlyMap<string, Found>, programs: ReadonlyMap<string, string>) {
  const groups = new Map<string, { host: string; pids: Set<number> }>();
  for (const key of programs.keys()) {
    const [host = '', pid] = key.split(' ');
    groups.set(key, { host, pids: new Set([Number(pid)]) });
  }
  for (const { host, users } of found.values()) {
    const [first, ...others] = [...users].map((pid) => groups.get(keyOf(host, pid)));
    for (const other of others) {
      if (!first || !other || other.pids === first.pids) continue;
      for (const pid of other.pids) {
        first.pids.add(pid);
        groups.set(keyOf(host, pid), first);
      }
    }
  }
  const procs = new Map<string, { name: string; pids: ReadonlySet<number> }>();
  const taken = new Map<string, string>();
  for (const [key, { host, pids }] of groups) {
    const oldest = Math.min(...pids);
    const plain = `${programs.get(keyOf(host, oldest)) ?? ''} ${oldest}`.slice(0, 24);
    // Two machines may have given the same number to the same program.
    const other = taken.get(plain);
    const name = other === undefined || other === host ? plain : `${plain} ${host}`.slice(0, 40);
    taken.set(name, host);
    procs.set(key, { name, pids });
  }
  return procs;
}

function nameSockets(found: ReadonlyMap<string, Found>, procs: Cast['procs']) {
  const counts = new Map<string, number>();
  const sockets = new Map<string, CastSocket>();
  for (const [key, { host, role, users }] of found) {
    const [pid] = users;
    const proc = pid === undefined ? undefined : procs.get(keyOf(host, pid))?.name;
    if (proc === undefined) continue;
    const count = (counts.get(`${proc} ${role}`) ?? 0) + 1;
    counts.set(`${proc} ${role}`, count);
    const name = count === 1 ? role : `${role}${count}`;
    sockets.set(key, { host, proc, name, users });
  }
  return sockets;
}
