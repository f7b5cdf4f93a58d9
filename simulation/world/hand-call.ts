/** Calls made by hand, for lessons that show code line by line. */
import type { Call, SocketOption, SocketType } from '../host/system-call';
import { lastKey, valuesOf } from '../host/table';
import { createThread } from './process-life';
import { scheduleRun } from './wake';
import { machineOf, processOf, putThread, takeNumber, type Work } from './work';

type Args = Readonly<Record<string, unknown>>;

const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
const number = (value: unknown, otherwise: number) =>
  typeof value === 'number' && Number.isFinite(value) ? value : otherwise;

/**
 * A call by its name and loose arguments, as a lesson or an oracle case writes them; null where
 * there is no such call.
 */
export function readHandCall(name: string, fd: number, args: Args): Call | null {
  const addr = text(args.addr, '');
  const port = number(args.port, 0);
  const data = text(args.data, 'x'.repeat(Math.max(0, Math.min(number(args.size, 0), 50_000_000))));
  const max = { max: number(args.max, 65536) };
  switch (name) {
    case 'socket':
      return { call: 'socket', type: text(args.type, 'tcp') as SocketType };
    case 'setsockopt': {
      const { value } = args;
      const list = Array.isArray(value) ? value.map((one) => number(one, 0)) : number(value, 0);
      return { call: 'setsockopt', fd, option: text(args.option, '') as SocketOption, value: list };
    }
    case 'getsockopt':
      return { call: 'getsockopt', fd, option: text(args.option, 'SO_ERROR') as SocketOption };
    case 'bind':
    case 'connect':
      return { call: name, fd, addr, port };
    case 'listen':
      return { call: 'listen', fd, backlog: number(args.backlog, 0) };
    case 'send':
    case 'write':
      return { call: name, fd, data };
    case 'sendto':
      return { call: 'sendto', fd, data, addr, port };
    case 'recv':
      return { call: 'recv', fd, ...max, ...(args.peek ? { peek: true } : {}) };
    case 'recvfrom':
    case 'read':
      return { call: name, fd, ...max };
    case 'shutdown':
      return { call: 'shutdown', fd, how: text(args.how, 'rdwr') as 'rd' | 'wr' | 'rdwr' };
    case 'accept':
    case 'close':
    case 'getsockname':
    case 'getpeername':
      return { call: name, fd };
    case 'sleep':
      return { call: 'sleep', ms: number(args.ms, 0) };
    case 'exit':
      return { call: 'exit', status: number(args.status, 0) };
    default:
      return null;
  }
}

/** The hand-driven process of a name, while it lives. */
export function findHandDriven(work: Work, host: string, label: string): number | null {
  const found = valuesOf(machineOf(work, host).processes).find(
    (process) => process.label === label && !process.ended,
  );
  return found?.pid ?? null;
}

/**
 * Lets a hand-driven process make one call in a thread of its own, so that one that blocks does
 * not hold up the next. `as` names the descriptor it may give. Returns the number under which
 * the world keeps its reply.
 */
export function makeHandCall(
  work: Work,
  host: string,
  pid: number,
  call: Call,
  as: string | null,
): number {
  const id = takeNumber(work);
  const process = processOf(work, host, pid);
  const tid = (process ? (lastKey(process.threads) ?? 0) : 0) + 1;
  putThread(work, host, pid, { ...createThread(tid, null, null), hand: { call, as, id } });
  scheduleRun(work, host, pid, tid);
  return id;
}
