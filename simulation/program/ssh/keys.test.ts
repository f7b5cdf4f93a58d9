/** Keys made, hashed and measured by ssh-keygen of OpenSSH 9.2. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countKeyBits,
  createPublicKey,
  findPublicKey,
  formatFingerprint,
  formatPrivateKey,
  formatPublicKey,
  nameKeyType,
} from './keys';
import {
  formatKnownHost,
  isAbout,
  judgeHostKey,
  nameKnownHost,
  parseKnownHosts,
} from './known-hosts';

test.each([
  [
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBK+j9NKnq1/FQAiWTgj7FwXEO9YtaAzdk2xS1ybL3ms',
    'ED25519',
    256,
    'SHA256:hoYKVXrDju2LN9ldlYwTGdJs6ShHOitQ4+5ySnATIyw',
  ],
  [
    'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEbZUNUakwvM2aDqt6LlH/ppKixCJkS74MeSpKv+ze29AmJGjYW5JJLnPE4pQdqyAzAKSISJXk1jg3nHvbk0QWc=',
    'ECDSA',
    256,
    'SHA256:pPJkcjPbSh0J4+l8o8+zv+kvtxu1IKqWBlxQ/zIifJM',
  ],
  [
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDUQDZa7nE6ius3wCIH7BV1sJ88/9L3wBillW1mhvgpIKcYnnIhmS/VIDPIb9yibYwXvy0FnMrYq+arWIFeDlhPBAuZL13aUYjoFKEEOMtBkd6xdN3poJvp/i6Nhd7qxbILuP+rFOPFoGGlggCPAb2WlTdG9i97ztHiDRUhBHMzXGimorbsLEEkf2Egjj6aV6WAhMjMBBAfmxosYrUHtIDNYjac8FcB14swpJL37IyymQDEZUAw+MgPK8wiRxMDLC1/8Y9b9ViPVv379VEsCpeQUckUAkkvnLZCQiUfVE9hJZxisAwNRROl4nnpZOz8XzSAJrcumEVVIVNWLzokC4DV',
    'RSA',
    2048,
    'SHA256:OjMNbeDx6T80BoppnruinIw8X0OOGv6ux51At9SMiag',
  ],
] as const)('%s has type, length and fingerprint', (line, kind, bits, fingerprint) => {
  const key = findPublicKey(`restrict,command="date" ${line} somebody@somewhere`);
  expect(key && formatPublicKey(key)).toBe(line);
  expect(key && [nameKeyType(key), countKeyBits(key), formatFingerprint(key)]).toEqual([
    kind,
    bits,
    fingerprint,
  ]);
});

const bytes = (length: number) =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((array) => String.fromCharCode(...array));
const name = fc
  .array(fc.constantFrom(...'abz09.-'), { minLength: 1, maxLength: 20 })
  .map((letters) => letters.join(''));

test('a key is found again in the line that it is written in, under its hashed name alone', () => {
  fc.assert(
    fc.property(
      bytes(32),
      bytes(20),
      name,
      fc.constantFrom(22, 2222),
      (point, salt, host, port) => {
        const key = createPublicKey(point);
        const known = nameKnownHost(host, port);
        for (const text of [formatKnownHost(known, key, salt), formatKnownHost(known, key, null)]) {
          const rows = parseKnownHosts(`# mine\n${text}`);
          expect(rows.map(({ line }) => line)).toEqual([2]);
          expect(judgeHostKey(rows, known, key).is).toBe('known');
          expect(judgeHostKey(rows, `${known}x`, key)).toEqual({ is: 'new', others: rows });
        }
      },
    ),
  );
});

test('whatever stands in the files, they are read', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), name, (text, host) => {
      for (const row of parseKnownHosts(`${text} ssh-ed25519 AAAA\n${text}`)) isAbout(row, host);
      const key = findPublicKey(text);
      expect(key === null || countKeyBits(key) >= 0).toBe(true);
    }),
  );
});

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBK+j9NKnq1/FQAiWTgj7FwXEO9YtaAzdk2xS1ybL3ms';
const hashed = [
  '|1|di9bCR294W684O2nQHr+bGZtqH0=|CIPv0pXIb+uE/dz9L+/rL6J+6ls= ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBK+j9NKnq1/FQAiWTgj7FwXEO9YtaAzdk2xS1ybL3ms',
  '|1|LNzuP30l3LCIKrL5zLQDEj+cV50=|QsJv5hLFXn75QORLJuWBxuIHPGI= ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBK+j9NKnq1/FQAiWTgj7FwXEO9YtaAzdk2xS1ybL3ms',
];

test('names that ssh-keygen has hashed are known', () => {
  const rows = parseKnownHosts(hashed.join('\n'));
  const about = (host: string) => rows.filter((row) => isAbout(row, host)).map(({ line }) => line);
  expect([about('phone'), about('[phone]:2222'), about('laptop')]).toEqual([[1], [2], []]);
});

test.each([
  ['phone,192.168.1.50', '192.168.1.50', true],
  ['*.example', 'web.shop.example', true],
  ['192.168.1.?', '192.168.1.50', false],
  ['!bad.example,*.example', 'bad.example', false],
  ['[phone]:2222', 'phone', false],
  ['a.b', 'axb', false],
])('the pattern %s and the host %s: %s', (patterns, host, fits) => {
  const [row] = parseKnownHosts(`${patterns} ${key} comment`);
  expect(row && isAbout(row, host)).toBe(fits);
});

test('another key under the same name has changed, of another type is new', () => {
  const rows = parseKnownHosts(`@revoked phone ${key}\nphone ${key}`);
  const other = createPublicKey('x'.repeat(32));
  expect(judgeHostKey(rows, 'phone', other)).toEqual({ is: 'changed', row: rows[0] });
  expect(rows[0]?.line).toBe(2);
  expect(judgeHostKey(rows, 'phone', { ...other, type: 'ssh-rsa' }).is).toBe('new');
});

test('the file of a private key holds the public one in clear', () => {
  const made = createPublicKey('p'.repeat(32));
  const text = formatPrivateKey(made, 's'.repeat(32), 'root@phone');
  const lines = text.split('\n');
  expect(lines.slice(1, -2).every((line) => line.length <= 70)).toBe(true);
  const body = Buffer.from(lines.slice(1, -2).join(''), 'base64').toString('latin1');
  expect(body.startsWith('openssh-key-v1\0')).toBe(true);
  expect(body).toContain(made.blob);
});
