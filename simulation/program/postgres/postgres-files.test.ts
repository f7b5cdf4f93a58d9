/** PostgreSQL's files and messages: what is wrong with them, in its own words, and round trips. */
import { createHash, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { md5 } from '../secret/md5';
import { sha1 } from '../secret/sha1';
import { type Caller, matchHba, parseHba } from './hba';
import {
  checkProof,
  clientFinal,
  clientFirst,
  createVerifier,
  formatVerifier,
  parseVerifier,
  saltPassword,
  serverFirst,
} from './scram';
import { checkSetting, parseConf } from './settings';
import {
  formatDataRow,
  formatError,
  formatMessage,
  formatRowDescription,
  formatStartup,
  parseDataRow,
  parseError,
  parseMessage,
  parseRowDescription,
  parseStartup,
} from './wire';

/** Captured from PostgreSQL 15.20, one file each. */
test.each([
  ['nosuch = 5', 'unrecognized configuration parameter "nosuch" in file "F" line 1'],
  ['port = abc', 'invalid value for parameter "port": "abc"'],
  ['port 5433x', 'invalid value for parameter "port": "5433x"'],
  ['port = 70000', '70000 is outside the valid range for parameter "port" (1 .. 65535)'],
  ["listen_addresses = 'a", 'syntax error in file "F" line 1, near token "\'"'],
  [
    'max_connections = 0',
    '0 is outside the valid range for parameter "max_connections" (1 .. 262143)',
  ],
  ['wibble', 'syntax error in file "F" line 1, near end of line'],
  ['ssl = maybe', 'parameter "ssl" requires a Boolean value'],
])('postgresql.conf with %s', (line, problem) => {
  expect(parseConf(`${line}\n`, 'F').problems).toEqual([problem]);
});

test('postgresql.conf: comments, quotes, spaces, and the last line wins', () => {
  const text =
    "# a\n\nPort = 5433 # b\nlisten_addresses='*'\nport 5434\nwork_mem = 4MB\ncluster_name = 'it''s'\n";
  expect(parseConf(text, 'F')).toEqual({
    problems: [],
    values: { port: '5434', listen_addresses: '*', work_mem: '4MB', cluster_name: "it's" },
  });
});

test.each([
  ['host all all 192.168.1.0/24 wibble', 'invalid authentication method "wibble"'],
  ['host all all 192.168.1.0 trust', 'invalid IP mask "trust": Name or service not known'],
  ['hots all all 192.168.1.0/24 trust', 'invalid connection type "hots"'],
  ['host all all', 'end-of-line before IP address specification'],
  ['host all', 'end-of-line before role specification'],
  ['host all all 192.168.1.0/99 trust', 'invalid CIDR mask in address "192.168.1.0/99"'],
  ['host all all 192.168.1.0/24', 'end-of-line before authentication method'],
  ['host all all 192.168.1.5/24 trust foo=1', 'unrecognized authentication option name: "foo"'],
  [
    'host all all 300.1.1.1/24 trust',
    'specifying both host name and CIDR mask is invalid: "300.1.1.1/24"',
  ],
  [
    'host all all 10.0.0.1 255.255.255.x trust',
    'invalid IP mask "255.255.255.x": Name or service not known',
  ],
])('pg_hba.conf with %s', (line, message) => {
  expect(parseHba(`local all all peer\n${line}\n`, 'F')).toEqual({
    ok: false,
    problems: [{ message, number: 2 }],
  });
});

test('pg_hba.conf without a line', () => {
  const message = 'configuration file "F" contains no entries';
  expect(parseHba('# only this\n', 'F')).toEqual({
    ok: false,
    problems: [{ message, number: null }],
  });
});

const caller: Caller = {
  database: 'shop',
  user: 'shop',
  address: '192.168.1.50',
  own: ['192.168.1.20/24'],
  hostName: 'phone',
};
test.each([
  ['host all all 192.168.1.0/24 trust', true],
  ['host all all 192.168.1.50/32 trust', true],
  ['host all all 192.168.1.0 255.255.255.0 trust', true],
  ['host all all 192.168.2.0/24 trust', false],
  ['host all all 0.0.0.0/0 trust', true],
  ['host all all ::/0 trust', false],
  ['host all all all trust', true],
  ['host all all samenet trust', true],
  ['host all all samehost trust', false],
  ['host all all phone trust', true],
  ['host other all all trust', false],
  ['host other,shop all all trust', true],
  ['host sameuser "shop" all trust', true],
  ['host replication all all trust', false],
  ['host all postgres all trust', false],
  ['hostssl all all all trust', false],
  ['local all all trust', false],
])('%s fits: %s', (line, fits) => {
  const read = parseHba(line, 'F');
  expect(read.ok && matchHba(read.lines, caller) !== null).toBe(fits);
});

test('the files take any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'host all 1./24\'"=#\n,abc') }), (text) => {
      parseHba(text, 'F');
      parseConf(text, 'F');
      checkSetting(text, text);
    }),
  );
});

const bytes = fc
  .uint8Array({ maxLength: 60 })
  .map((array) => Buffer.from(array).toString('latin1'));
const words = bytes.map((text) => text.replaceAll('\0', ''));

test('messages go there and back', () => {
  fc.assert(
    fc.property(fc.array(fc.option(bytes)), words, words, (cells, name, text) => {
      const row = parseMessage(formatDataRow(cells));
      expect(row !== null && row !== 'bad' && parseDataRow(row.message.body)).toEqual(cells);
      const error = parseMessage(formatError({ S: name || 'x', M: text || 'y' }));
      expect(error !== null && error !== 'bad' && parseError(error.message.body)).toEqual({
        S: name || 'x',
        M: text || 'y',
      });
      const fields = [{ name, oid: 23, size: -1, modifier: -1 }];
      const described = parseMessage(formatRowDescription(fields));
      expect(
        described !== null && described !== 'bad' && parseRowDescription(described.message.body),
      ).toEqual(fields);
      expect(
        parseStartup(formatStartup({ user: name || 'u', database: text || 'd' }).slice(4)),
      ).toEqual({
        ...{ kind: 'startup', major: 3, minor: 0 },
        parameters: { user: name || 'u', database: text || 'd' },
      });
    }),
  );
});

test('no bytes break a reader', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      parseMessage(text);
      parseStartup(text);
      parseRowDescription(text);
      parseDataRow(text);
      parseError(text);
      parseMessage(formatMessage('Q', text));
    }),
  );
});

test('digests equal those of OpenSSL', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (array) => {
      const text = Buffer.from(array).toString('latin1');
      expect(md5(text)).toBe(createHash('md5').update(array).digest('binary'));
      expect(sha1(text)).toBe(createHash('sha1').update(array).digest('binary'));
    }),
  );
  expect(saltPassword('pencil', 'salt', 50)).toBe(
    pbkdf2Sync('pencil', 'salt', 50, 32, 'sha256').toString('latin1'),
  );
});

test('SCRAM lets in whoever knows the password, and nobody else', () => {
  const verifier = createVerifier('s3cret', '0123456789abcdef', 64);
  expect(parseVerifier(formatVerifier(verifier))).toEqual(verifier);
  const first = clientFirst('abc');
  const answer = serverFirst('abcdef', verifier);
  const good = clientFinal('s3cret', first, answer);
  expect(checkProof(verifier, first, answer, good?.message ?? '')).toBe(`v=${good?.signature}`);
  const bad = clientFinal('wrong', first, answer);
  expect(checkProof(verifier, first, answer, bad?.message ?? '')).toBe(null);
});
