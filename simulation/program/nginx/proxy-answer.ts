/** What an upstream answers, and how nginx passes it on. */
import { errnoNumber, formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import {
  bodyLength,
  decodeChunks,
  findHeadEnd,
  findHeader,
  type Headers,
  type HttpHead,
  parseHead,
} from '../http-message';
import { valueOf } from './config';
import { complain, type Exchange } from './exchange';
import { type Attempt, timeOf, waitUnlessGone } from './proxy-wait';
import { formatAnswerHead, sendBytes } from './respond';
import type { Received, Wire } from './wire';

/** Fields that belong to the upstream's own connection, or that nginx says itself. */
const hidden = new Set(
  (
    'date server x-pad x-accel-expires x-accel-redirect x-accel-limit-rate x-accel-buffering ' +
    'x-accel-charset connection keep-alive transfer-encoding content-type content-length'
  ).split(' '),
);
/** How much is gathered before it is sent on. */
const BUFFER = 4096;
const HEAD_LIMIT = 4096 * 2;

/** Reads on, unless the client goes away. */
function* receiveUpstream(exchange: Exchange, wire: Wire): Routine<Received | 'gone'> {
  const timeout = timeOf(exchange.scope, 'proxy_read_timeout');
  const ready = yield* waitUnlessGone(exchange, wire.fd, 'IN', timeout);
  if (ready === 'gone') return 'gone';
  return ready === 'timeout' ? { kind: 'timeout' } : yield* wire.receive(0);
}

/** Tells why nothing more came; `where` is what nginx was doing. */
function* tellFailure(exchange: Exchange, got: Received, where: string): Routine<Attempt> {
  if (got.kind === 'timeout') {
    yield* complain(exchange, `upstream timed out (110: Connection timed out) ${where}`);
    return 'timeout';
  }
  const text =
    got.kind === 'error'
      ? `recv() failed (${errnoNumber(got.errno)}: ${formatErrno(got.errno)})`
      : 'upstream prematurely closed connection';
  yield* complain(exchange, `${text} ${where}`);
  return 'error';
}

const READING_HEAD = 'while reading response header from upstream';

/** Reads the answer and sends it on. */
export function* relayAnswer(exchange: Exchange, wire: Wire): Routine<Attempt> {
  let bytes = '';
  for (;;) {
    const end = findHeadEnd(bytes);
    const begins = 'HTTP/1.'.startsWith(bytes.slice(0, 7));
    if (bytes !== '' && !begins) return yield* relayOld(exchange, wire, bytes);
    if (end >= 0) {
      const head = parseUpstreamHead(bytes.slice(0, end));
      if (typeof head !== 'string') return yield* relayBody(exchange, wire, head, bytes.slice(end));
      yield* complain(exchange, `upstream sent invalid header: "${head}" ${READING_HEAD}`);
      return 'error';
    }
    if (bytes.length > HEAD_LIMIT) {
      yield* complain(exchange, `upstream sent too big header ${READING_HEAD}`);
      return 'error';
    }
    const got = yield* receiveUpstream(exchange, wire);
    if (got === 'gone') return 'gone';
    if (got.kind !== 'bytes') return yield* tellFailure(exchange, got, READING_HEAD);
    bytes += got.bytes;
  }
}

/** The head, or the beginning of the line that is no field. */
function parseUpstreamHead(text: string): HttpHead | string {
  const [, ...lines] = text.split(/\r?\n/);
  for (const line of lines) {
    const bad = /^[^:]*?[\0-\x20\x7f]/.exec(line.split(':', 1)[0] ?? '');
    if (bad) {
      const last = bad[0]
        .charCodeAt(bad[0].length - 1)
        .toString(16)
        .padStart(2, '0');
      return `${bad[0].slice(0, -1)}\\x${last}...`;
    }
  }
  return parseHead(text);
}

/** HTTP/0.9: all that comes is the body. */
function* relayOld(exchange: Exchange, wire: Wire, first: string): Routine<Attempt> {
  yield* complain(exchange, `upstream sent no valid HTTP/1.0 header ${READING_HEAD}`);
  exchange.status = 9;
  exchange.keepAlive = false;
  for (let bytes = first; ; ) {
    yield* sendBytes(exchange, '', bytes);
    const got = yield* receiveUpstream(exchange, wire);
    if (got === 'gone') return 'gone';
    if (got.kind !== 'bytes') return 'done';
    bytes = got.bytes;
  }
}

function* relayBody(
  exchange: Exchange,
  wire: Wire,
  upstream: HttpHead,
  first: string,
): Routine<Attempt> {
  const [, code = '502', reason = ''] = /^HTTP\/1\.\d (\d{3}) ?(.*)$/.exec(upstream.start) ?? [];
  const status = Number(code);
  const { method, version } = exchange.request;
  const framing = bodyLength(method, status, upstream.headers);
  const known = framing.kind === 'length' ? framing.bytes : null;
  const told = findHeader(upstream.headers, 'Content-Length');
  // The status that this answer stands in for is the one to tell.
  exchange.status = exchange.pageOf ?? status;
  if (exchange.upstream) exchange.upstream.status = code;
  const { head, chunked } = yield* formatAnswerHead(exchange, {
    status: exchange.status,
    ...(exchange.pageOf === null ? { statusLine: `${code} ${reason}` } : {}),
    type: findHeader(upstream.headers, 'Content-Type'),
    length: known ?? (framing.kind === 'none' && told !== null ? Number(told) : null),
    ...passFields(exchange, upstream.headers),
  });
  let unsent = version === 9 ? '' : head;
  let raw = first;
  let ready = '';
  let total = 0;
  for (let ended = framing.kind === 'none'; ; ) {
    if (framing.kind === 'chunked') {
      const part = decodeChunks(raw);
      raw = raw.slice(part.used);
      ready += part.body;
      ended ||= part.done;
    } else if (framing.kind !== 'none') {
      const part = known === null ? raw : raw.slice(0, known - total);
      raw = '';
      total += part.length;
      ready += part;
      ended ||= known !== null && total >= known;
    }
    if (ended || ready.length >= BUFFER) {
      const last = ended && chunked ? '0\r\n\r\n' : '';
      if (!(yield* sendBytes(exchange, unsent, frame(ready, chunked) + last))) return 'gone';
      [unsent, ready] = ['', ''];
    }
    if (ended) return 'done';
    const got = yield* receiveUpstream(exchange, wire);
    if (got === 'gone') return 'gone';
    if (got.kind === 'bytes') raw += got.bytes;
    else if (got.kind === 'end' && framing.kind === 'close') ended = true;
    else {
      // The head may be out already: what there is goes on, and the end of the connection tells.
      yield* sendBytes(exchange, unsent, frame(ready, chunked));
      yield* tellFailure(exchange, got, 'while reading upstream');
      exchange.keepAlive = false;
      return 'spoiled';
    }
  }
}

function frame(body: string, chunked: boolean): string {
  return chunked && body !== '' ? `${body.length.toString(16)}\r\n${body}\r\n` : body;
}

/** Fields for the client; a Location inside the upstream becomes one of this server. */
function passFields(exchange: Exchange, headers: Headers): { headers: Headers; moved?: string } {
  const away = new Set(
    (exchange.scope.lists.proxy_hide_header ?? []).map(([name = '']) => name.toLowerCase()),
  );
  const passed = headers.filter(([name]) => {
    const key = name.toLowerCase();
    return !hidden.has(key) && !away.has(key);
  });
  const location = findHeader(passed, 'Location');
  const { proxy, path = '/' } = exchange.location ?? {};
  if (
    location === null ||
    !proxy ||
    valueOf(exchange.scope, 'proxy_redirect', 'default') !== 'default'
  ) {
    return { headers: passed };
  }
  const inner = `http://${proxy.host}${proxy.uri ?? '/'}`;
  if (!location.startsWith(inner)) return { headers: passed };
  const outer = proxy.uri === null ? '/' : path;
  const rest = passed.filter(([name]) => name.toLowerCase() !== 'location');
  return { headers: rest, moved: outer + location.slice(inner.length) };
}
