/**
 * One step in the making: the next world, what it tells the trace, and the small doors by which
 * everything in this room changes it. A step has a world of its own to write on until it is done;
 * of what lies deeper only what changes is copied.
 */
import type { TraceEvent } from '@/contract/trace';
import { addHolder, dropHolder, type Holder, indexFile, indexThread } from '../host/file-index';
import { copyMachine, type Machine } from '../host/machine';
import type { OpenFile, Process, Terminal, Thread } from '../host/process';
import type { ProgramTable } from '../host/program';
import type { Socket, TcpSocket, UdpSocket } from '../host/socket';
import { indexSocket } from '../host/socket-index';
import { entriesOf, entryOf, withEntry, withoutEntry } from '../host/table';
import type { Open } from '../tcp/tcb';
import { freezeDeep } from './freeze';
import { hostOf, type World } from './world';

export type Work = {
  /** Nobody has seen it yet; its hosts stand as they were before, those changed in `machines`. */
  world: Open<Omit<World, 'agenda'>> & { agenda: Open<World['agenda']> };
  /** By name: the hosts that were changed. */
  machines: Map<string, Machine>;
  events: TraceEvent[];
  programs: ProgramTable;
};

export function startWork(world: World, programs: ProgramTable): Work {
  const agenda = { ...world.agenda };
  return { world: { ...world, agenda }, machines: new Map(), events: [], programs };
}

/** What there is to tell since it was last taken; the world then has its hosts as they are now. */
export function takeEvents({ world, machines, events }: Work): TraceEvent[] {
  for (const [name, machine] of machines) {
    world.hosts = withEntry(world.hosts, world.hostNumbers[name] ?? 0, machine);
  }
  machines.clear();
  return events.splice(0);
}

/** The world that has come of it, frozen, and what there is to tell. */
export function finishWork(work: Work): { world: World; events: TraceEvent[] } {
  const events = takeEvents(work);
  return { world: freezeDeep(work.world), events: freezeDeep(events) };
}

/** A trace event without what `tell` adds. */
type Told = TraceEvent extends infer E
  ? E extends TraceEvent
    ? Omit<E, 'at' | 'host'>
    : never
  : never;

export function tell(work: Work, host: string, event: Told): void {
  work.events.push({ at: work.world.now, host, ...event } as TraceEvent);
}

export function machineOf(work: Work, host: string): Machine {
  const machine = work.machines.get(host) ?? hostOf(work.world, host);
  if (!machine) throw new Error(`There is no host "${host}" in this world`);
  return machine;
}

export function changeMachine(work: Work, host: string, change: Partial<Machine>): void {
  work.machines.set(host, Object.assign(copyMachine(machineOf(work, host)), change));
}

/** The next of the world's numbers. */
export function takeNumber(work: Work): number {
  work.world.seq += 1;
  return work.world.seq;
}

/** A whole number from 0 up to and without `below` (mulberry32). */
export function takeRandom(work: Work, below: number): number {
  const random = (work.world.random + 0x6d2b79f5) | 0;
  work.world.random = random;
  let mixed = Math.imul(random ^ (random >>> 15), 1 | random);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
}

export function socketOf(work: Work, host: string, id: number): Socket | null {
  return entryOf(machineOf(work, host).sockets, id) ?? null;
}

export function putSocket(work: Work, host: string, socket: Socket): void {
  const { sockets, ports } = machineOf(work, host);
  changeMachine(work, host, {
    sockets: withEntry(sockets, socket.id, socket),
    ports: indexSocket(ports, entryOf(sockets, socket.id) ?? null, socket),
  });
}

export function changeTcp(work: Work, host: string, id: number, change: Partial<TcpSocket>): void {
  const socket = socketOf(work, host, id);
  if (socket?.proto === 'tcp') putSocket(work, host, { ...socket, ...change });
}

export function changeUdp(work: Work, host: string, id: number, change: Partial<UdpSocket>): void {
  const socket = socketOf(work, host, id);
  if (socket?.proto === 'udp') putSocket(work, host, { ...socket, ...change });
}

export function processOf(work: Work, host: string, pid: number): Process | null {
  return entryOf(machineOf(work, host).processes, pid) ?? null;
}

