/** One accepted or kept connection: reads, sends, and closes in the order the kernel reports. */
import type { Endpoint } from '@/contract/trace';
import type { AgentLimits } from './agent-protocol';
import type { Libc, Result } from './libc';
import type { Poller } from './poller';
import type { Recorder } from './recorder';

export type Machine = {
  libc: Libc;
  poller: Poller;
  recorder: Recorder;
  limits: AgentLimits;
  /** Bytes waiting to be sent, over all connections of this agent. */
  buffered: { bytes: number };
};

export type Connection = {
  fd: number;
  local: Endpoint;
  peer: Endpoint;
  /** False once it is closed, or half closed from here. */
  open: () => boolean;
  send: (bytes: Buffer) => void;
  end: () => void;
  reset: () => void;
  close: () => void;
};

type Handlers = {
  program: string;
  data: (connection: Connection, fresh: Buffer) => void;
  closed: () => void;
};

/** What an event shows of received bytes: how many, and the first of them, one character a byte. */
export const shownBytes = (bytes: Buffer) => ({ n: bytes.length, data: latin(bytes) });
const SHOWN_BYTES = 4096;
const latin = (bytes: Buffer) => bytes.toString('latin1', 0, SHOWN_BYTES);

/** Takes over a connected descriptor. `handlers.closed` is called once, when it is gone. */
export function openConnection(
  machine: Machine,
  fd: number,
  ends: { local: Endpoint; peer: Endpoint },
  handlers: Handlers,
): Connection {
  const { libc, poller, recorder, limits, buffered } = machine;
  const { program } = handlers;
  let waiting: Buffer[] = [];
  let ending = false;
  let shut = false;
  let peerDone = false;
  let gone = false;
  let idle: NodeJS.Timeout;

  const make = <T>(
    call: string,
    args: Record<string, unknown>,
    perform: () => Result<T>,
    shown?: (value: T) => unknown,
  ) => recorder.make({ program, call, fd, args }, perform, shown);

  const stayAlive = () => {
    clearTimeout(idle);
    idle = setTimeout(() => close(), limits.idleMs);
  };

  const close = () => {
    if (gone) return;
    gone = true;
    clearTimeout(idle);
    for (const piece of waiting) buffered.bytes -= piece.length;
    waiting = [];
    poller.forget(fd);
    make('close', {}, () => libc.close(fd));
    recorder.forget(fd);
    handlers.closed();
  };

  const watch = () => {
    if (!gone) poller.watch(fd, { read: !peerDone, write: waiting.length > 0 }, ready);
  };

  const flush = () => {
    while (waiting[0] !== undefined) {
      const piece = waiting[0];
      const sent = make('send', { data: latin(piece) }, () => libc.send(fd, piece));
      if (!sent.ok && sent.errno === 'EAGAIN') return watch();
      if (!sent.ok) return close();
      buffered.bytes -= sent.value;
      if (sent.value < piece.length) waiting[0] = piece.subarray(sent.value);
      else waiting.shift();
    }
    if (ending && !shut) {
      shut = true;
      make('shutdown', { how: 'wr' }, () => libc.shutdown(fd, 'wr'));
      recorder.state(fd, ends, 'CLOSE', 'RFC 9293, 3.10.4');
    }
    // Both directions are finished: nothing more can happen on this socket.
    if (peerDone) close();
    else watch();
  };

  const ready = ({
    readable,
    writable,
    broken,
  }: {
    readable: boolean;
    writable: boolean;
    broken: boolean;
  }) => {
    if (writable) flush();
    if (gone || !(readable || broken)) return;
    const got = make('recv', {}, () => libc.recv(fd, limits.messageBytes), shownBytes);
    if (!got.ok) {
      if (got.errno === 'EAGAIN') return;
      recorder.state(fd, ends, 'receive RST', 'RFC 9293, 3.10.7.4');
      return close();
    }
    if (got.value.length === 0) {
      peerDone = true;
      recorder.state(fd, ends, 'receive FIN', 'RFC 9293, 3.10.7.4');
      ending = true;
      return flush();
    }
    stayAlive();
    handlers.data(connection, got.value);
  };

  const connection: Connection = {
    fd,
    ...ends,
    open: () => !gone && !ending,
    send(bytes) {
      if (gone || ending) return;
      stayAlive();
      if (buffered.bytes + bytes.length > limits.bufferedBytes) return close();
      buffered.bytes += bytes.length;
      waiting.push(bytes);
      flush();
    },
    end() {
      if (gone || ending) return;
      ending = true;
      flush();
    },
    reset() {
      if (gone) return;
      make('setsockopt', { option: 'SO_LINGER', value: [1, 0] }, () =>
        libc.setOption(fd, 'SO_LINGER', [1, 0]),
      );
      close();
    },
    close,
  };
  stayAlive();
  watch();
  return connection;
}
