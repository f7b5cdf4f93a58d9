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
import { randomSeed } from './tls/seed';
import { createTlsClient, type TlsClient } from './tls/tls-client';
import { feedTls, sealData, sealGoodbye } from './tls/tls-end';
import { readTrustStore } from './tls/trust-store';
import { matchHost } from './tls/verify-chain';

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

/** A connection, and TLS on it where the address asks for that. */
type Wire = { fd: number; tls: TlsClient | null };

/** Chromium's word for a server whose certificate is not to be believed, the gravest first. */
function certificateError({ verification, presented }: TlsClient, host: string): string | null {
  const codes = new Set(verification?.looks.map(({ code }) => code));
  const [leaf] = presented;
  if ([7, 18, 19, 20, 21, 79].some((code) => codes.has(code))) {
    return 'ERR_CERT_AUTHORITY_INVALID';
  }
  if (!leaf || matchHost(leaf, host, false) === null) return 'ERR_CERT_COMMON_NAME_INVALID';
  return codes.has(9) || codes.has(10) ? 'ERR_CERT_DATE_INVALID' : null;
}

/** Speaks TLS on `fd`. */
function* greet(url: BrowserUrl, fd: number, stop: number): Routine<TlsClient | Fetched> {
  const now = yield* sys.now();
  const tls = createTlsClient({
    serverName: parseLiteral(url.host) === null ? url.host : null,
    ...{ alpn: ['h2', 'http/1.1'], versions: ['1.2', '1.3'], ticket: true, padded: true },
    ...{ seed: yield* randomSeed(), now: now.ok ? now.value : 0, roots: yield* readTrustStore() },
    ...{ strict: false, expected: null },
  });
  for (;;) {
    const { output } = tls;
    tls.output = '';
    yield* sendAll(fd, output);
    if (tls.phase === 'open') {
      const word = certificateError(tls, url.host);
      if (word === null) return tls;
      yield* sendAll(fd, sealGoodbye(tls));
      return error(word);
    }
    if (tls.phase !== 'handshake') {
      const differs = tls.failure?.alert === 40 || tls.failure?.alert === 70;
      return error(differs ? 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH' : 'ERR_SSL_PROTOCOL_ERROR');
    }
    const answer = yield* receive({ fd, tls: null }, stop);
    if (answer === 'stopped') return { kind: 'stopped' };
    if (answer === 'reset') return error('ERR_CONNECTION_RESET');
    if (answer === '') return error('ERR_CONNECTION_CLOSED');
    feedTls(tls, answer);
  }
}

function* ask(url: BrowserUrl, fd: number, stop: number): Routine<Fetched> {
  const greeted = url.scheme === 'https' ? yield* greet(url, fd, stop) : null;
  if (greeted && 'kind' in greeted) return greeted;
  const wire: Wire = { fd, tls: greeted };
  const fetched = yield* askOn(url, wire, stop);
  if (greeted) yield* sendAll(fd, sealGoodbye(greeted));
  return fetched;
}

function* askOn(url: BrowserUrl, wire: Wire, stop: number): Routine<Fetched> {
  const place = isAddress6(url.host) ? `[${url.host}]` : url.host;
  const head = formatHead(`GET ${url.target} HTTP/1.1`, [
    ['Host', url.port === (wire.tls ? 443 : 80) ? place : `${place}:${url.port}`],
    ['Connection', 'keep-alive'],
    ['Upgrade-Insecure-Requests', '1'],
    ['User-Agent', agent],
    ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
  ]);
  const sent = yield* sendAll(wire.fd, wire.tls ? sealData(wire.tls, head) : head);
  if (!sent.ok) return error('ERR_CONNECTION_RESET');
  return yield* readAnswer(url, wire, stop);
}

/** Bytes, empty at the end. */
function* receive({ fd, tls }: Wire, stop: number): Routine<string | 'stopped' | 'reset'> {
  for (;;) {
    const ready = yield* sys.poll([fd, stop], null);
    if (!ready.ok || ready.value.includes(stop)) return 'stopped';
    const part = yield* sys.recv(fd);
    if (!part.ok) return 'reset';
    if (!tls || part.value === '') return part.value;
    feedTls(tls, part.value);
    const { plain } = tls;
    tls.plain = '';
    if (plain !== '' || tls.phase === 'closed') return plain;
    if (tls.phase === 'failed') return 'reset';
  }
}

function* readAnswer(url: BrowserUrl, wire: Wire, stop: number): Routine<Fetched> {
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
        return yield* readRest(wire, stop, { status: line.status, headers, body, ended });
      }
      bytes = bytes.slice(size);
      continue;
    }
    if (ended) return error(bytes === '' ? 'ERR_EMPTY_RESPONSE' : 'ERR_INVALID_HTTP_RESPONSE');
    const part = yield* receive(wire, stop);
    if (part === 'stopped') return { kind: 'stopped' };
    if (part === 'reset') return error('ERR_CONNECTION_RESET');
    ended = part === '';
    bytes += part;
  }
}

type Partial = { status: number; headers: Headers; body: string; ended: boolean };

function* readRest(wire: Wire, stop: number, partial: Partial): Routine<Fetched> {
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
    const part = yield* receive(wire, stop);
    if (part === 'stopped') return { kind: 'stopped' };
    if (part === 'reset') return error('ERR_CONNECTION_RESET');
    ended = part === '';
    bytes += part;
  }
}
