/** The network side of a page load: connect, ask, read, in a way that can be given up. */
import type { Routine } from '../host/program';
import { sys } from '../host/system';
import type { Errno } from '../host/system-call';
import { isAddress6 } from '../packet/address';
import type { BrowserUrl } from './browser-address';
import {
  bodyLength,
  decodeChunks,
  findHeadEnd,
  formatHead,
  type Headers,
  parseHead,
  parseStatusLine,
} from './http-message';
import { lookupHost, parseLiteral } from './resolve';
import { sendAll } from './socket-io';
import { tlsHello } from './tls-hello';

/** `stop` becomes readable when the load is to be given up. */
export type BrowserLoad = { address: string; stop: number };
export type Fetched =
  | { kind: 'answer'; status: number; headers: Headers; body: string }
  | { kind: 'error'; error: string }
  | { kind: 'stopped' };

const error = (word: string): Fetched => ({ kind: 'error', error: word });
const agent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ' +
  'Chrome/156.0.0.0 Safari/537.36';

export function* fetchUrl(url: BrowserUrl, stop: number): Routine<Fetched> {
  const addrs = yield* addressesOf(url.host);
  if (typeof addrs === 'string') return error(addrs);
  let failure: Errno = 'ECONNREFUSED';
  for (const addr of addrs) {
    const made = yield* connectTo(addr, url.port, stop);
    if (made === 'stopped') return { kind: 'stopped' };
    if (typeof made === 'number') {
      const fetched = yield* ask(url, made, stop);
      yield* sys.close(made);
      return fetched;
    }
    failure = made.errno;
  }
  return error(yield* wordOf(failure));
}

/** Chromium answers for localhost itself, IPv6 first. */
function* addressesOf(host: string): Routine<string[] | string> {
  if (parseLiteral(host) !== null) return [host];
  if (host === 'localhost' || host.endsWith('.localhost')) return ['::1', '127.0.0.1'];
  const found = yield* lookupHost(host);
  if (found.ok) return found.addrs;
  // Where a resolver is set up and says that there is no such name, Chromium's own test of the
  // resolver passes; where it is silent the test fails too, and the first word stands.
  const resolver = yield* sys.stat('/etc/resolv.conf');
  const told = resolver.ok && (found.error === 'NONAME' || found.error === 'NODATA');
  return told ? 'DNS_PROBE_FINISHED_NXDOMAIN' : 'ERR_NAME_NOT_RESOLVED';
}

function* connectTo(
  addr: string,
  port: number,
  stop: number,
): Routine<number | 'stopped' | { errno: Errno }> {
  const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
  if (!opened.ok) return { errno: opened.errno };
  const fd = opened.value;
  yield* sys.setsockopt(fd, 'O_NONBLOCK', 1);
  const begun = yield* sys.connect(fd, addr, port);
  let errno = begun.ok ? null : begun.errno;
  if (errno === 'EINPROGRESS') {
    const ready = yield* sys.poll([fd, stop], null, ['OUT', 'IN']);
    if (!ready.ok || ready.value.includes(stop)) {
      yield* sys.close(fd);
      return 'stopped';
    }
    const result = yield* sys.socketError(fd);
    errno = result.ok ? result.value : result.errno;
  }
  yield* sys.setsockopt(fd, 'O_NONBLOCK', 0);
  if (errno === null) return fd;
  yield* sys.close(fd);
  return { errno };
}

/** Chromium's word for a connection that was not made. */
function* wordOf(errno: Errno): Routine<string> {
  if (errno === 'ETIMEDOUT') return 'ERR_CONNECTION_TIMED_OUT';
  if (errno === 'ECONNREFUSED') return 'ERR_CONNECTION_REFUSED';
  if (errno === 'ECONNRESET') return 'ERR_CONNECTION_RESET';
  if (errno === 'EADDRNOTAVAIL' || errno === 'EINVAL') return 'ERR_ADDRESS_INVALID';
  const interfaces = yield* sys.interfaces();
  const linked =
    interfaces.ok && interfaces.value.some(({ name, state }) => name !== 'lo' && state === 'UP');
  return linked ? 'ERR_ADDRESS_UNREACHABLE' : 'ERR_INTERNET_DISCONNECTED';
}

