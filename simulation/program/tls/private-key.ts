/** Private RSA keys in PEM files: PKCS #8 (RFC 5958) and PKCS #1 (RFC 8017, appendix A.1.2). */
import { inverseModulo, numberOfBytes } from './big-number';
import { encodeInteger, RSA_KEY } from './certificate';
import {
  childrenOf,
  decodeDer,
  decodeObject,
  encodeDer,
  encodeObject,
  INTEGER,
  NULL,
  OCTET_STRING,
  SEQUENCE,
} from './der';
import { formatPem, parsePem } from './pem';
import type { RsaPrivate } from './rsa';

function readPlainKey(der: string): RsaPrivate | null {
  const fields = (childrenOf(decodeDer(der)) ?? []).map(({ body }) => numberOfBytes(body));
  const [version, modulus, exponent, secret, p, q] = fields;
  if (version !== 0n || !modulus || !exponent || !secret || !p || !q) return null;
  return { modulus, exponent, secret, primes: [p, q] };
}

/** The first RSA key of a file, or null where there is none. */
export function parsePrivateKey(text: string): RsaPrivate | null {
  for (const { label, bytes } of parsePem(text)) {
    if (label === 'RSA PRIVATE KEY') return readPlainKey(bytes);
    if (label !== 'PRIVATE KEY') continue;
    const [, algorithm, key] = childrenOf(decodeDer(bytes)) ?? [];
    const [object] = childrenOf(algorithm) ?? [];
    if (!key || decodeObject(object?.body ?? '') !== RSA_KEY) return null;
    return readPlainKey(key.body);
  }
  return null;
}

/** A file as `openssl req` writes it. */
export function formatPrivateKey(key: RsaPrivate): string {
  const [p, q] = key.primes;
  const { modulus, exponent, secret } = key;
  const numbers = [modulus, exponent, secret, p, q, secret % (p - 1n), secret % (q - 1n)];
  const plain = encodeDer(
    SEQUENCE,
    encodeDer(INTEGER, '\0'),
    ...[...numbers, inverseModulo(q, p)].map(encodeInteger),
  );
  const bytes = encodeDer(
    SEQUENCE,
    encodeDer(INTEGER, '\0'),
    encodeDer(SEQUENCE, encodeObject(RSA_KEY), NULL),
    encodeDer(OCTET_STRING, plain),
  );
  return formatPem({ label: 'PRIVATE KEY', bytes });
}
