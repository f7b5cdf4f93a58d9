/** TLS as curl 7.88 with OpenSSL 3.0 speaks it and tells of it. */
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { parseLiteral } from '../../program/resolve';
import { sendAll } from '../../program/socket-io';
import { formatAlert } from '../../program/tls/alert';
import type { Certificate } from '../../program/tls/certificate';
import { formatCertificateDate } from '../../program/tls/date-text';
import { formatNameShort } from '../../program/tls/name';
import { randomSeed } from '../../program/tls/seed';
import { createTlsClient, type TlsClient } from '../../program/tls/tls-client';
import { feedTls, sealGoodbye, type TlsNote } from '../../program/tls/tls-end';
import {
  CA_FILE,
  CA_PATH,
  readCertificateFile,
  readTrustStore,
} from '../../program/tls/trust-store';
import { firstError, formatVerifyCode, matchHost } from '../../program/tls/verify-chain';
import { type Connection, type CurlFailure, type Session, verbose } from './curl-connect';

const messages: Readonly<Record<number, string>> = {
  1: 'Client hello',
  2: 'Server hello',
  4: 'Newsession Ticket',
  8: 'Encrypted Extensions',
  11: 'Certificate',
  12: 'Server key exchange',
  14: 'Server finished',
  15: 'CERT verify',
  16: 'Client key exchange',
  20: 'Finished',
};

function formatNote({ way, version, kind, code }: TlsNote): string {
  const start = `TLSv${version} (${way.toUpperCase()}), TLS`;
  if (kind === 'change-cipher') return `${start} change cipher, Change cipher spec (1):`;
  if (kind === 'alert') return `${start} alert, ${formatAlert(code % 256)} (${code}):`;
  return `${start} handshake, ${messages[code] ?? 'Unknown'} (${code}):`;
}

/** Tells of what has passed since the last time. */
function* tellNotes(session: Session, tls: TlsClient): Routine {
  const notes = tls.notes.splice(0);
  const isTicket = ({ kind, code, version }: TlsNote) =>
    kind === 'handshake' && code === 4 && version === '1.3';
  let kept = tls.tickets.length - notes.filter(isTicket).length;
  for (const note of notes) {
    yield* verbose(session, formatNote(note));
    if (!isTicket(note)) continue;
    // curl keeps one session for a host, and throws the older away.
    if (kept > 0) yield* verbose(session, 'old SSL session ID is stale, removing');
    kept += 1;
  }
}

function* flushTls(fd: number, tls: TlsClient): Routine {
  const bytes = tls.output;
  tls.output = '';
  yield* sendAll(fd, bytes);
}

/** Takes the connection into TLS; the failure where the other end does not, or is not believed. */
export function* greetByTls(
  session: Session,
  connection: Connection,
): Routine<CurlFailure | { ok: true }> {
  const { settings } = session;
  const { insecure, caFile } = settings;
  const place = `${connection.host}:${connection.port} `;
  yield* verbose(session, 'ALPN: offers h2,http/1.1');
  const { versions } = settings;
  const file = caFile ?? CA_FILE;
  let roots: Certificate[] = [];
  if (!insecure) {
    const given = yield* readCertificateFile(file);
    if (caFile !== null && !given.ok) {
      yield* verbose(session, `TLSv${versions.at(-1)} (OUT), TLS handshake, Client hello (1):`);
      const message = `error setting certificate file: ${file}`;
      yield* verbose(session, message);
      return { ok: false, status: 77, message, after: message };
    }
    roots = [...(given.ok ? given.value : []), ...(yield* readTrustStore(false))];
  }
  const now = yield* sys.now();
  const tls = createTlsClient({
    serverName: parseLiteral(connection.host) === null ? connection.host : null,
    ...{ alpn: ['h2', 'http/1.1'], versions, ticket: false, padded: true, roots },
    ...{
      seed: yield* randomSeed(),
      now: now.ok ? now.value : 0,
      strict: !insecure,
      expected: null,
    },
  });
  connection.tls = tls;
  yield* tellNotes(session, tls);
  if (!insecure) {
    yield* verbose(session, ` CAfile: ${file}`);
    yield* verbose(session, ` CApath: ${CA_PATH}`);
  }
  yield* flushTls(connection.fd, tls);
  while (tls.phase === 'handshake') {
    if (session.deadline !== null) {
      const time = yield* sys.now();
      const left = Math.max(0, session.deadline - (time.ok ? time.value : 0));
      const ready = yield* sys.poll([connection.fd], left);
      if (ready.ok && ready.value.length === 0) {
        return { ok: false, status: 28, message: 'SSL connection timeout' };
      }
    }
    const answer = yield* sys.recv(connection.fd);
    if (!answer.ok || answer.value === '') {
      const why = answer.ok ? 'SSL_ERROR_SYSCALL' : formatErrno(answer.errno);
      const message = `OpenSSL SSL_connect: ${why} in connection to ${place}`;
      return { ok: false, status: 35, message };
    }
    feedTls(tls, answer.value);
    yield* tellNotes(session, tls);
    yield* flushTls(connection.fd, tls);
  }
  return yield* judge(session, connection, tls);
}

