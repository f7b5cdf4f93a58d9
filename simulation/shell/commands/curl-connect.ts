/** How curl gets a connection: names, addresses in turn (RFC 8305), deadlines, its verbose lines. */
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { type Outcome, printError, sys } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import { lookupHost, parseLiteral } from '../../program/resolve';
import type { TlsClient } from '../../program/tls/tls-client';
import { currentTime, type Meter, tickMeter } from './curl-meter';
import type { CurlSettings } from './curl-options';
import type { Url } from './curl-url';

/** `after` is told once the connection has been closed. */
export type CurlFailure = { ok: false; status: number; message: string; after?: string };
export type Connection = {
  fd: number;
  host: string;
  port: number;
  number: number;
  tls: TlsClient | null;
};
export type Session = {
  settings: CurlSettings;
  /** Names that have been looked up, so that the second time is told. */
  known: Set<string>;
  connections: number;
  live: Connection | null;
  /** The number that a certificate was refused with, 0 where none was. */
  verifyResult: number;
  /** When the URL in hand must be done with; Unix time in ms. */
  deadline: number | null;
};

/** How long an address of one family may be silent before the other family is tried too. */
const HEAD_START = 200;

export function* verbose(session: Session, line: string): Routine {
  if (session.settings.verbose) yield* printError(`* ${line}\n`);
}

/** A new connection to the place of `url`, or the failure in curl's words. */
export function* connectTo(
  session: Session,
  url: Url,
  meter: Meter,
): Routine<{ ok: true; connection: Connection } | CurlFailure> {
  const number = session.connections;
  session.connections += 1;
  const closing = () => verbose(session, `Closing connection ${number}`);
  const addrs = yield* addressesOf(session, url);
  if (typeof addrs === 'string') {
    const message = addrs;
    yield* verbose(session, message);
    yield* finishMeter(meter);
    yield* closing();
    return { ok: false, status: message.startsWith('Resolving') ? 28 : 6, message };
  }
  if (addrs.length === 0) {
    yield* closing();
    return { ok: false, status: 7, message: "Couldn't connect to server" };
  }
  const begun = yield* currentTime();
  const { connectTimeout } = session.settings;
  const until = connectTimeout === null ? null : begun + connectTimeout;
  const result = yield* race(session, url, addrs, meter, until);
  if (result.ok) {
    const peer = yield* sys.getpeername(result.value);
    const addr = peer.ok ? peer.value.addr : (addrs[0] ?? '');
    yield* verbose(session, `Connected to ${url.host} (${addr}) port ${url.port} (#${number})`);
    const connection = { fd: result.value, host: url.host, port: url.port, number };
    return { ok: true, connection: { ...connection, tls: null } };
  }
  const after = Math.round((yield* currentTime()) - begun);
  const late = result.errno === 'EINPROGRESS';
  const overall =
    late && (until === null || (session.deadline ?? Number.POSITIVE_INFINITY) < until);
  const place = `Failed to connect to ${url.host} port ${url.port} after ${after} ms`;
  const message = overall
    ? `Connection timed out after ${after} milliseconds`
    : `${place}: ${late ? 'Timeout was reached' : "Couldn't connect to server"}`;
  yield* verbose(session, message);
  yield* finishMeter(meter);
  yield* closing();
  return { ok: false, status: late || result.errno === 'ETIMEDOUT' ? 28 : 7, message };
}

/** The last line of a meter whose URL has failed before any answer. */
function* finishMeter(meter: Meter): Routine {
  yield* tickMeter(meter);
  if (!meter.shown) return;
  const now = yield* currentTime();
  if (now - meter.started < 1000) {
    yield* printError(
      '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0',
    );
  }
  yield* printError('\n');
  meter.shown = false;
}

/** Addresses to try in order, or why there are none. */
function* addressesOf(session: Session, url: Url): Routine<string[] | string> {
  const { family, resolve } = session.settings;
  const name = url.host.toLowerCase();
  const given = resolve
    .map((entry) => /^\+?([^:]+):(\d+):(.+)$/.exec(entry))
    .find((entry) => entry?.[1]?.toLowerCase() === name && Number(entry[2]) === url.port);
  const key = `${name}:${url.port}`;
  if (given || session.known.has(key)) {
    yield* verbose(session, `Hostname ${url.host} was found in DNS cache`);
  }
  session.known.add(key);
  if (given) return (given[3] ?? '').split(',').map((addr) => addr.replace(/^\[|\]$/g, ''));
  const fits = (addr: string) => family === 0 || (family === 6) === isAddress6(addr);
  if (parseLiteral(url.host) !== null) return [url.host].filter(fits);
  // curl answers for localhost itself, IPv4 first, whatever the hosts file says.
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'].filter(fits);
  const begun = yield* currentTime();
  const { connectTimeout } = session.settings;
  const until = earliest(session.deadline, connectTimeout === null ? null : begun + connectTimeout);
  const found = yield* lookupHost(url.host, family, until);
  if (found.ok) return found.addrs;
  if (found.error !== 'LATE') return `Could not resolve host: ${url.host}`;
  const spent = Math.round((yield* currentTime()) - begun);
  return `Resolving timed out after ${spent} milliseconds`;
}

