/** slapd and ldapsearch over the simulated network, against captures of OpenLDAP 2.5.13. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { MailSession, mailScenario } from '../../scenario/mail-fixtures';
import { replay, type TypedCapture } from '../../scenario/replay.test-helper';
import { decodeAll, decodeInteger, encode, encodeInteger, measure } from './ber';
import { bind, search } from './directory';
import { decodeFilter, encodeFilter, type Filter, matches, parseFilter } from './filter';
import { formatAttribute, normalizeDn, parseLdif } from './ldif';
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type Request,
} from './message';
import { parseConfig } from './slapd';

const ldif = `dn: dc=shop,dc=example
objectClass: top
objectClass: dcObject
objectClass: organization
o: Shop
dc: shop

dn: ou=people,dc=shop,dc=example
objectClass: organizationalUnit
ou: people

dn: uid=ann,ou=people,dc=shop,dc=example
objectClass: inetOrgPerson
uid: ann
cn: Ann
sn: Archer
mail: ann@shop.example
userPassword: secret

dn: uid=bob,ou=people,dc=shop,dc=example
objectClass: inetOrgPerson
uid: bob
cn: Bob
sn: Baker
mail: bob@shop.example
description:: QsO8cm8=
userPassword: hunter2
`;
const conf =
  'suffix "dc=shop,dc=example"\nrootdn "cn=admin,dc=shop,dc=example"\nrootpw secret\ndirectory /var/lib/ldap\n';
const files = { '/etc/ldap/slapd.conf': conf, '/var/lib/ldap/data.ldif': ldif };
const start = new MailSession(mailScenario(files, ['slapd -h ldap:///'])).world;

function fresh(): MailSession {
  const session = new MailSession();
  session.world = start;
  return session;
}

describe('ldapsearch', () => {
  // Left: getopt's own line before the usage, SASL, and one that took longer than the capture.
  const left = /^ldapsearch (-\?|-h |-x -h|-H ldap:\/\/ldap )/;
  const captures: TypedCapture[] = loadCaptures('ldap');
  test.each(captures.filter(({ command }) => !left.test(command)))('$command', (row) => {
    const session = fresh();
    const shown = replay(session, row);
    expect(shown.trimEnd()).toBe((row.terminal ?? '').trimEnd());
    expect(Number(session.type('laptop', 'echo $?'))).toBe(row.status);
  });
});

test('slapd listens on 389, and what is no LDAP ends that connection alone', () => {
  const session = fresh();
  expect(session.type('laptop', 'nc -zv ldap 389')).toContain('389 port [tcp/ldap] succeeded!');
  session.type('laptop', "printf 'GET / HTTP/1.1\\r\\n\\r\\n' | nc -N ldap 389");
  expect(session.type('laptop', 'ldapwhoami -x -H ldap://ldap')).toBe('anonymous\n');
});

test('a server that cannot read its files says which and where', () => {
  expect(parseConfig('suffix "dc=a"\nnonsense 1\n')).toEqual({
    ...{ ok: false, line: 2, text: 'unknown directive <nonsense>' },
  });
  expect(parseLdif('cn: x\n').ok).toBe(false);
  const session = fresh();
  session.type('mail', 'kill $(pgrep slapd)');
  expect(session.type('laptop', 'ldapsearch -x -H ldap://ldap')).toBe(
    "ldap_sasl_bind(SIMPLE): Can't contact LDAP server (-1)\n",
  );
  session.type('mail', 'rm /var/lib/ldap/data.ldif');
  expect(session.type('mail', 'slapd')).toContain('data.ldif": No such file or directory');
});

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => String.fromCharCode(...array));
const name = fc.constantFrom('cn', 'uid', 'objectClass', 'mail');
const part = bytes.filter((text) => text !== '');
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    is: fc.constantFrom('equal' as const, 'at-least' as const, 'approx' as const),
    name,
    value: bytes,
  }),
  fc.record({ is: fc.constant('present' as const), name }),
  fc.record({
    is: fc.constant('substrings' as const),
    name,
    initial: fc.option(part),
    any: fc.array(part, { maxLength: 2 }),
    final: fc.option(part),
  }),
);
const filter: fc.Arbitrary<Filter> = fc.oneof(
  leaf,
  fc.record({
    is: fc.constantFrom('and' as const, 'or' as const),
    of: fc.array(leaf, { maxLength: 3 }),
  }),
  fc.record({ is: fc.constant('not' as const), of: leaf }),
);

describe('on the wire', () => {
  test('numbers and long values go there and back', () => {
    fc.assert(
      fc.property(fc.integer(), bytes, (value, text) => {
        const [number] = decodeAll(encodeInteger(value)) ?? [];
        expect(number && decodeInteger(number)).toBe(value);
        const long = text.repeat(3);
        const whole = encode(4, long);
        expect(measure(whole)).toBe(whole.length);
        expect(decodeAll(whole)?.[0]?.bytes).toBe(long);
      }),
    );
    expect(encodeInteger(128)).toBe('\x02\x02\0\x80');
    expect(encode(4, 'a'.repeat(200)).slice(0, 3)).toBe('\x04\x81\xc8');
  });

  test('the bytes of a bind are those of RFC 4511', () => {
    const request: Request = { op: 'bind', version: 3, dn: 'cn=a', password: 'b' };
    expect(encodeRequest(1, request)).toBe(
      '\x30\x11\x02\x01\x01\x60\x0c\x02\x01\x03\x04\x04cn=a\x80\x01b',
    );
  });

  test('requests, filters and responses go there and back', () => {
    fc.assert(
      fc.property(filter, bytes, fc.nat(1000), (one, base, id) => {
        const [element] = decodeAll(encodeFilter(one)) ?? [];
        expect(element && decodeFilter(element)).toEqual(one);
        const request: Request = {
          ...{ op: 'search', base, scope: 'one', sizeLimit: id, typesOnly: false, filter: one },
          attributes: ['cn', '*'],
        };
        expect(decodeRequest(encodeRequest(id, request))).toEqual({ id, request });
        const result = { op: 'search-done', code: 32, matched: base, text: '' } as const;
        expect(decodeResponse(encodeResponse(id, result))).toEqual({ id, response: result });
        const entry = { op: 'entry', dn: base, attributes: [{ name: 'cn', value: base }] } as const;
        expect(decodeResponse(encodeResponse(id, entry))).toEqual({ id, response: entry });
      }),
    );
  });

  test('any bytes are read or refused, never in a fault', () => {
    fc.assert(
      fc.property(bytes, (text) => {
        decodeAll(text);
        decodeRequest(text);
        decodeRequest(encode(0x30, [encodeInteger(1), encode(0x63, text)]));
        decodeResponse(text);
        parseFilter(text);
        parseLdif(text);
        normalizeDn(text);
      }),
    );
  });
});

test('a value comes out of LDIF as it went in', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      const read = parseLdif(`dn: cn=a\n${formatAttribute('description', value)}`);
      expect(read.ok && read.entries[0]?.attributes).toEqual([{ name: 'description', value }]);
    }),
    { numRuns: 2000, examples: [['\tafter a tab'], [' x'], ['x '], ['']] },
  );
});

test('filters without their outer brackets, with stars and with escapes', () => {
  const read = parseLdif('dn: cn=a\ncn: A (b)*c\n');
  const [entry] = read.ok ? read.entries : [];
  const fits = (text: string) => {
    const parsed = parseFilter(text);
    return entry !== undefined && parsed !== null && matches(parsed, entry, ['cn']);
  };
  expect(fits('cn=a \\28b\\29\\2ac')).toBe(true);
  expect(fits('(cn=A*b*c)')).toBe(true);
  expect(fits('(&(cn=*)(!(cn=z)))')).toBe(true);
  expect(fits('(!(nosuch=z))')).toBe(false);
  expect(parseFilter('(cn=a')).toBe(null);
  expect(parseFilter('(!(a=b)(c=d))')).toBe(null);
});

test('a simple bind: right, wrong, without a password, and with a hash', () => {
  const read = parseLdif(`${ldif}
dn: uid=eve,dc=shop,dc=example
userPassword: {CRYPT}$5$portside$.NYBBzhw4vHkSXLTAPz1FNCOO18.4ykbyBzATOMtIT4
`);
  const directory = {
    ...{ suffix: 'dc=shop,dc=example', rootDn: 'cn=admin', rootPassword: 'x' },
    entries: read.ok ? read.entries : [],
  };
  const code = (dn: string, password: string) => bind(directory, dn, password).code;
  expect(code('uid=eve, dc=shop, dc=example', 'secret')).toBe(0);
  expect(code('uid=eve,dc=shop,dc=example', 'Secret')).toBe(49);
  expect(code('uid=nobody,dc=shop,dc=example', 'secret')).toBe(49);
  expect(code('uid=ann,ou=people,dc=shop,dc=example', '')).toBe(53);
  expect(code('nonsense', 'x')).toBe(34);
  expect(code('', '')).toBe(0);
  const all = parseFilter('objectClass=*') as Filter;
  const request = {
    op: 'search',
    base: '',
    scope: 'base',
    sizeLimit: 0,
    typesOnly: false,
  } as const;
  expect(search(directory, '', { ...request, filter: all, attributes: [] })).toHaveLength(2);
});