/** What changes of a process by itself; threads and descriptors have doors of their own. */
type Own = Partial<Omit<Process, 'pid' | 'threads' | 'fds'>>;

export function changeProcess(work: Work, host: string, pid: number, change: Own): void {
  const process = processOf(work, host, pid);
  if (process) putProcess(work, host, { ...process, ...change });
}

function putProcess(work: Work, host: string, process: Process): void {
  const { processes } = machineOf(work, host);
  changeMachine(work, host, { processes: withEntry(processes, process.pid, process) });
}

/** A new process. What its descriptors lead to is held once more. */
export function addProcess(work: Work, host: string, process: Process): void {
  const { pid, fds } = process;
  for (const [fd, file] of entriesOf(fds)) changeHolder(work, host, addHolder, { pid, fd, file });
  putProcess(work, host, process);
}

export function threadOf(work: Work, host: string, pid: number, tid: number): Thread | null {
  return entryOf(processOf(work, host, pid)?.threads, tid) ?? null;
}

export function putThread(work: Work, host: string, pid: number, thread: Thread): void {
  const process = processOf(work, host, pid);
  if (!process) return;
  const { users } = machineOf(work, host);
  const before = entryOf(process.threads, thread.tid) ?? null;
  const next = indexThread(users, pid, before, thread);
  if (next !== users) changeMachine(work, host, { users: next });
  const threads = withEntry(process.threads, thread.tid, thread);
  putProcess(work, host, { ...process, threads });
}

export function dropThread(work: Work, host: string, pid: number, tid: number): void {
  const process = processOf(work, host, pid);
  const thread = entryOf(process?.threads, tid);
  if (!process || !thread) return;
  const { users } = machineOf(work, host);
  changeMachine(work, host, { users: indexThread(users, pid, thread, null) });
  putProcess(work, host, { ...process, threads: withoutEntry(process.threads, tid) });
}

function changeHolder(work: Work, host: string, change: typeof addHolder, holder: Holder): void {
  const { users } = machineOf(work, host);
  const file = openFileOf(work, host, holder.file);
  changeMachine(work, host, { users: change(users, holder, file) });
}

/** Lets a descriptor of a process lead to an open file. */
export function putDescriptor(work: Work, host: string, pid: number, fd: number, id: number): void {
  const process = processOf(work, host, pid);
  if (!process) return;
  changeHolder(work, host, addHolder, { pid, fd, file: id });
  putProcess(work, host, { ...process, fds: withEntry(process.fds, fd, id) });
}

export function dropDescriptor(work: Work, host: string, pid: number, fd: number): void {
  const process = processOf(work, host, pid);
  const id = entryOf(process?.fds, fd);
  if (!process || id === undefined) return;
  changeHolder(work, host, dropHolder, { pid, fd, file: id });
  putProcess(work, host, { ...process, fds: withoutEntry(process.fds, fd) });
}

export function openFileOf(work: Work, host: string, id: number): OpenFile | null {
  return entryOf(machineOf(work, host).open, id) ?? null;
}

export function putOpenFile(work: Work, host: string, id: number, file: OpenFile): void {
  const { open, users } = machineOf(work, host);
  changeMachine(work, host, {
    open: withEntry(open, id, file),
    users: indexFile(users, id, entryOf(open, id) ?? null, file),
  });
}

export function dropOpenFile(work: Work, host: string, id: number): void {
  const { open, users } = machineOf(work, host);
  changeMachine(work, host, {
    open: withoutEntry(open, id),
    users: indexFile(users, id, entryOf(open, id) ?? null, null),
  });
}

export function pipeData(work: Work, host: string, pipe: number): string {
  return entryOf(machineOf(work, host).pipes, pipe)?.data ?? '';
}

export function putPipe(work: Work, host: string, pipe: number, data: string): void {
  const { pipes } = machineOf(work, host);
  changeMachine(work, host, { pipes: withEntry(pipes, pipe, { data }) });
}

export function changeTerminal(
  work: Work,
  host: string,
  tty: number,
  change: Partial<Terminal>,
): void {
  const { terminals } = machineOf(work, host);
  const terminal = terminals[tty];
  if (!terminal) return;
  changeMachine(work, host, { terminals: { ...terminals, [tty]: { ...terminal, ...change } } });
}
