/** The server's side of the handshake: TLS 1.3 (RFC 8446), and 1.2 (RFC 5246) with ECDHE. */
import { sha256 } from '../secret/sha256';
import { ByteReader, packNumber, withLength } from './bytes';
import {
  CIPHER_12,
  CIPHER_13,
  type ClientHello,
  commonVersions,
  formatEncryptedExtensions,
  formatServerHello,
  message,
  parseClientHello,
} from './hello';
import type { TlsVersion } from './record';
import { type RsaPrivate, signRsa } from './rsa';
import { signedContent } from './tls-client';
import {
  createEnd,
  createKeys,
  derive,
  failEnd,
  noteIn,
  sendChangeCipher,
  sendHandshake,
  type TlsEnd,
  transcriptHash,
  unexpected,
} from './tls-end';
import { publicX25519, x25519 } from './x25519';

/** What a server shows: its certificates, its own first, as their bytes. */
export type Credentials = { chain: readonly string[]; key: RsaPrivate };
export type ServerSettings = {
  versions: readonly TlsVersion[];
  /** Protocols it speaks inside, the preferred one first. */
  alpn: readonly string[];
  /** By the name that the client has asked for; null where there is nothing to show. */
  choose: (serverName: string | null) => Credentials | null;
  /** Whether it hands out tickets, and for how many seconds. */
  ticketLifetime: number | null;
  /** How many it hands out by TLS 1.3; left out, two that are marked with its name, as nginx's. */
  tickets?: number;
  /** 16 bytes or more of chance. */
  seed: string;
};
export type TlsServer = TlsEnd & { serverName: string | null };

const TICKET_12 = 208;
const TICKET_13 = 208;
const TICKET_MARK = 32;

