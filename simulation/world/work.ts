/**
 * One step in the making: the next world, what it tells the trace, and the small doors by which
 * everything in this room changes it. Only the top of what changes is copied.
 */
import type { TraceEvent } from '@/contract/trace';
import type { Machine } from '../host/machine';
import type { OpenFile, Process, Terminal, Thread } from '../host/process';
import type { ProgramTable } from '../host/program';
import type { Socket, TcpSocket, UdpSocket } from '../host/socket';
import type { Happening, World } from './world';

export type Work = { world: World; events: TraceEvent[]; programs: ProgramTable };

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
  const machine = work.world.hosts[host];
  if (!machine) throw new Error(`There is no host "${host}" in this world`);
  return machine;
}

export function changeMachine(work: Work, host: string, change: Partial<Machine>): void {
  const hosts = { ...work.world.hosts, [host]: { ...machineOf(work, host), ...change } };
  work.world = { ...work.world, hosts };
}

/** The next of the world's numbers. */
export function takeNumber(work: Work): number {
  const seq = work.world.seq + 1;
  work.world = { ...work.world, seq };
  return seq;
}

/** A whole number from 0 up to and without `below` (mulberry32). */
export function takeRandom(work: Work, below: number): number {
  const random = (work.world.random + 0x6d2b79f5) | 0;
  work.world = { ...work.world, random };
  let mixed = Math.imul(random ^ (random >>> 15), 1 | random);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
}

type Sketch = Happening extends infer H ? (H extends Happening ? Omit<H, 'seq'> : never) : never;

/** Puts a happening in its place: by time, then by the order of coming. */
export function schedule(work: Work, sketch: Sketch): void {
  const happening = { ...sketch, seq: takeNumber(work) } as Happening;
  const { queue } = work.world;
  let place = queue.length;
  while (place > 0 && (queue[place - 1]?.at ?? 0) > happening.at) place -= 1;
  work.world = {
    ...work.world,
    queue: [...queue.slice(0, place), happening, ...queue.slice(place)],
  };
}

export function unschedule(work: Work, isGone: (happening: Happening) => boolean): void {
  if (!work.world.queue.some(isGone)) return;
  work.world = { ...work.world, queue: work.world.queue.filter((one) => !isGone(one)) };
}

export function socketOf(work: Work, host: string, id: number): Socket | null {
  return machineOf(work, host).sockets[id] ?? null;
}

export function putSocket(work: Work, host: string, socket: Socket): void {
  const { sockets } = machineOf(work, host);
  changeMachine(work, host, { sockets: { ...sockets, [socket.id]: socket } });
}

export function changeTcp(work: Work, host: string, id: number, change: Partial<TcpSocket>): void {
  const socket = socketOf(work, host, id);
  if (socket?.proto === 'tcp') putSocket(work, host, { ...socket, ...change });
}

export function changeUdp(work: Work, host: string, id: number, change: Partial<UdpSocket>): void {
  const socket = socketOf(work, host, id);
  if (socket?.proto === 'udp') putSocket(work, host, { ...socket, ...change });
}

export function dropSocket(work: Work, host: string, id: number): void {
  const { [id]: _, ...sockets } = machineOf(work, host).sockets;
  changeMachine(work, host, { sockets });
  unschedule(work, (one) => one.kind === 'timer' && one.host === host && one.socket === id);
}

export function processOf(work: Work, host: string, pid: number): Process | null {
  return machineOf(work, host).processes[pid] ?? null;
}

export function changeProcess(
  work: Work,
  host: string,
  pid: number,
  change: Partial<Process>,
): void {
  const { processes } = machineOf(work, host);
  const process = processes[pid];
  if (!process) return;
  changeMachine(work, host, { processes: { ...processes, [pid]: { ...process, ...change } } });
}

export function changeThread(work: Work, host: string, pid: number, thread: Thread): void {
  const process = processOf(work, host, pid);
  if (!process) return;
  changeProcess(work, host, pid, { threads: { ...process.threads, [thread.tid]: thread } });
}

export function openFileOf(work: Work, host: string, id: number): OpenFile | null {
  return machineOf(work, host).open[id] ?? null;
}

export function putOpenFile(work: Work, host: string, id: number, file: OpenFile): void {
  changeMachine(work, host, { open: { ...machineOf(work, host).open, [id]: file } });
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