function* ask(url: BrowserUrl, fd: number, stop: number): Routine<Fetched> {
  if (url.scheme === 'https') {
    yield* sendAll(fd, tlsHello);
    const answer = yield* receive(fd, stop);
    if (answer === 'stopped') return { kind: 'stopped' };
    if (answer === 'reset') return error('ERR_CONNECTION_RESET');
    return error(answer === '' ? 'ERR_CONNECTION_CLOSED' : 'ERR_SSL_PROTOCOL_ERROR');
  }
  const place = isAddress6(url.host) ? `[${url.host}]` : url.host;
  const head = formatHead(`GET ${url.target} HTTP/1.1`, [
    ['Host', url.port === 80 ? place : `${place}:${url.port}`],
    ['Connection', 'keep-alive'],
    ['Upgrade-Insecure-Requests', '1'],
    ['User-Agent', agent],
    ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
  ]);
  const sent = yield* sendAll(fd, head);
  if (!sent.ok) return error('ERR_CONNECTION_RESET');
  return yield* readAnswer(url, fd, stop);
}

/** Bytes, empty at the end. */
function* receive(fd: number, stop: number): Routine<string | 'stopped' | 'reset'> {
  const ready = yield* sys.poll([fd, stop], null);
  if (!ready.ok || ready.value.includes(stop)) return 'stopped';
  const part = yield* sys.recv(fd);
  return part.ok ? part.value : 'reset';
}

function* readAnswer(url: BrowserUrl, fd: number, stop: number): Routine<Fetched> {
  let bytes = '';
  let ended = false;
  for (;;) {
    const end = findHeadEnd(bytes);
    const http = 'HTTP/'.startsWith(bytes.slice(0, 5)) || bytes.startsWith('HTTP/');
    if (!http) {
      // Only the usual port is trusted to speak HTTP/0.9.
      return url.port === 80
        ? { kind: 'answer', status: 200, headers: [], body: bytes }
        : error('ERR_INVALID_HTTP_RESPONSE');
    }
    if (end >= 0 || (ended && bytes.includes('\n'))) {
      const size = end >= 0 ? end : bytes.length;
      const { start, headers } = parseHead(bytes.slice(0, size));
      const line = parseStatusLine(start);
      if (!line) return error('ERR_INVALID_HTTP_RESPONSE');
      if (line.status >= 200) {
        const body = bytes.slice(size);
        return yield* readRest(fd, stop, { status: line.status, headers, body, ended });
      }
      bytes = bytes.slice(size);
      continue;
    }
    if (ended) return error(bytes === '' ? 'ERR_EMPTY_RESPONSE' : 'ERR_INVALID_HTTP_RESPONSE');
    const part = yield* receive(fd, stop);
    if (part === 'stopped') return { kind: 'stopped' };
    if (part === 'reset') return error('ERR_CONNECTION_RESET');
    ended = part === '';
    bytes += part;
  }
}

type Partial = { status: number; headers: Headers; body: string; ended: boolean };

function* readRest(fd: number, stop: number, partial: Partial): Routine<Fetched> {
  const { status, headers } = partial;
  const length = bodyLength('GET', status, headers);
  let { body: bytes, ended } = partial;
  for (;;) {
    const chunks = length.kind === 'chunked' ? decodeChunks(bytes) : null;
    const whole =
      length.kind === 'none' ||
      (length.kind === 'length' && bytes.length >= length.bytes) ||
      chunks?.done === true;
    if (whole || ended) {
      const size = length.kind === 'length' ? length.bytes : bytes.length;
      const body = length.kind === 'none' ? '' : (chunks?.body ?? bytes.slice(0, size));
      return { kind: 'answer', status, headers, body };
    }
    const part = yield* receive(fd, stop);
    if (part === 'stopped') return { kind: 'stopped' };
    if (part === 'reset') return error('ERR_CONNECTION_RESET');
    ended = part === '';
    bytes += part;
  }
}
