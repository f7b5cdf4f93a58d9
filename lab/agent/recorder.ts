/** Writes what really happened, in the vocabulary that the simulator uses too. */
import type { LabHostName } from '@/contract/lab-host';
import type { Endpoint, TcpStateName, TraceEvent } from '@/contract/trace';
import type { Libc, Result } from './libc';

/** Kernel numbers of include/net/tcp_states.h, from 1 on. */
const stateNames: readonly TcpStateName[] = [
  'CLOSED',
  'ESTABLISHED',
  'SYN-SENT',
  'SYN-RECEIVED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'CLOSED',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
  'SYN-RECEIVED',
];

export type Recorder = ReturnType<typeof createRecorder>;

type Call = { program: string; call: string; fd: number | null; args: Record<string, unknown> };
type Ends = { local: Endpoint; peer: Endpoint | null };

/**
 * @param origin process.hrtime of the session's start, nanoseconds.
 * @param emit takes each event as it happens.
 */
export function createRecorder(
  libc: Libc,
  host: LabHostName,
  origin: bigint,
  emit: (event: TraceEvent) => void,
) {
  const programs = new Map<number, string>();
  const states = new Map<number, TcpStateName>();
  /** Milliseconds since the session's start. */
  const now = () => Number((process.hrtime.bigint() - origin) / 1000n) / 1000;
  const pid = process.pid;

  function write(
    at: number,
    { program, call, fd, args }: Call,
    phase: 'start' | 'return' | 'both',
    result?: Result<unknown>,
  ) {
    emit({
      at,
      host,
      kind: 'call',
      pid,
      program,
      call,
      args,
      phase,
      ...(fd === null ? {} : { fd }),
      ...(result === undefined
        ? {}
        : { result: result.ok ? { ok: true, value: result.value } : result }),
    });
  }

  return {
    /** Makes a call that comes back at once. Its time is that of the asking, so that causes stand before effects. */
    make<T>(call: Call, perform: () => Result<T>, shown: (value: T) => unknown = (value) => value) {
      const at = now();
      const result = perform();
      if (call.call === 'socket' && result.ok) programs.set(Number(result.value), call.program);
      // "Not now" is the agent's own waiting; a program that blocks would not see it.
      if (result.ok) write(at, call, 'both', { ok: true, value: shown(result.value) });
      else if (result.errno !== 'EAGAIN') write(at, call, 'both', result);
      return result;
    },
    /** A call that blocks: asked now, answered by `returned` later or never. */
    asked: (call: Call) => write(now(), call, 'start'),
    returned: (call: Call, result: Result<unknown>) => write(now(), call, 'return', result),
    /** A state that the call's answer proves, though it may be over before anyone can look. */
    passed(fd: number, ends: Ends, to: TcpStateName, cause: string, rfc: string) {
      const from = states.get(fd) ?? 'CLOSED';
      states.set(fd, to);
      emit({ at: now(), host, kind: 'state', socket: fd, ...ends, from, to, cause, rfc });
    },
    /** What came before the descriptor existed: an accepted socket began in SYN-RECEIVED. */
    born(fd: number, program: string, state: TcpStateName) {
      programs.set(fd, program);
      states.set(fd, state);
    },
    /** Open descriptors and the program each belongs to. */
    descriptors: () => [...programs].map(([fd, program]) => ({ pid, fd, program })),
    /** Asks the kernel for the socket's state and writes it down if it changed. */
    state(fd: number, ends: Ends, cause: string, rfc: string) {
      const number = libc.tcpState(fd);
      const to = number === null ? undefined : stateNames[number];
      const from = states.get(fd) ?? 'CLOSED';
      if (to === undefined || to === from) return;
      // A socket that closes in good order leaves for TIME-WAIT, which its descriptor cannot see.
      if (to === 'CLOSED' && cause !== 'receive RST') return;
      states.set(fd, to);
      emit({ at: now(), host, kind: 'state', socket: fd, ...ends, from, to, cause, rfc });
    },
    /** The kernel forgets a descriptor: so do we, since its number will be used again. */
    forget(fd: number) {
      states.delete(fd);
      programs.delete(fd);
    },
  };
}
