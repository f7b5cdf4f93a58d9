/** Which calls are told to the trace, and how. */
import type { Call } from '../host/system-call';
import { entryOf } from '../host/table';
import type { Attempt, Result } from './attempt';
import { openFileOf, tell } from './work';

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

/** Asked before the call is made, since close(2) takes the descriptor away. */
export function isTold({ work, host, process, thread, call }: Attempt): boolean {
  if (thread.hand || told.includes(call.call)) return true;
  if (!toldOnSockets.includes(call.call) || !('fd' in call)) return false;
  const id = entryOf(process.fds, call.fd);
  return id !== undefined && openFileOf(work, host, id)?.kind === 'socket';
}

export function traceCall(
  attempt: Attempt,
  phase: 'start' | 'return' | 'both',
  result: Extract<Result, { reply: unknown }> | null,
): void {
  const { work, host, process, call } = attempt;
  const { call: name, ...rest } = call;
  const { fd, ...args } = rest as { fd?: number } & Record<string, unknown>;
  const reply = result?.reply;
  const shown = result?.shown ?? (reply?.ok ? reply.value : undefined);
  const kept = reply?.ok ? { ok: true as const, value: shown } : reply;
  tell(work, host, {
    kind: 'call',
    pid: process.pid,
    program: process.label ?? process.program,
    call: name,
    ...(fd === undefined ? {} : { fd }),
    args,
    ...(kept ? { result: kept.ok ? kept : { ok: false as const, errno: kept.errno } } : {}),
    phase,
  });
}
