/**
 * An authority of the lab's own and certificates that it signs, made anew for each start and kept
 * in memory only. RFC 5280; names that are checked stand in subjectAltName (RFC 9525).
 */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const DAY = 24 * 60 * 60 * 1000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

x509.cryptoProvider.set(webcrypto as unknown as Crypto);

export type KeyAndCertificate = { key: string; cert: string };
export type Authority = {
  /** PEM of the authority's own certificate: what clients are told to trust. */
  cert: string;
  /** @param names host names, e.g. shop.example. @param days from and to, relative to now. */
  issue: (names: string[], days: { from: number; to: number }) => Promise<KeyAndCertificate>;
};

const newKeys = () =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

async function privatePem(keys: CryptoKeyPair): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey as webcrypto.CryptoKey);
  return x509.PemConverter.encode(bytes, 'PRIVATE KEY');
}

/** @param now milliseconds since 1970. */
export async function createAuthority(
  now: number,
  commonName = 'Portside lab authority',
): Promise<Authority> {
  const keys = await newKeys();
  const issuer = `CN=${commonName}`;
  let serial = 1;
  const next = () => (serial++).toString(16).padStart(2, '0');
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: next(),
    name: issuer,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + 365 * DAY),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    cert: own.toString('pem'),
    async issue(names, days) {
      const mine = await newKeys();
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: next(),
        subject: `CN=${names[0]}`,
        issuer,
        notBefore: new Date(now + days.from * DAY),
        notAfter: new Date(now + days.to * DAY),
        signingAlgorithm: algorithm,
        publicKey: mine.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: 'dns' as const, value })),
          ),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        ],
      });
      return { key: await privatePem(mine), cert: leaf.toString('pem') };
    },
  };
}
