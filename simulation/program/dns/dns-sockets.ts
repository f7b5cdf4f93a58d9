/** The sockets of a DNS server in one loop: datagrams, and connections that are never waited for. */
import type { Routine } from '../../host/program';
import { type Outcome, sys } from '../../host/system';
import type { Signal } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import { frameMessage, takeFrame } from './framing';

/** Whom an answer goes to. */
export type Asker = { over: 'udp' | 'tcp'; fd: number; addr: string; port: number };
export type Asked = { asker: Asker; bytes: string };
export type Turn = {
  asked: Asked[];
  /** Descriptors of the server's own that can be read. */
  ready: number[];
  signal: Signal | null;
};

type Connection = { asker: Asker; stream: string; outbox: string; ended: boolean; idleAt: number };

/** A caller who says nothing for so long is left (BIND's tcp-idle-timeout), in ms. */
const IDLE = 30_000;
const BACKLOG = 10;

export function* openUdp(addr: string, port: number): Routine<Outcome<number>> {
  return yield* openAt('udp', addr, port);
}

export function* openTcp(addr: string, port: number): Routine<Outcome<number>> {
  return yield* openAt('tcp', addr, port);
}

function* openAt(proto: 'udp' | 'tcp', addr: string, port: number): Routine<Outcome<number>> {
  const opened = yield* sys.socket(isAddress6(addr) ? `${proto}6` : proto);
  if (!opened.ok) return opened;
  const fd = opened.value;
  if (isAddress6(addr)) yield* sys.setsockopt(fd, 'IPV6_V6ONLY', 1);
  if (proto === 'tcp') yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  const bound = yield* sys.bind(fd, addr, port);
  const done = bound.ok && proto === 'tcp' ? yield* sys.listen(fd, BACKLOG) : bound;
  if (done.ok) return opened;
  yield* sys.close(fd);
  return done;
}

function* now(): Routine<number> {
  const clock = yield* sys.now();
  return clock.ok ? clock.value : 0;
}

export class DnsSockets {
  private readonly connections = new Map<number, Connection>();
  constructor(
    private readonly udp: readonly number[],
    private readonly tcp: readonly number[],
  ) {}

  /** Waits for questions, for one of `own`, for a signal, or `timeout` ms (null: for ever). */
  *wait(own: readonly number[], timeout: number | null): Routine<Turn> {
    const open = [...this.connections.values()];
    const began = yield* now();
    const idle = open.length === 0 ? null : Math.min(...open.map((one) => one.idleAt));
    const left = idle === null ? null : Math.max(0, idle - began);
    const fds = [...this.udp, ...this.tcp, ...own, ...open.map(({ asker }) => asker.fd)];
    const events = fds.map((fd) =>
      this.connections.get(fd)?.outbox ? ('OUT' as const) : ('IN' as const),
    );
    const limit = left === null ? timeout : timeout === null ? left : Math.min(left, timeout);
    const polled = yield* sys.poll(fds, limit, events);
    if (!polled.ok) return { asked: [], ready: [], signal: polled.signal ?? null };
    const asked: Asked[] = [];
    const time = yield* now();
    for (const fd of polled.value) {
      if (this.udp.includes(fd)) {
        const got = yield* sys.recvfrom(fd);
        if (!got.ok) continue;
        const { data, addr, port } = got.value;
        asked.push({ asker: { over: 'udp', fd, addr, port }, bytes: data });
      } else if (this.tcp.includes(fd)) yield* this.accept(fd, time);
      else {
        const connection = this.connections.get(fd);
        if (connection) yield* this.serve(connection, asked, time);
      }
    }
    for (const one of open) {
      if (this.connections.has(one.asker.fd) && one.idleAt <= time) yield* this.close(one);
    }
    return { asked, ready: polled.value.filter((fd) => own.includes(fd)), signal: null };
  }

  /** A connection that has gone meanwhile takes its answer with it. */
  *reply(asker: Asker, bytes: string): Routine {
    if (asker.over === 'udp') {
      yield* sys.sendto(asker.fd, bytes, asker.addr, asker.port);
      return;
    }
    const connection = this.connections.get(asker.fd);
    if (!connection || connection.asker !== asker) return;
    connection.outbox += frameMessage(bytes);
    yield* this.flush(connection);
  }

  private *accept(fd: number, time: number): Routine {
    const caller = yield* sys.accept(fd);
    if (!caller.ok) return;
    const { fd: own, addr, port } = caller.value;
    yield* sys.setsockopt(own, 'O_NONBLOCK', 1);
    const asker: Asker = { over: 'tcp', fd: own, addr, port };
    const idleAt = time + IDLE;
    this.connections.set(own, { asker, stream: '', outbox: '', ended: false, idleAt });
  }

  private *serve(connection: Connection, asked: Asked[], time: number): Routine {
    connection.idleAt = time + IDLE;
    if (connection.outbox !== '') {
      yield* this.flush(connection);
      return;
    }
    const part = yield* sys.recv(connection.asker.fd);
    if (!part.ok && part.errno === 'EAGAIN') return;
    if (!part.ok || part.value === '') {
      yield* this.close(connection);
      return;
    }
    connection.stream += part.value;
    for (;;) {
      const frame = takeFrame(connection.stream);
      if (!frame) return;
      connection.stream = frame.rest;
      asked.push({ asker: connection.asker, bytes: frame.bytes });
    }
  }

  private *flush(connection: Connection): Routine {
    const { fd } = connection.asker;
    const sent = yield* sys.send(fd, connection.outbox);
    if (sent.ok) connection.outbox = connection.outbox.slice(sent.value);
    else if (sent.errno !== 'EAGAIN') yield* this.close(connection);
  }

  private *close({ asker }: Connection): Routine {
    this.connections.delete(asker.fd);
    yield* sys.close(asker.fd);
  }
}
