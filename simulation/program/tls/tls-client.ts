/** The client's side of the handshake: TLS 1.3 (RFC 8446), and 1.2 (RFC 5246) with ECDHE. */
import { sha256 } from '../secret/sha256';
import { alertOfVerifyCode } from './alert';
import { ByteReader, withLength } from './bytes';
import { type Certificate, readCertificate } from './certificate';
import {
  formatClientHello,
  type HelloSettings,
  message,
  parseEncryptedExtensions,
  parseServerHello,
  type ServerHello,
} from './hello';
import { verifyRsa } from './rsa';
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
import { firstError, type Verification, verifyChain } from './verify-chain';
import { publicX25519, x25519 } from './x25519';

export type ClientSettings = HelloSettings & {
  /** 16 bytes or more of chance. */
  seed: string;
  /** Unix time in ms. */
  now: number;
  roots: readonly Certificate[];
  /** Whether a chain that is not believed ends the handshake. */
  strict: boolean;
  /** A name that the certificate must be of; null leaves that to the caller. */
  expected: string | null;
};
export type TlsClient = TlsEnd & {
  /** What the server has shown, its own certificate first. */
  presented: readonly Certificate[];
  verification: Verification | null;
  /** 48 bytes each: what a session is taken up again with. */
  master: string;
  tickets: { lifetime: number; bytes: string; psk: string }[];
  session: string;
};

/** A client that has its greeting ready in `output`. */
export function createTlsClient(settings: ClientSettings): TlsClient {
  const { seed, versions } = settings;
  const chance = (label: string) => sha256(seed + label);
  const random = chance('random');
  const secret = chance('share');
  const newest = versions.includes('1.3') ? '1.3' : '1.2';
  const client: TlsClient = {
    ...createEnd(newest),
    ...{ presented: [], verification: null, master: '', tickets: [], session: '' },
  };
  let hello: ServerHello | null = null;
  let share = '';
  let secrets = { hand: '', main: '' };
  let expects: readonly number[] = [2];
  let changed = false;

  const takeHello = (body: string) => {
    hello = parseServerHello(body);
    if (!hello || !versions.includes(hello.version) || (hello.version === '1.3' && !hello.share)) {
      return failEnd(client, { digits: '0A000102', reason: 'unsupported protocol' }, 70);
    }
    client.version = hello.version;
    client.alpn = hello.alpn;
    client.session = hello.session;
    if (hello.version === '1.2') {
      expects = [11];
      return;
    }
    secrets.hand = derive(x25519(secret, hello.share ?? ''), `hand${transcriptHash(client)}`);
    client.reads = createKeys('1.3', secrets.hand, 'server');
    expects = [8];
  };

  const takeCertificates = (body: string) => {
    const reader = new ByteReader(body);
    if (client.version === '1.3') reader.vector(1);
    const list = new ByteReader(reader.vector(3));
    const found: Certificate[] = [];
    while (!list.ended && list.good) {
      const certificate = readCertificate(list.vector(3));
      if (certificate) found.push(certificate);
      if (client.version === '1.3') list.vector(2);
    }
    client.presented = found;
    const { roots, now, expected, strict } = settings;
    client.verification = verifyChain(found, roots, now, expected);
    const code = firstError(client.verification);
    expects = [client.version === '1.3' ? 15 : 12];
    if (found.length === 0) {
      return failEnd(client, { digits: '0A00007F', reason: 'bad certificate' }, 50);
    }
    if (strict && code !== 0) {
      const failure = { digits: '0A000086', reason: 'certificate verify failed', verify: code };
      failEnd(client, failure, alertOfVerifyCode(code));
    }
  };

  /** Whether the server holds the key of the certificate it has shown. */
  const proves = (content: string, signature: string) => {
    const key = client.presented[0]?.key;
    const good = key && verifyRsa(key, content, signature);
    if (!good) failEnd(client, { digits: '0A00007B', reason: 'bad signature' }, 51);
  };

  const takeExchange = (body: string) => {
    const reader = new ByteReader(body);
    const parameters = reader.take(3) + withLength(1, (share = reader.vector(1)));
    reader.take(2);
    proves(random + (hello?.random ?? '') + parameters, reader.vector(2));
    expects = [14];
  };

  const finish12 = () => {
    sendHandshake(client, message(16, withLength(1, publicX25519(secret))));
    client.master = derive(x25519(secret, share), `master${transcriptHash(client)}`, 48);
    sendChangeCipher(client, true);
    client.writes = createKeys('1.2', client.master, 'client');
    sendHandshake(
      client,
      message(20, derive(client.master, `client${transcriptHash(client)}`, 12)),
    );
    expects = [4, 20];
  };

  const takeFinished = (body: string, before: string) => {
    const secretOf = client.version === '1.3' ? secrets.hand : client.master;
    if (body !== derive(secretOf, `server${before}`, client.version === '1.3' ? 48 : 12)) {
      return failEnd(client, { digits: '0A000095', reason: 'digest check failed' }, 51);
    }
    if (client.version === '1.3') {
      secrets = { ...secrets, main: derive(secrets.hand, `main${transcriptHash(client)}`) };
      sendChangeCipher(client, true);
      client.writes = createKeys('1.3', secrets.hand, 'client');
      sendHandshake(
        client,
        message(20, derive(secrets.hand, `client${transcriptHash(client)}`, 48)),
      );
      client.reads = createKeys('1.3', secrets.main, 'server');
      client.writes = createKeys('1.3', secrets.main, 'client');
      client.master = derive(secrets.main, 'master', 48);
    }
    client.phase = 'open';
    expects = client.version === '1.3' ? [4] : [];
  };

  const takeTicket = (body: string) => {
    const reader = new ByteReader(body);
    const lifetime = reader.number(4);
    const modern = client.version === '1.3';
    const nonce = modern ? reader.take(4) + reader.vector(1) : '';
    const bytes = reader.vector(2);
    client.tickets.push({ lifetime, bytes, psk: derive(client.master, `psk${nonce}`, 48) });
  };

  client.handle = (type, body, whole) => {
    if (type === 0) {
      if (client.version === '1.2' && client.writes && !changed) {
        client.reads = createKeys('1.2', client.master, 'server');
        changed = true;
      } else if (client.version === '1.2') unexpected(client);
      return;
    }
    const before = transcriptHash(client);
    noteIn(client, type);
    if (!expects.includes(type)) return unexpected(client);
    if (client.phase === 'handshake') client.transcript += whole;
    if (type === 2) takeHello(body);
    else if (type === 8) {
      client.alpn = parseEncryptedExtensions(body).alpn;
      expects = [11];
    } else if (type === 11) takeCertificates(body);
    else if (type === 12) takeExchange(body);
    else if (type === 14) finish12();
    else if (type === 15) {
      const reader = new ByteReader(body);
      reader.take(2);
      proves(signedContent(before), reader.vector(2));
      expects = [20];
    } else if (type === 20 && (changed || client.version === '1.3')) takeFinished(body, before);
    else if (type === 4) takeTicket(body);
    else unexpected(client);
  };
  const session = chance('session');
  sendHandshake(
    client,
    formatClientHello(settings, { random, session, share: publicX25519(secret) }),
  );
  return client;
}

/** What a server signs (RFC 8446, section 4.4.3); the padding is PKCS #1's on paper. */
export function signedContent(hash: string): string {
  return `${' '.repeat(64)}TLS 1.3, server CertificateVerify\0${hash}`;
}
