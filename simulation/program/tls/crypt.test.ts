/** The arithmetic under TLS: published numbers, and round trips. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHex } from '../secret/md5';
import { fromHex } from './bytes';
import { readCertificate } from './certificate';
import { childrenOf, decodeDer, decodeObject, encodeDer, encodeObject } from './der';
import { formatPrivateKey, parsePrivateKey } from './private-key';
import { generateRsa, signRsa, verifyRsa } from './rsa';
import { publicX25519, x25519 } from './x25519';

test('X25519 multiplies as in RFC 7748, section 5.2', () => {
  const scalar = fromHex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
  const point = fromHex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
  expect(formatHex(x25519(scalar, point))).toBe(
    'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
  );
});

test('both sides of an exchange reach the same secret', () => {
  const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];
  expect(x25519(a, publicX25519(b))).toBe(x25519(b, publicX25519(a)));
});

test('a key signs what it verifies, and nothing else', () => {
  const key = generateRsa(512, 'seed');
  const signature = signRsa(key, 'message');
  expect(verifyRsa(key, 'message', signature)).toBe(true);
  expect(verifyRsa(key, 'another', signature)).toBe(false);
  expect(parsePrivateKey(formatPrivateKey(key))).toEqual(key);
});

test.each([3072, 4096])('a key of %i bits has as many, and signs', (bits) => {
  const key = generateRsa(bits, 'seed');
  expect(key.modulus.toString(2)).toHaveLength(bits);
  expect(verifyRsa(key, 'message', signRsa(key, 'message'))).toBe(true);
});

test('nodes and objects come back from their bytes', () => {
  const object = fc.array(fc.nat({ max: 2 ** 30 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(object, fc.string({ unit: 'binary', maxLength: 200 }), (numbers, body) => {
      const dotted = ['1.2', ...numbers].join('.');
      expect(decodeObject(decodeDer(encodeObject(dotted))?.body ?? '')).toBe(dotted);
      const bytes = [...body].map((one) => String.fromCharCode(one.charCodeAt(0) & 255)).join('');
      expect(childrenOf(decodeDer(encodeDer(0x30, encodeDer(4, bytes))))?.[0]?.body).toBe(bytes);
    }),
    { numRuns: 25 },
  );
});

test('any bytes are read as a certificate, or not', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('\x30', '\x02', '\x05', '\x84', '\0', 'x')), (parts) => {
      const found = readCertificate(parts.join(''));
      expect(found === null || typeof found.der === 'string').toBe(true);
    }),
  );
});
