/** ClientHello and ServerHello (RFC 8446, section 4.1), in the shape that OpenSSL 3.0 gives them. */
import { ByteReader, fromHex, packNumber, withLength } from './bytes';
import type { TlsVersion } from './record';

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
export const CIPHER_13 = 0x1302;
export const CIPHER_12 = 0xc030;
const X25519 = 0x001d;

const numbers: Readonly<Record<TlsVersion, number>> = { '1.2': 0x0303, '1.3': 0x0304 };

export type ClientHello = {
  random: string;
  session: string;
  ciphers: readonly number[];
  /** SNI, null where none was sent. */
  serverName: string | null;
  alpn: readonly string[];
  /** Versions as numbers, e.g. 0x0304. */
  versions: readonly number[];
  share: string | null;
  ticket: boolean;
};
export type HelloSettings = {
  serverName: string | null;
  alpn: readonly string[];
  versions: readonly TlsVersion[];
  ticket: boolean;
  /** Filled up to 512 bytes, and post-handshake authentication offered, as curl does. */
  padded: boolean;
};
export type ServerHello = {
  random: string;
  session: string;
  cipher: number;
  version: TlsVersion;
  share: string | null;
  alpn: string | null;
};

const ciphers13 = '1302 1303 1301';
const ciphers12 =
  'c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 ' +
  'c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff';
const signatures = '0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601';
/** With SHA-1 and SHA-224, which TLS 1.3 has no use for. */
const oldSignatures = '0303 0301 0302 0402 0502 0602';

function extension(type: number, body: string): string {
  return packNumber(type, 2) + withLength(2, body);
}

function formatAlpn(names: readonly string[]): string {
  return extension(16, withLength(2, names.map((name) => withLength(1, name)).join('')));
}

/** A handshake message: its type, and its length in three bytes. */
export function message(type: number, body: string): string {
  return packNumber(type, 1) + withLength(3, body);
}

export function formatClientHello(
  settings: HelloSettings,
  { random, session, share }: { random: string; session: string; share: string },
): string {
  const { serverName, alpn, versions, ticket, padded } = settings;
  const modern = versions.includes('1.3');
  const old = versions.includes('1.2');
  const ciphers = fromHex(`${modern ? ciphers13 : ''} ${old ? ciphers12 : '00ff'}`);
  const groups = `001d 0017 001e 0019 0018 ${modern ? '0100 0101 0102 0103 0104' : ''}`;
  const name = serverName === null ? '' : withLength(2, `\0${withLength(2, serverName)}`);
  const offered = [...(modern ? ['0304'] : []), ...(old ? ['0303 0302 0301'] : [])].join(' ');
  const extensions = [
    serverName === null ? '' : extension(0, name),
    extension(11, fromHex('03 00 01 02')),
    extension(10, withLength(2, fromHex(groups))),
    ticket ? extension(35, '') : '',
    alpn.length > 0 ? formatAlpn(alpn) : '',
    extension(22, '') + extension(23, ''),
    padded && modern ? extension(49, '') : '',
    extension(13, withLength(2, fromHex(`${signatures} ${old ? oldSignatures : ''}`))),
    modern ? extension(43, withLength(1, fromHex(offered))) : '',
    modern ? extension(45, '\x01\x01') : '',
    modern ? extension(51, withLength(2, packNumber(X25519, 2) + withLength(2, share))) : '',
  ].join('');
  const head =
    `\x03\x03${random}${withLength(1, modern ? session : '')}` + `${withLength(2, ciphers)}\x01\0`;
  const size = 4 + head.length + 2 + extensions.length;
  const missing = padded && size > 255 && size < 512 ? Math.max(1, 512 - size - 4) : 0;
  const padding = missing > 0 ? extension(21, '\0'.repeat(missing)) : '';
  return message(CLIENT_HELLO, head + withLength(2, extensions + padding));
}

function readExtensions(reader: ByteReader): Map<number, string> {
  const found = new Map<number, string>();
  const list = new ByteReader(reader.ended ? '' : reader.vector(2));
  while (!list.ended && list.good) found.set(list.number(2), list.vector(2));
  if (!list.good) reader.good = false;
  return found;
}

