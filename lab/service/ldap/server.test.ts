// The LDAP server without sockets, asked in bytes as ldapts writes them.
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { BerWriter, FilterParser } from 'ldapts';
import { expect, it } from 'vitest';
import type { WireStream } from '../service';
import { annotateLdap } from './annotate-ldap';
import { isSound, numberOf, readBer } from './ber';
import { BASE, checkBind, entries, matches, normalizeDn, PEOPLE, search } from './directory';
import { readFilter, serveLdap } from './server';

async function talk(...pieces: Uint8Array[]) {
  const said: Buffer[] = [];
  const stream = new Duplex({
    read() {},
    write(bytes: Buffer, _encoding, done) {
      said.push(bytes);
      done();
    },
  });
  serveLdap(stream as unknown as WireStream, () => {});
  for (const piece of pieces) {
    stream.push(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { said: Buffer.concat(said), ended: stream.writableEnded };
}

/** Result codes of all answers in `bytes`. */
const codes = (bytes: Buffer) =>
  annotateLdap(bytes).flatMap(({ name, meaning }) =>
    name === 'result code' ? Number.parseInt(meaning, 10) : [],
  );

function request(tag: number, write: (writer: BerWriter) => void) {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(7);
  writer.startSequence(tag);
  write(writer);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

const bind = (version: number, name: string, tag = 0x80) =>
  request(0x60, (writer) => {
    writer.writeInt(version);
    writer.writeString(name);
    writer.writeString('earl-grey', tag);
  });

const filterOf = (text: string) => {
  const writer = new BerWriter();
  FilterParser.parseString(text).write(writer);
  const bytes = writer.buffer;
  return readFilter(bytes, readBer(bytes) ?? undefined);
};

it('answers what arrives in pieces, and several messages at once', async () => {
  const one = bind(3, `uid=ann,${PEOPLE}`);
  const pieces = [...one].map((byte) => Uint8Array.of(byte));
  expect(codes((await talk(...pieces)).said)).toEqual([0]);
  expect(
    codes(
      (await talk(Buffer.concat([one, bind(3, 'uid=zoe'), bind(2, ''), bind(3, '', 0x83)]))).said,
    ),
  ).toEqual([0, 49, 2, 7]);
});

it('refuses changes, and says what it does not know', async () => {
  for (const [tag, code] of [
    [0x68, 53],
    [0x6c, 53],
    [0x77, 2],
    [0x63, 2],
  ] as const) {
    const asked = request(tag, (writer) => writer.writeString('1.2.3', 0x80));
    expect(codes((await talk(asked)).said)).toEqual([code]);
  }
});

it('hangs up with a notice when it is not spoken to in LDAP', async () => {
  const { said, ended } = await talk(Buffer.from('GET / HTTP/1.1\r\n'));
  expect(ended).toBe(true);
  expect(codes(said)).toEqual([2]);
  expect(said.toString('latin1')).toContain('1.3.6.1.4.1.1466.20036');
  expect((await talk(Uint8Array.of(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff))).ended).toBe(true);
  expect((await talk(Uint8Array.of(0x30, 0x05, 0x02, 0x01, 0x01, 0x42, 0x00))).ended).toBe(true);
});

it('outlives any bytes, alone or after a greeting', async () => {
  const hello = bind(3, '');
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 120 }),
      fc.integer({ min: 0, max: hello.length - 1 }),
      async (bytes, at) => {
        await talk(bytes);
        const broken = Buffer.from(hello);
        broken[at] = bytes[0] ?? 0xff;
        await talk(broken, bytes);
      },
    ),
    { numRuns: 200 },
  );
});

