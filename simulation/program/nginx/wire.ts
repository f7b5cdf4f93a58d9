/** The bytes of a connection as nginx reads and writes them; `tls-wire.ts` seals them. */
import type { Routine } from '../../host/program';
import { type Outcome, sys } from '../../host/system';
import type { Errno } from '../../host/system-call';

export type Received =
  | { kind: 'bytes'; bytes: string }
  | { kind: 'end' }
  | { kind: 'timeout' }
  | { kind: 'error'; errno: Errno };

export type Wire = {
  fd: number;
  /** Waits at most `timeout` ms. An empty reading is the end. */
  receive: (timeout: number | null) => Routine<Received>;
  send: (bytes: string, timeout: number | null) => Routine<Outcome<null>>;
  /** Says goodbye, where the protocol has a word for it, before the socket is closed. */
  finish: () => Routine;
};

/** TCP without TLS, on a socket that does not block. */
export function createPlainWire(fd: number): Wire {
  return {
    fd,
    receive: function* (timeout) {
      const ready = yield* sys.poll([fd], timeout);
      if (ready.ok && ready.value.length === 0) return { kind: 'timeout' };
      const part = yield* sys.recv(fd);
      if (!part.ok) return { kind: 'error', errno: part.errno };
      return part.value === '' ? { kind: 'end' } : { kind: 'bytes', bytes: part.value };
    },
    send: function* (bytes, timeout) {
      let rest = bytes;
      while (rest !== '') {
        const sent = yield* sys.send(fd, rest);
        if (sent.ok) {
          rest = rest.slice(sent.value);
          continue;
        }
        if (sent.errno !== 'EAGAIN') return sent;
        const ready = yield* sys.poll([fd], timeout, ['OUT']);
        if (ready.ok && ready.value.length === 0) return { ok: false, errno: 'ETIMEDOUT' };
      }
      return { ok: true, value: null };
    },
    *finish() {},
  };
}
