/** The handshake, between the two ends and against what OpenSSL 3.0.19 and nginx 1.22.1 sent. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from './bytes';
import { parseCertificates, readCertificate } from './certificate';
import { formatClientHello, parseClientHello } from './hello';
import { parsePrivateKey } from './private-key';
import type { TlsVersion } from './record';
import { type ClientSettings, createTlsClient } from './tls-client';
import { feedTls, sealData, sealGoodbye, type TlsEnd } from './tls-end';
import { pemFile, tlsFixture } from './tls-files.test-helper';
import { createTlsServer, type ServerSettings } from './tls-server';
import { firstError, matchHost, verifyChain } from './verify-chain';

const { hellos, flights } = tlsFixture;
const now = Date.UTC(2026, 10, 26, 2, 34, 21);
const roots = parseCertificates(pemFile('ca.pem'));

function client(changes: Partial<ClientSettings> = {}) {
  return createTlsClient({
    ...{ serverName: 'shop.example', alpn: [], versions: ['1.2', '1.3'], ticket: true },
    ...{ padded: false, seed: 'client', now, roots, strict: false, expected: null, ...changes },
  });
}

function server(name = 'good', changes: Partial<ServerSettings> = {}) {
  const key = parsePrivateKey(pemFile(`${name === 'chain' ? 'chained' : name}.key`));
  const chain = parseCertificates(pemFile(`${name}.pem`)).map(({ der }) => der);
  return createTlsServer({
    ...{ versions: ['1.2', '1.3'], alpn: ['http/1.1'], ticketLifetime: 300, seed: 'server' },
    choose: () => (key ? { chain, key } : null),
    ...changes,
  });
}

/** Carries bytes until both are silent; lengths of what went each way in turn. */
function carry(one: TlsEnd, two: TlsEnd): number[] {
  const lengths: number[] = [];
  for (
    let [from, to] = [one, two];
    from.output !== '' || to.output !== '';
    [from, to] = [to, from]
  ) {
    const bytes = from.output;
    from.output = '';
    lengths.push(bytes.length);
    feedTls(to, bytes);
  }
  return lengths;
}

const only = (version: TlsVersion): Partial<ServerSettings> => ({ versions: [version] });

test.each(['1.2', '1.3'] as const)('by TLS %s two ends agree and talk in secret', (version) => {
  const [one, two] = [client({ alpn: ['h2', 'http/1.1'] }), server('good', only(version))];
  carry(one, two);
  expect([one.phase, two.phase, one.version, one.alpn]).toEqual([
    'open',
    'open',
    version,
    'http/1.1',
  ]);
  expect(firstError(one.verification ?? { chain: [], looks: [] })).toBe(0);
  const said = sealData(one, 'GET / HTTP/1.1');
  expect(said).not.toContain('GET');
  feedTls(two, said);
  expect(two.plain).toBe('GET / HTTP/1.1');
  const long = 'x'.repeat(40_000);
  feedTls(one, sealData(two, long));
  expect(one.plain).toBe(long);
  feedTls(two, sealGoodbye(one));
  expect(two.phase).toBe('closed');
});

describe('the sizes on the wire are those of the captures', () => {
  const curl = { alpn: ['h2', 'http/1.1'], ticket: false, padded: true };
  test.each([
    ['s_client 1.3', {}, server()],
    ['s_client 1.2', {}, server('shop', only('1.2'))],
    ['curl 1.3', curl, server()],
    ['curl 1.2', curl, server('shop', only('1.2'))],
  ] as const)('%s', (name, changes, two) => {
    const one = client(changes);
    const lengths = carry(one, two);
    // s_client's third flight ends with its goodbye, by TLS 1.3 of 24 bytes.
    const goodbye = name === 's_client 1.3' ? sealGoodbye(one).length : 0;
    expect(lengths.map((size, at) => (at === 2 ? size + goodbye : size))).toEqual(flights[name]);
  });
});

