/** Which calls are told to the trace, and how. */
import type { Call } from '../host/system-call';
import { entryOf } from '../host/table';
import type { Attempt, Result } from './attempt';
import { openFileOf, processOf, tell, type Work } from './work';

/** Calls that a learner is meant to see; the rest is housekeeping of programs. */
const told: readonly Call['call'][] = [
  'socket',
  'setsockopt',
  'bind',
  'listen',
  'connect',
  'accept',
  'send',
  'sendto',
  'recv',
  'recvfrom',
  'shutdown',
  'kill',
];

/** Told only where the descriptor is a socket. */
const toldOnSockets: readonly Call['call'][] = ['read', 'write', 'close'];

/** What is known of a call that is told before it is made: the socket it is about, if any. */
export type Subject = { socket: number | null };

/**
 * Null for a call that is not told. Asked before the call is made, since close(2) takes the
 * descriptor away.
 */
export function subjectOf({ work, host, process, thread, call, waiting }: Attempt): Subject | null {
  const always = thread.hand !== null || told.includes(call.call);
  if (!always && !toldOnSockets.includes(call.call)) return null;
  // A call that waits keeps the file it began with.
  const file = 'fd' in call ? (waiting?.open[0] ?? entryOf(process.fds, call.fd)) : undefined;
  const socket = socketBehind(work, host, file);
  return always || socket !== null ? { socket } : null;
}

function socketBehind(work: Work, host: string, file: number | undefined): number | null {
  const open = file === undefined ? null : openFileOf(work, host, file);
  return open?.kind === 'socket' ? open.socket : null;
}

/** The socket behind the descriptor that socket(2) or accept(2) has just given. */
function socketMade(work: Work, host: string, pid: number, call: Call, value: unknown) {
  if (call.call !== 'socket' && call.call !== 'accept') return null;
  const fd = typeof value === 'number' ? value : (value as { fd: number }).fd;
  return socketBehind(work, host, entryOf(processOf(work, host, pid)?.fds, fd));
}

export function traceCall(
  attempt: Attempt,
  { socket }: Subject,
  phase: 'start' | 'return' | 'both',
  result: Extract<Result, { reply: unknown }> | null,
): void {
  const { work, host, process, call } = attempt;
  const { call: name, ...rest } = call;
  const { fd, ...args } = rest as { fd?: number } & Record<string, unknown>;
  const reply = result?.reply;
  const shown = result?.shown ?? (reply?.ok ? reply.value : undefined);
  const kept = reply?.ok ? { ok: true as const, value: shown } : reply;
  const made = reply?.ok ? socketMade(work, host, process.pid, call, reply.value) : null;
  tell(work, host, {
    kind: 'call',
    pid: process.pid,
    program: process.label ?? process.program,
    call: name,
    ...(fd === undefined ? {} : { fd }),
    ...(socket === null ? {} : { socket }),
    ...(made === null ? {} : { made }),
    args,
    ...(kept ? { result: kept.ok ? kept : { ok: false as const, errno: kept.errno } } : {}),
    phase,
  });
}
