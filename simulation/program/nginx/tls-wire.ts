/** A wire that speaks TLS, and the handshake before it (ngx_event_openssl.c). */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { randomSeed } from '../tls/seed';
import { feedTls, sealData, sealGoodbye, type TlsFailure } from '../tls/tls-end';
import { createTlsServer, type TlsServer } from '../tls/tls-server';
import { credentialsFor, versionsOf } from './certificates';
import { chooseServer } from './choose';
import { emptyScope, valueOf } from './config';
import { parseTime } from './directives';
import { type Client, logError, type Worker } from './exchange';
import type { Wire } from './wire';

/** Takes `client` into TLS if it begins with it; false where the connection is over. */
export function* greet(worker: Worker, client: Client, timeout: number): Routine<boolean> {
  const { fd } = client.wire;
  const ready = yield* sys.poll([fd], timeout);
  if (ready.ok && ready.value.length === 0) return false;
  const first = yield* sys.peek(fd);
  if (!first.ok || first.value === '') return false;
  // A greeting of TLS, or of SSL 2; anything else is taken for plain HTTP.
  if (first.value !== '\x16' && first.value < '\x80') return true;
  const { config } = worker;
  const { addr, port } = client.local;
  const standard = chooseServer(config.servers, addr, port, '');
  const scope = standard?.scope ?? emptyScope;
  const lifetime = parseTime(valueOf(scope, 'ssl_session_timeout', '5m')) ?? 300_000;
  const tls = createTlsServer({
    versions: versionsOf(scope),
    alpn: ['http/1.1', 'http/1.0', 'http/0.9'],
    choose: (name) => credentialsFor(config, client.local, name),
    ticketLifetime: valueOf(scope, 'ssl_session_tickets', 'on') === 'on' ? lifetime / 1000 : null,
    seed: yield* randomSeed(),
  });
  const plain = client.wire;
  while (tls.phase === 'handshake') {
    const got = yield* plain.receive(timeout);
    if (got.kind !== 'bytes') {
      const why = got.kind === 'error' ? ' (104: Connection reset by peer)' : '';
      yield* noteFailure(worker, client, `peer closed connection in SSL handshake${why}`);
      return false;
    }
    feedTls(tls, got.bytes);
    yield* flush(plain, tls);
    if (tls.failure) {
      yield* noteFailure(
        worker,
        client,
        `SSL_do_handshake() failed (${formatFailure(tls.failure)})`,
      );
      return false;
    }
  }
  client.wire = createTlsWire(plain, tls);
  client.tls = 'spoken';
  return true;
}

function formatFailure({ digits, reason, alert }: TlsFailure): string {
  const number = alert === undefined ? '' : `:SSL alert number ${alert}`;
  return `SSL: error:${digits}:SSL routines::${reason}${number}`;
}

function* noteFailure(worker: Worker, client: Client, what: string): Routine {
  const { addr, port } = client.local;
  const server = chooseServer(worker.config.servers, addr, port, '');
  const listen = server?.listens.find((one) => one.port === port);
  const message =
    `*${client.number} ${what} while SSL handshaking, ` +
    `client: ${client.peer.addr}, server: ${listen?.text ?? ''}`;
  yield* logError(worker, server?.scope ?? emptyScope, 'info', message);
}

function* flush(wire: Wire, tls: TlsServer): Routine {
  const bytes = tls.output;
  tls.output = '';
  if (bytes !== '') yield* wire.send(bytes, null);
}

function createTlsWire(plain: Wire, tls: TlsServer): Wire {
  return {
    fd: plain.fd,
    receive: function* (timeout) {
      for (;;) {
        if (tls.plain !== '') {
          const bytes = tls.plain;
          tls.plain = '';
          return { kind: 'bytes', bytes };
        }
        if (tls.phase !== 'open') return { kind: 'end' };
        const got = yield* plain.receive(timeout);
        if (got.kind !== 'bytes') return got;
        feedTls(tls, got.bytes);
        yield* flush(plain, tls);
      }
    },
    send: (bytes, timeout) => plain.send(sealData(tls, bytes), timeout),
    finish: function* () {
      const goodbye = sealGoodbye(tls);
      if (goodbye !== '') yield* plain.send(goodbye, null);
    },
  };
}
