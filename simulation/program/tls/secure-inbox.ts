/** TLS on a connected socket that is read as an inbox: the handshake, and the seal after it. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { type Inbox, sendAll } from '../socket-io';
import { randomSeed } from './seed';
import { feedTls, sealData, sealGoodbye, type TlsEnd } from './tls-end';
import { type Credentials, createTlsServer, type TlsServer } from './tls-server';

function takeOutput(tls: TlsEnd): string {
  const bytes = tls.output;
  tls.output = '';
  return bytes;
}

function takePlain(tls: TlsEnd): string {
  const said = tls.plain;
  tls.plain = '';
  return said;
}

/**
 * Shakes hands; from then on `inbox` reads and says through `tls`. False where that failed:
 * `tls.failure` says why, null where the other end has gone. What came in clear and was not
 * read is thrown away (RFC 3207, section 4.2).
 */
export function* secureInbox(inbox: Inbox, tls: TlsEnd): Routine<boolean> {
  inbox.bytes = '';
  yield* sendAll(inbox.fd, takeOutput(tls));
  while (tls.phase === 'handshake') {
    const part = yield* sys.recv(inbox.fd);
    if (!part.ok || part.value === '') return false;
    feedTls(tls, part.value);
    yield* sendAll(inbox.fd, takeOutput(tls));
  }
  if (tls.phase === 'failed') return false;
  inbox.seal = {
    open: (bytes) => {
      feedTls(tls, bytes);
      return { said: takePlain(tls), answer: takeOutput(tls), over: tls.phase !== 'open' };
    },
    close: (said) => sealData(tls, said),
    goodbye: () => sealGoodbye(tls),
  };
  inbox.bytes = takePlain(tls);
  inbox.ended = tls.phase === 'closed';
  return true;
}

/** The server's end with one certificate, as OpenSSL makes it unless it is told otherwise. */
export function* createService(
  credentials: Credentials | null,
  tickets: 0 | 1 | 2 = 2,
): Routine<TlsServer> {
  return createTlsServer({
    versions: ['1.2', '1.3'],
    alpn: [],
    choose: () => credentials,
    ticketLifetime: tickets === 0 ? null : 7200,
    tickets,
    seed: yield* randomSeed(),
  });
}
