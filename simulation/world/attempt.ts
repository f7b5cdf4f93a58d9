/** One try at a system call: what handlers are given and what they answer. */
import type { OpenFile, Process, Thread, Waiting } from '../host/process';
import type { Socket, TcpSocket, UdpSocket } from '../host/socket';
import type { Call, Errno, Reply } from '../host/system-call';
import { entryOf } from '../host/table';
import { openFileOf, processOf, socketOf, type Work } from './work';

export type Attempt<C extends Call = Call> = {
  work: Work;
  host: string;
  process: Process;
  thread: Thread;
  call: C;
  /** Absent at the first try. */
  waiting: Waiting | null;
};

/** `block`: tries again when one of the open files changes, or at the deadline. */
type Block = {
  open: number[];
  socket?: number;
  deadline?: number | null;
  progress?: number;
};
export type Result = { reply: Reply; shown?: unknown } | { block: Block };

export function done(value: unknown = null, shown?: unknown): Result {
  return shown === undefined
    ? { reply: { ok: true, value } }
    : { reply: { ok: true, value }, shown };
}

export function fail(errno: Errno): Result {
  return { reply: { ok: false, errno } };
}

export type Reached<F> = { id: number; file: F };

/** The open file behind a descriptor; a blocked call keeps the one it began with. */
export function reach(attempt: Attempt, fd: number): Reached<OpenFile> | null {
  const { work, host, process, waiting } = attempt;
  const now = entryOf(processOf(work, host, process.pid)?.fds, fd);
  const id = waiting?.open[0] ?? now;
  const file = id === undefined ? null : openFileOf(work, host, id);
  return id === undefined || !file ? null : { id, file };
}

export type ReachedSocket = {
  ok: true;
  file: number;
  nonblocking: boolean;
  socket: Socket;
};

export function reachSocket(
  attempt: Attempt,
  fd: number,
): ReachedSocket | { ok: false; errno: Errno } {
  const reached = reach(attempt, fd);
  if (!reached) return { ok: false, errno: 'EBADF' };
  if (reached.file.kind !== 'socket') return { ok: false, errno: 'ENOTSOCK' };
  const socket = socketOf(attempt.work, attempt.host, reached.file.socket);
  if (!socket) return { ok: false, errno: 'EBADF' };
  // A call that waits already goes on waiting, whatever is set meanwhile.
  const nonblocking = reached.file.nonblocking && !attempt.waiting;
  return { ok: true, file: reached.id, nonblocking, socket };
}

/** The socket as it stands now, after something was done to it. */
export function freshTcp({ work, host }: Attempt, id: number): TcpSocket {
  const socket = socketOf(work, host, id);
  if (socket?.proto !== 'tcp') throw new Error(`socket ${id} of ${host} is no TCP socket`);
  return socket;
}

export function freshUdp({ work, host }: Attempt, id: number): UdpSocket {
  const socket = socketOf(work, host, id);
  if (socket?.proto !== 'udp') throw new Error(`socket ${id} of ${host} is no UDP socket`);
  return socket;
}

/** When a call that begins now gives up by SO_RCVTIMEO. */
export function receiveDeadline({ work, waiting }: Attempt, socket: Socket): number | null {
  if (waiting) return waiting.deadline;
  const { receiveTimeout } = socket.options;
  return receiveTimeout > 0 ? work.world.now + receiveTimeout : null;
}

export function isLate({ work, waiting }: Attempt): boolean {
  return waiting?.deadline != null && work.world.now >= waiting.deadline;
}