it('reads filters as ldapts writes them, and applies them', () => {
  const hits = (text: string) => {
    const filter = filterOf(text);
    return (
      filter && entries.filter((each) => matches(each, filter)).map(({ dn }) => dn.split(',')[0])
    );
  };
  expect(hits('(UID=Ann)')).toEqual(['uid=ann']);
  expect(hits('(&(title=baker)(!(uid=ben)))')).toEqual(['uid=cleo']);
  expect(hits('(|(o=*)(ou=groups))')).toEqual(['dc=shop', 'ou=groups']);
  expect(hits('(cn=b*n*h)')).toEqual(['uid=ben']);
  expect(hits('(cn=ann ashe*e)')).toEqual([]);
  expect(hits('(uid>=ben)')).toEqual(['uid=ben', 'uid=cleo']);
  expect(hits('(uid<=ann)')).toEqual(['uid=ann']);
  expect(hits('(cn:caseExactMatch:=Ann)')).toBeNull();
});

it('searches by scope, with a limit', () => {
  const asked = {
    base: BASE,
    scope: 2,
    sizeLimit: 0,
    filter: { kind: 'present', name: 'objectClass' } as const,
    attributes: ['MAIL'],
    namesOnly: false,
  };
  expect(search(asked, '').found).toHaveLength(6);
  expect(search({ ...asked, scope: 1 }, '').found.map(({ dn }) => dn)).toEqual([
    PEOPLE,
    `ou=groups,${BASE}`,
  ]);
  expect(search({ ...asked, scope: 0 }, '').found).toHaveLength(1);
  expect(search({ ...asked, sizeLimit: 2 }, '')).toMatchObject({ code: 4, found: { length: 2 } });
  expect(search({ ...asked, base: `uid=x,${PEOPLE}` }, '')).toMatchObject({
    code: 32,
    matched: PEOPLE,
  });
  expect(search({ ...asked, base: 'nonsense' }, '').code).toBe(34);
  expect(search(asked, '').found.some(({ attributes }) => 'mail' in attributes)).toBe(false);
  expect(search(asked, 'ann').found.some(({ attributes }) => 'mail' in attributes)).toBe(true);
});

it('compares names as names, and passwords as passwords', () => {
  expect(normalizeDn(' UID = Ann , ou=people')).toBe('uid=ann,ou=people');
  expect(normalizeDn('ann')).toBeNull();
  expect(checkBind(`UID=Ann, ${PEOPLE}`, 'earl-grey')).toMatchObject({ code: 0 });
  expect(checkBind('', '')).toEqual({ who: '', code: 0 });
  expect(checkBind(`uid=ben,${PEOPLE}`, 'earl-grey').code).toBe(49);
});

it('reads BER only where it is sound', () => {
  const ber = readBer(Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0xff));
  expect(ber && isSound(ber)).toBe(true);
  expect(ber?.children?.[0] && numberOf(Uint8Array.of(0x30, 3, 2, 1, 0xff), ber.children[0])).toBe(
    -1,
  );
  const cut = readBer(Uint8Array.of(0x30, 0x04, 0x02, 0x01, 0x05));
  expect(cut && isSound(cut)).toBe(false);
  expect(readBer(Uint8Array.of(0x30, 0x80))).toBeNull();
});

it('explains each element of a recorded answer once', () => {
  const bytes = Buffer.from('300c02010161070a013104000400', 'hex');
  expect(
    annotateLdap(bytes).map(({ at, length, name, meaning }) => [at, length, name, meaning]),
  ).toEqual([
    [0, 2, 'message', 'an LDAP message. In BER: tag 30 (sequence), 12 bytes'],
    [2, 3, 'message id', 'number 1: the answer has it, too. In BER: tag 02 (integer), 1 byte'],
    [5, 2, 'bind response', 'whether that is believed. In BER: tag 61, 7 bytes'],
    [
      7,
      3,
      'result code',
      expect.stringMatching(/^49: invalidCredentials.*tag 0a \(one of a list\), 1 byte$/),
    ],
    [10, 2, 'matched name', expect.stringContaining('empty')],
    [12, 2, 'words', expect.stringContaining('empty')],
  ]);
});
