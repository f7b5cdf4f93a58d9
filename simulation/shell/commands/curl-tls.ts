/** What curl 7.88 with OpenSSL 3.0 says when the other end of https:// speaks no TLS. */
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { sendAll } from '../../program/socket-io';
import { tlsHello } from '../../program/tls-hello';
import { type Connection, type CurlFailure, type Session, verbose } from './curl-connect';

/** Greets, and fails by what comes back: no service of these lessons speaks TLS. */
export function* greetByTls(session: Session, connection: Connection): Routine<CurlFailure> {
  yield* verbose(session, 'ALPN: offers h2,http/1.1');
  yield* verbose(session, 'TLSv1.3 (OUT), TLS handshake, Client hello (1):');
  yield* verbose(session, ' CAfile: /etc/ssl/certs/ca-certificates.crt');
  yield* verbose(session, ' CApath: /etc/ssl/certs');
  yield* sendAll(connection.fd, tlsHello);
  if (session.deadline !== null) {
    const now = yield* sys.now();
    const left = Math.max(0, session.deadline - (now.ok ? now.value : 0));
    const ready = yield* sys.poll([connection.fd], left);
    if (ready.ok && ready.value.length === 0) {
      return { ok: false, status: 28, message: 'SSL connection timeout' };
    }
  }
  const answer = yield* sys.recv(connection.fd);
  const place = `${connection.host}:${connection.port} `;
  const message = !answer.ok
    ? `OpenSSL SSL_connect: ${formatErrno(answer.errno)} in connection to ${place}`
    : answer.value === ''
      ? `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${place}`
      : 'OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number';
  return { ok: false, status: 35, message };
}