test.each([
  ['s_client', { serverName: 'shop.example', alpn: [], ticket: true, padded: false }],
  ['s_client_ip', { serverName: null, alpn: [], ticket: true, padded: false }],
  ['s_client_12', { serverName: 'shop.example', alpn: [], ticket: true, padded: false }],
  ['curl', { serverName: 'shop.example', alpn: ['h2', 'http/1.1'], ticket: false, padded: true }],
] as const)('the greeting of %s is OpenSSL’s, byte for byte', (name, settings) => {
  const captured = fromHex(hellos[name] ?? '').slice(5);
  const parsed = parseClientHello(captured.slice(4));
  const versions: TlsVersion[] = name.endsWith('12') ? ['1.2'] : ['1.2', '1.3'];
  const { random = '', session = '' } = parsed ?? {};
  const made = formatClientHello(
    { ...settings, versions },
    { random, session, share: parsed?.share ?? '' },
  );
  expect(made).toBe(captured);
});

test('GnuTLS’s greeting, of wget, is answered', () => {
  const parsed = parseClientHello(fromHex(hellos.wget ?? '').slice(9));
  expect(parsed).toMatchObject({ serverName: null, share: expect.any(String) });
});

test.each([
  ['good', 0],
  ['expired', 10],
  ['early', 9],
  ['shop', 18],
  ['stranger', 20],
  ['chain', 0],
  ['chained', 20],
])('the chain of %s.pem ends with %i', (name, code) => {
  const presented = parseCertificates(pemFile(`${name}.pem`));
  expect(firstError(verifyChain(presented, roots, now))).toBe(code);
});

test('a certificate that was changed after it was signed is not believed', () => {
  const [good] = parseCertificates(pemFile('good.pem'));
  const forged = readCertificate((good?.der ?? '').replaceAll('shop.example', 'evil.example'));
  expect(forged?.subject.parts).toEqual([{ type: 'CN', value: 'evil.example' }]);
  expect(firstError(verifyChain(forged ? [forged] : [], roots, now))).toBe(7);
});

test('a server without the key of its certificate is found out', () => {
  const key = parsePrivateKey(pemFile('old.key'));
  const chain = parseCertificates(pemFile('good.pem')).map(({ der }) => der);
  for (const version of ['1.2', '1.3'] as const) {
    const [one, two] = [
      client(),
      server('good', { versions: [version], choose: () => (key ? { chain, key } : null) }),
    ];
    carry(one, two);
    expect(one.failure?.reason).toBe('bad signature');
    expect(two.failure?.alert).toBe(51);
  }
});

test.each([
  ['good', 'www.shop.example', { kind: 'DNS', value: 'www.shop.example' }],
  ['old', 'a.old.example', { kind: 'DNS', value: '*.old.example' }],
  ['old', 'a.b.old.example', null],
  ['good', '192.168.1.20', null],
  ['chained', '192.168.1.20', { kind: 'IP', value: '192.168.1.20' }],
  ['ca', 'Course Root CA', { kind: 'CN', value: 'Course Root CA' }],
] as const)('%s.pem is asked for %s', (name, host, found) => {
  const [certificate] = parseCertificates(pemFile(`${name}.pem`));
  expect(certificate && matchHost(certificate, host)).toEqual(found);
});

test('versions that do not meet end with an alert in the open', () => {
  const [one, two] = [client({ versions: ['1.3'] }), server('shop', only('1.2'))];
  carry(one, two);
  expect(one.failure).toMatchObject({ digits: '0A00042E', alert: 70 });
  expect(two.failure).toMatchObject({ digits: '0A000102' });
});

test('any bytes end a handshake or are waited for, at either end and at any moment', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => String.fromCharCode(...bytes)),
    fc.constantFrom('HTTP/1.1 400', '\x15\x03\x03\0\x02\x02\x30', '\x14\x03\x03\0\x01\x01'),
    fc
      .tuple(fc.constantFrom(1, 2, 4, 8, 11, 12, 14, 15, 16, 20), fc.uint8Array({ maxLength: 40 }))
      .map(([type, body]) => {
        const whole = `${String.fromCharCode(type)}\0\0${String.fromCharCode(body.length, ...body)}`;
        return `\x16\x03\x03\0${String.fromCharCode(whole.length)}${whole}`;
      }),
  );
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 6 }), fc.boolean(), (parts, greeted) => {
      const [one, two] = [client(), server()];
      if (greeted) {
        feedTls(two, one.output);
        feedTls(one, two.output.slice(0, 200));
      }
      for (const part of parts) {
        feedTls(one, part);
        feedTls(two, part);
      }
      expect(one.plain + two.plain).toBe('');
    }),
    { numRuns: 60 },
  );
});