function* judge(
  session: Session,
  connection: Connection,
  tls: TlsClient,
): Routine<CurlFailure | { ok: true }> {
  const code = tls.verification ? firstError(tls.verification) : 0;
  session.verifyResult = code;
  const { failure } = tls;
  if (failure?.verify !== undefined) {
    const message = `SSL certificate problem: ${formatVerifyCode(failure.verify)}`;
    return { ok: false, status: 60, message };
  }
  if (failure || tls.phase !== 'open') {
    const { digits, reason } = failure ?? {
      digits: '0A000126',
      reason: 'unexpected eof while reading',
    };
    const message = `OpenSSL/3.0.19: error:${digits}:SSL routines::${reason}`;
    return { ok: false, status: 35, message };
  }
  const modern = tls.version === '1.3';
  const cipher = modern ? 'TLS_AES_256_GCM_SHA384' : 'ECDHE-RSA-AES256-GCM-SHA384';
  yield* verbose(session, `SSL connection using TLSv${tls.version} / ${cipher}`);
  yield* verbose(
    session,
    tls.alpn === null
      ? 'ALPN: server did not agree on a protocol. Uses default.'
      : `ALPN: server accepted ${tls.alpn}`,
  );
  const [leaf] = tls.presented;
  if (!leaf) return { ok: true };
  yield* verbose(session, 'Server certificate:');
  yield* verbose(session, ` subject: ${formatNameShort(leaf.subject)}`);
  yield* verbose(session, ` start date: ${formatCertificateDate(leaf.notBefore)}`);
  yield* verbose(session, ` expire date: ${formatCertificateDate(leaf.notAfter)}`);
  if (!session.settings.insecure) {
    const wrong = yield* checkName(session, leaf, connection.host);
    if (wrong) return wrong;
  }
  yield* verbose(session, ` issuer: ${formatNameShort(leaf.issuer)}`);
  yield* verbose(
    session,
    code === 0
      ? ' SSL certificate verify ok.'
      : ` SSL certificate verify result: ${formatVerifyCode(code)} (${code}), continuing anyway.`,
  );
  yield* verbose(session, 'using HTTP/1.1');
  return { ok: true };
}

/** Whether the certificate is of the name that was asked for; curl looks itself. */
function* checkName(
  session: Session,
  leaf: Certificate,
  host: string,
): Routine<CurlFailure | null> {
  const found = matchHost(leaf, host);
  if (found?.kind === 'CN') {
    yield* verbose(session, ` common name: ${found.value} (matched)`);
    return null;
  }
  if (found) {
    const what = found.kind === 'IP' ? 'IP address!' : `"${found.value}"`;
    yield* verbose(session, ` subjectAltName: host "${host}" matched cert's ${what}`);
    return null;
  }
  const named = leaf.extensions.some(({ object }) => object === '2.5.29.17');
  if (named) yield* verbose(session, ` subjectAltName does not match ${host}`);
  const common = leaf.subject.parts.findLast(({ type }) => type === 'CN')?.value ?? '';
  const message = named
    ? `SSL: no alternative certificate subject name matches target host name '${host}'`
    : `SSL: certificate subject name '${common}' does not match target host name '${host}'`;
  return { ok: false, status: 60, message };
}

/** Says goodbye and tells of it; what has come meanwhile is read first. */
export function* leaveTls(session: Session, { fd, tls }: Connection): Routine {
  if (!tls || tls.phase === 'failed' || tls.phase === 'handshake') return;
  const ready = yield* sys.poll([fd], 0);
  if (ready.ok && ready.value.length > 0) {
    const part = yield* sys.recv(fd);
    if (part.ok) feedTls(tls, part.value);
  }
  const goodbye = sealGoodbye(tls);
  yield* tellNotes(session, tls);
  yield* sendAll(fd, goodbye);
}

/** Plain bytes out of sealed ones; null where more must come. */
export function* openSealed(
  session: Session,
  { fd, tls }: { fd: number; tls: TlsClient },
  bytes: string,
): Routine<string | null | CurlFailure> {
  if (bytes === '') {
    if (tls.phase === 'closed') return '';
    const text = 'error:0A000126:SSL routines::unexpected eof while reading';
    return { ok: false, status: 56, message: `OpenSSL SSL_read: ${text}, errno 0` };
  }
  feedTls(tls, bytes);
  yield* tellNotes(session, tls);
  yield* flushTls(fd, tls);
  const { plain, failure } = tls;
  tls.plain = '';
  if (plain !== '') return plain;
  if (failure) {
    const text = `error:${failure.digits}:SSL routines::${failure.reason}`;
    return { ok: false, status: 56, message: `OpenSSL SSL_read: ${text}, errno 0` };
  }
  return tls.phase === 'closed' ? '' : null;
}

/** What follows the error of a certificate. */
const certificateHelp = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
`;

export function* printCertificateHelp(status: number): Routine {
  if (status === 60) yield* printError(certificateHelp);
}
