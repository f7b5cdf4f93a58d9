/** A client's connection, request after request. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { decodeChunks } from '../http-message';
import { chooseServer } from './choose';
import { emptyScope, type Server, valueOf } from './config';
import { parseSize, parseTime } from './directives';
import { type Client, currentTime, type Exchange, logAccess, type Worker } from './exchange';
import { type BodyReader, handleRequest, waitsToSend } from './handle';
import { type Request, readRequest } from './read-request';
import { sendPage } from './respond';
import { greet } from './tls-wire';

/** A connection between two requests may be closed when its worker has to leave. */
export type Connection = { client: Client; idle: boolean; bytes: string };

const noRequest: Request = {
  ...{ line: '', method: 'GET', target: '', path: '/', args: '', version: 10, headers: [] },
  ...{ host: '', keepAlive: false, contentLength: 0, chunked: false, changed: false },
};
const nobody: Server = { listens: [], names: [''], scope: emptyScope, locations: [] };

function createExchange(worker: Worker, client: Client, request: Request, began: number): Exchange {
  const { servers } = worker.config;
  const { addr, port } = client.local;
  const server = chooseServer(servers, addr, port, request.host) ?? nobody;
  const { path, args, keepAlive } = request;
  return {
    ...{ worker, client, request, server, location: null, scope: server.scope, path, args },
    ...{ began, status: 0, bytes: 0, bodyBytes: 0, keepAlive, pageOf: null, paged: false },
    ...{ redirects: 0, rangeOf: null, upstream: null },
  };
}

/** Serves a client until one side closes. */
export function* serveConnection(worker: Worker, connection: Connection): Routine {
  const { client } = connection;
  let goes = client.tls === 'off' || (yield* greet(worker, client, 60_000));
  for (let served = 0; goes; served += 1) goes = yield* serveRequest(worker, connection, served);
  yield* client.wire.finish();
  yield* sys.close(client.wire.fd);
}

function* serveRequest(worker: Worker, connection: Connection, served: number): Routine<boolean> {
  const { client } = connection;
  const first = createExchange(worker, client, noRequest, 0);
  const idle = parseTime(valueOf(first.server.scope, 'keepalive_timeout', '75s')) ?? 75_000;
  const wait = parseTime(valueOf(first.server.scope, 'client_header_timeout', '60s')) ?? 60_000;
  const underscores = valueOf(first.server.scope, 'underscores_in_headers', 'off') === 'on';
  for (let began = 0; ; ) {
    if (connection.bytes !== '' && began === 0) began = yield* currentTime();
    const read = readRequest(connection.bytes, underscores);
    if (read.kind === 'bad') {
      const { line } = read;
      const exchange = createExchange(worker, client, { ...noRequest, line }, began);
      if (read.status === 505) exchange.keepAlive = false;
      yield* sendPage(exchange, read.status);
      yield* logAccess(exchange);
      return false;
    }
    if (read.kind === 'request') {
      connection.bytes = connection.bytes.slice(read.used);
      connection.idle = false;
      return yield* answer(worker, connection, read.request, began);
    }
    connection.idle = served > 0 && connection.bytes === '';
    const got = yield* client.wire.receive(connection.idle ? idle : wait);
    if (got.kind !== 'bytes') {
      if (connection.bytes.trim() === '') return false;
      const line = connection.bytes.split(/[\r\n]/, 1)[0] ?? '';
      const exchange = createExchange(worker, client, { ...noRequest, line }, began);
      exchange.status = got.kind === 'timeout' ? 408 : 400;
      yield* logAccess(exchange);
      return false;
    }
    connection.idle = false;
    connection.bytes += got.bytes;
  }
}

function* answer(
  worker: Worker,
  connection: Connection,
  request: Request,
  began: number,
): Routine<boolean> {
  const { client } = connection;
  const exchange = createExchange(worker, client, request, began);
  const body = { read: false };
  const readBody: BodyReader = function* () {
    body.read = true;
    if (waitsToSend(exchange)) yield* client.wire.send('HTTP/1.1 100 Continue\r\n\r\n', null);
    return yield* readWholeBody(exchange, connection);
  };
  if (client.tls === 'missing') yield* sendPage(exchange, 497);
  else yield* handleRequest(exchange, readBody);
  yield* logAccess(exchange);
  const { contentLength, chunked } = exchange.request;
  if (body.read || (contentLength === 0 && !chunked)) return exchange.keepAlive;
  if (!exchange.keepAlive) {
    yield* linger(connection, contentLength - connection.bytes.length);
    return false;
  }
  const rest = yield* readWholeBody(exchange, connection);
  return rest.ok;
}

/** Lets a client finish what it sends, lest a reset takes the answer from it. */
function* linger({ client }: Connection, left: number): Routine {
  for (let more = left; more > 0; ) {
    const got = yield* client.wire.receive(5000);
    if (got.kind !== 'bytes') return;
    more -= got.bytes.length;
  }
}

function* readWholeBody(
  exchange: Exchange,
  connection: Connection,
): Routine<{ ok: true; body: string } | { ok: false; status: number }> {
  const { contentLength, chunked } = exchange.request;
  const limit = parseSize(valueOf(exchange.scope, 'client_max_body_size', '1m')) ?? 0;
  let body = '';
  for (;;) {
    if (chunked) {
      const part = decodeChunks(connection.bytes);
      body += part.body;
      connection.bytes = connection.bytes.slice(part.used);
      if (limit > 0 && body.length > limit) return { ok: false, status: 413 };
      if (part.done) return { ok: true, body };
    } else if (connection.bytes.length >= contentLength) {
      body = connection.bytes.slice(0, contentLength);
      connection.bytes = connection.bytes.slice(contentLength);
      return { ok: true, body };
    }
    const got = yield* connection.client.wire.receive(60_000);
    if (got.kind !== 'bytes') return { ok: false, status: got.kind === 'timeout' ? 408 : 400 };
    connection.bytes += got.bytes;
  }
}