/** A server that waits for a greeting. */
export function createTlsServer(settings: ServerSettings): TlsServer {
  const chance = (label: string) => sha256(settings.seed + label);
  const secret = chance('share');
  const random = chance('random');
  const newest = settings.versions.includes('1.3') ? '1.3' : '1.2';
  const server: TlsServer = { ...createEnd(newest), serverName: null };
  let hand = '';
  let master = '';
  let ticket = false;
  let expects = 1;
  let changed = false;

  const greet = (hello: ClientHello | null) => {
    if (!hello) return failEnd(server, { digits: '0A00009F', reason: 'length mismatch' }, 50);
    const [version] = commonVersions(hello, settings.versions);
    if (!version) {
      return failEnd(server, { digits: '0A000102', reason: 'unsupported protocol' }, 70);
    }
    server.version = version;
    server.serverName = hello.serverName;
    const cipher = version === '1.3' ? CIPHER_13 : CIPHER_12;
    const credentials = settings.choose(hello.serverName);
    const share = version === '1.2' || hello.share !== null;
    if (!hello.ciphers.includes(cipher) || !credentials || !share) {
      return failEnd(server, { digits: '0A0000C1', reason: 'no shared cipher' }, 40);
    }
    server.alpn = settings.alpn.find((name) => hello.alpn.includes(name)) ?? null;
    if (version === '1.3') greet13(hello, credentials);
    else greet12(hello, credentials);
  };

  const greet13 = (hello: ClientHello, { chain, key }: Credentials) => {
    const { session } = hello;
    sendHandshake(
      server,
      formatServerHello(
        {
          random,
          session,
          cipher: CIPHER_13,
          version: '1.3',
          share: publicX25519(secret),
          alpn: null,
        },
        { named: false, ticket: false },
      ),
    );
    hand = derive(x25519(secret, hello.share ?? ''), `hand${transcriptHash(server)}`);
    sendChangeCipher(server, false);
    server.writes = createKeys('1.3', hand, 'server');
    sendHandshake(server, formatEncryptedExtensions(hello.serverName !== null, server.alpn));
    const list = chain.map((der) => `${withLength(3, der)}\0\0`).join('');
    sendHandshake(server, message(11, `\0${withLength(3, list)}`));
    const signature = signRsa(key, signedContent(transcriptHash(server)));
    sendHandshake(server, message(15, `\x08\x04${withLength(2, signature)}`));
    sendHandshake(server, message(20, derive(hand, `server${transcriptHash(server)}`, 48)));
    master = derive(hand, `main${transcriptHash(server)}`);
    server.writes = createKeys('1.3', master, 'server');
    server.reads = createKeys('1.3', hand, 'client');
    expects = 20;
  };

  const greet12 = (hello: ClientHello, { chain, key }: Credentials) => {
    ticket = hello.ticket && settings.ticketLifetime !== null;
    const session = ticket ? '' : chance('session');
    const named = hello.serverName !== null;
    const { alpn } = server;
    sendHandshake(
      server,
      formatServerHello(
        { random, session, cipher: CIPHER_12, version: '1.2', share: null, alpn },
        { named, ticket },
      ),
    );
    const list = chain.map((der) => withLength(3, der)).join('');
    sendHandshake(server, message(11, withLength(3, list)));
    const parameters = `\x03\0\x1d${withLength(1, publicX25519(secret))}`;
    const signature = signRsa(key, hello.random + random + parameters);
    sendHandshake(server, message(12, `${parameters}\x08\x04${withLength(2, signature)}`));
    sendHandshake(server, message(14, ''));
    expects = 16;
  };

  const finish12 = () => {
    if (ticket) {
      const body =
        packNumber(settings.ticketLifetime ?? 0, 4) + withLength(2, sealed(TICKET_12, 0));
      sendHandshake(server, message(4, body));
    }
    sendChangeCipher(server, false);
    server.writes = createKeys('1.2', master, 'server');
    sendHandshake(server, message(20, derive(master, `server${transcriptHash(server)}`, 12)));
  };

  const finish13 = () => {
    server.reads = createKeys('1.3', master, 'client');
    if (settings.ticketLifetime === null) return;
    const marked = settings.tickets === undefined ? TICKET_MARK : 0;
    const size = TICKET_13 + marked + (server.alpn === null ? 0 : 16);
    for (let number = 0; number < (settings.tickets ?? 2); number += 1) {
      const about = packNumber(settings.ticketLifetime, 4) + chance(`age${number}`).slice(0, 4);
      const nonce = withLength(1, packNumber(number, 8));
      sendHandshake(
        server,
        message(4, `${about}${nonce}${withLength(2, sealed(size, number))}\0\0`),
      );
    }
  };

  /** What only this server can read; it begins with the name of the server's key. */
  const sealed = (size: number, number: number) =>
    sha256('ticket key').slice(0, 16) + derive(chance('ticket'), `${number}`, size - 16);

  server.handle = (type, body, whole) => {
    if (type === 0) {
      if (server.version === '1.2' && master !== '' && !changed) {
        server.reads = createKeys('1.2', master, 'client');
        changed = true;
      } else if (server.version === '1.2' || server.phase === 'open') unexpected(server);
      return;
    }
    const before = transcriptHash(server);
    noteIn(server, type);
    if (type !== expects) return unexpected(server);
    server.transcript += whole;
    if (type === 1) greet(parseClientHello(body));
    else if (type === 16) {
      const share = new ByteReader(body).vector(1);
      master = derive(x25519(secret, share), `master${transcriptHash(server)}`, 48);
      expects = 20;
    } else if (server.version === '1.2' && !changed) unexpected(server);
    else {
      const modern = server.version === '1.3';
      if (body !== derive(modern ? hand : master, `client${before}`, modern ? 48 : 12)) {
        return failEnd(server, { digits: '0A000095', reason: 'digest check failed' }, 51);
      }
      if (modern) finish13();
      else finish12();
      server.phase = 'open';
      expects = -1;
    }
  };
  return server;
}
