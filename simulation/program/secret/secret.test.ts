/** Known answers, made with OpenSSL 3.0 and glibc 2.36, and round trips. */
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from './base64';
import { findShadow, parsePasswd } from './passwords';
import { hmacSha1 } from './sha1';
import { hmacSha256, sha256 } from './sha256';
import { cryptSha256 } from './sha256-crypt';

const bytes = fc
  .uint8Array({ maxLength: 300 })
  .map((array) => Buffer.from(array).toString('binary'));

test('SHA-256 and HMAC equal OpenSSL, for any bytes', () => {
  fc.assert(
    fc.property(bytes, bytes, (key, text) => {
      expect(sha256(text)).toBe(createHash('sha256').update(text, 'binary').digest('binary'));
      expect(hmacSha256(key, text)).toBe(
        createHmac('sha256', Buffer.from(key, 'binary')).update(text, 'binary').digest('binary'),
      );
      expect(hmacSha1(key, text)).toBe(
        createHmac('sha1', Buffer.from(key, 'binary')).update(text, 'binary').digest('binary'),
      );
    }),
  );
});

test('Base 64 goes there and back', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      expect(encodeBase64(text)).toBe(Buffer.from(text, 'binary').toString('base64'));
      expect(decodeBase64(encodeBase64(text))).toBe(text);
      expect(decodeBase64Url(encodeBase64Url(text))).toBe(text);
    }),
  );
  expect(decodeBase64('a')).toBe(null);
  expect(decodeBase64('&&&&')).toBe(null);
});

test.each([
  ['secret', '$5$portside$.NYBBzhw4vHkSXLTAPz1FNCOO18.4ykbyBzATOMtIT4'],
  ['Hello world!', '$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5'],
  ['Hello world!', '$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA'],
])('crypt hashes %s to %s', (password, hash) => {
  expect(cryptSha256(password, hash)).toBe(hash);
  expect(cryptSha256(`${password}x`, hash)).not.toBe(hash);
});

test('rows of passwd and shadow are read, and others passed over', () => {
  expect(parsePasswd('root:x:0:0:root:/root:/bin/bash\n\nbroken')).toEqual([
    { user: 'root', home: '/root', shell: '/bin/bash' },
  ]);
  expect(findShadow('ann:$5$a$b:19000:0:99999:7:::\n', 'ann')).toBe('$5$a$b');
  expect(findShadow('anna:x:', 'ann')).toBe(null);
});
