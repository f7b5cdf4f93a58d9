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

/** The socket that a call is about: its open file, and its number at that moment. */
type OpenSocket = { file: number; socket: number };

/** What is known of a call that is told before it is made. */
export type Subject = { about: OpenSocket | null };

/**
 * Null for a call that is not told. Asked before the call is made, since close(2) takes the
 * descriptor away.
 */
export function subjectOf({ work, host, process, thread, call, waiting }: Attempt): Subject | null {
  const always = thread.hand !== null || told.includes(call.call);
  if (!always && !toldOnSockets.includes(call.call)) return null;
  // A call that waits keeps the file it began with.
  const file = 'fd' in call ? (waiting?.open[0] ?? entryOf(process.fds, call.fd)) : undefined;
  const open = file === undefined ? null : openFileOf(work, host, file);
  const about =
    file !== undefined && open?.kind === 'socket' ? { file, socket: open.socket } : null;
  return always || about ? { about } : null;
}

/** The open file behind the descriptor that socket(2) or accept(2) has just given. */
function fileMade(work: Work, host: string, pid: number, call: Call, value: unknown) {
  if (call.call !== 'socket' && call.call !== 'accept') return undefined;
  const fd = typeof value === 'number' ? value : (value as { fd: number }).fd;
  return entryOf(processOf(work, host, pid)?.fds, fd);
}

export function traceCall(
  attempt: Attempt,
  { about }: Subject,
  phase: 'start' | 'return' | 'both',
  result: Extract<Result, { reply: unknown }> | null,
): void {
  const { work, host, process, call } = attempt;
  const { call: name, ...rest } = call;
  const { fd, ...args } = rest as { fd?: number } & Record<string, unknown>;
  const reply = result?.reply;
  const shown = result?.shown ?? (reply?.ok ? reply.value : undefined);
  const kept = reply?.ok ? { ok: true as const, value: shown } : reply;
  const made = reply?.ok ? fileMade(work, host, process.pid, call, reply.value) : undefined;
  tell(work, host, {
    kind: 'call',
    pid: process.pid,
    program: process.label ?? process.program,
    call: name,
    ...(fd === undefined ? {} : { fd }),
    ...about,
    ...(made === undefined ? {} : { made }),
    args,
    ...(kept ? { result: kept.ok ? kept : { ok: false as const, errno: kept.errno } } : {}),
    phase,
  });
}