function readNumbers(bytes: string): number[] {
  const reader = new ByteReader(bytes);
  const found: number[] = [];
  while (!reader.ended && reader.good) found.push(reader.number(2));
  return found;
}

function readAlpn(bytes: string): string[] {
  const list = new ByteReader(new ByteReader(bytes).vector(2));
  const names: string[] = [];
  while (!list.ended && list.good) names.push(list.vector(1));
  return names;
}

/** A message's body, or null where it is none. */
export function parseClientHello(body: string): ClientHello | null {
  const reader = new ByteReader(body);
  const legacy = reader.number(2);
  const [random, session] = [reader.take(32), reader.vector(1)];
  const ciphers = readNumbers(reader.vector(2));
  reader.vector(1);
  const found = readExtensions(reader);
  if (!reader.good) return null;
  const name = new ByteReader((found.get(0) ?? '').slice(3));
  const shares = new ByteReader((found.get(51) ?? '').slice(2));
  let share: string | null = null;
  while (!shares.ended && shares.good) {
    const group = shares.number(2);
    const bytes = shares.vector(2);
    if (group === X25519 && bytes.length === 32) share = bytes;
  }
  const versions = found.get(43);
  return {
    ...{ random, session, ciphers, share, ticket: found.has(35) },
    serverName: found.has(0) ? name.vector(2) : null,
    alpn: readAlpn(found.get(16) ?? ''),
    versions: versions === undefined ? [legacy] : readNumbers(versions.slice(1)),
  };
}

/** The versions that are in both, the newest first. */
export function commonVersions(
  hello: ClientHello,
  own: readonly TlsVersion[],
): readonly TlsVersion[] {
  return (['1.3', '1.2'] as const).filter(
    (version) => own.includes(version) && hello.versions.includes(numbers[version]),
  );
}

/** `named`: the client's SNI is acknowledged here, which TLS 1.3 does later. */
export function formatServerHello(
  { random, session, cipher, version, share, alpn }: ServerHello,
  { named, ticket }: { named: boolean; ticket: boolean },
): string {
  const extensions =
    version === '1.3'
      ? extension(43, packNumber(numbers[version], 2)) +
        extension(51, packNumber(X25519, 2) + withLength(2, share ?? ''))
      : extension(0xff01, '\0') +
        (named ? extension(0, '') : '') +
        extension(11, fromHex('03 00 01 02')) +
        (ticket ? extension(35, '') : '') +
        (alpn === null ? '' : formatAlpn([alpn])) +
        extension(23, '');
  const head = `\x03\x03${random}${withLength(1, session)}${packNumber(cipher, 2)}\0`;
  return message(SERVER_HELLO, head + withLength(2, extensions));
}

export function parseServerHello(body: string): ServerHello | null {
  const reader = new ByteReader(body);
  reader.number(2);
  const [random, session, cipher] = [reader.take(32), reader.vector(1), reader.number(2)];
  reader.number(1);
  const found = readExtensions(reader);
  if (!reader.good) return null;
  const modern = found.get(43) === packNumber(numbers['1.3'], 2);
  const share = new ByteReader((found.get(51) ?? '').slice(2)).vector(2);
  return {
    ...{ random, session, cipher, version: modern ? '1.3' : '1.2' },
    share: share.length === 32 ? share : null,
    alpn: readAlpn(found.get(16) ?? '')[0] ?? null,
  };
}

/** EncryptedExtensions (section 4.3.1). */
export function formatEncryptedExtensions(named: boolean, alpn: string | null): string {
  const list = (named ? extension(0, '') : '') + (alpn === null ? '' : formatAlpn([alpn]));
  return message(8, withLength(2, list));
}

export function parseEncryptedExtensions(body: string): { alpn: string | null } {
  return { alpn: readAlpn(readExtensions(new ByteReader(body)).get(16) ?? '')[0] ?? null };
}