type Attempt = { fd: number; addr: string };

/** The first address that answers; EINPROGRESS where a deadline came first. */
function* race(
  session: Session,
  url: Url,
  addrs: readonly string[],
  meter: Meter,
  until: number | null,
): Routine<Outcome<number>> {
  const waiting = [...addrs];
  const pending: Attempt[] = [];
  let last: Errno = 'ECONNREFUSED';
  const deadline = earliest(session.deadline, until);
  const alone = addrs.length === 1 && deadline === null && !meter.shown;
  for (;;) {
    if (pending.length === 0 && waiting.length === 0) return { ok: false, errno: last };
    const addr = waiting.shift();
    if (addr !== undefined) {
      const begun = yield* begin(session, url, addr, alone);
      if (typeof begun === 'string') last = begun;
      else if (begun.done) {
        for (const other of pending) yield* sys.close(other.fd);
        return { ok: true, value: begun.fd };
      } else pending.push({ fd: begun.fd, addr });
      if (typeof begun === 'string' && waiting.length > 0) continue;
      if (pending.length === 0) continue;
    }
    const now = yield* currentTime();
    const pause = waiting.length > 0 ? now + HEAD_START : null;
    const next = earliest(earliest(deadline, pause), meter.shown ? meter.drawn + 1000 : null);
    const ready = yield* sys.poll(
      pending.map(({ fd }) => fd),
      next === null ? null : Math.max(0, next - now),
      pending.map(() => 'OUT' as const),
    );
    if (!ready.ok) return ready;
    yield* tickMeter(meter);
    for (const attempt of pending.filter(({ fd }) => ready.value.includes(fd))) {
      const error = yield* sys.socketError(attempt.fd);
      const errno = error.ok ? error.value : error.errno;
      if (errno === null) {
        for (const other of pending) if (other !== attempt) yield* sys.close(other.fd);
        yield* sys.setsockopt(attempt.fd, 'O_NONBLOCK', 0);
        return { ok: true, value: attempt.fd };
      }
      last = errno;
      pending.splice(pending.indexOf(attempt), 1);
      yield* refused(session, url, attempt, errno);
    }
    if (deadline !== null && (yield* currentTime()) >= deadline) {
      yield* giveUp(session, pending, until);
      return { ok: false, errno: 'EINPROGRESS' };
    }
  }
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function* giveUp(session: Session, pending: readonly Attempt[], until: number | null): Routine {
  for (const { fd, addr } of pending) {
    const family = isAddress6(addr) ? 'ipv6' : 'ipv4';
    const own = until !== null && until <= (session.deadline ?? Number.POSITIVE_INFINITY);
    if (own) {
      const ms = session.settings.connectTimeout ?? 0;
      yield* verbose(session, `${family} connect timeout after ${ms}ms, move on!`);
    }
    yield* sys.close(fd);
  }
}

function* refused(session: Session, url: Url, attempt: Attempt, errno: Errno): Routine {
  yield* verbose(
    session,
    `connect to ${attempt.addr} port ${url.port} failed: ${formatErrno(errno)}`,
  );
  yield* sys.close(attempt.fd);
}

/** `wait` lets connect(2) block until it is decided, where nothing else needs looking after. */
function* begin(
  session: Session,
  url: Url,
  addr: string,
  wait: boolean,
): Routine<{ fd: number; done: boolean } | Errno> {
  const shown = isAddress6(addr) ? `[${addr}]` : addr;
  yield* verbose(session, `  Trying ${shown}:${url.port}...`);
  const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
  if (!opened.ok) return opened.errno;
  const fd = opened.value;
  if (!wait) yield* sys.setsockopt(fd, 'O_NONBLOCK', 1);
  const connected = yield* sys.connect(fd, addr, url.port);
  if (connected.ok) {
    if (!wait) yield* sys.setsockopt(fd, 'O_NONBLOCK', 0);
    return { fd, done: true };
  }
  if (connected.errno === 'EINPROGRESS') return { fd, done: false };
  if (connected.errno === 'ENETUNREACH' || connected.errno === 'EADDRNOTAVAIL') {
    yield* verbose(session, `Immediate connect fail for ${addr}: ${formatErrno(connected.errno)}`);
    yield* sys.close(fd);
  } else {
    yield* refused(session, url, { fd, addr }, connected.errno);
  }
  return connected.errno;
}
