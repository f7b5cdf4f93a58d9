// The IMAP server without sockets: what it says to lines, whole and in pieces.
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WireStream } from '../service';
import { serveImap } from './imap';
import { parseArgs, parseSet, takeCommand } from './imap-parse';
import { createMailbox, welcomeMail } from './mailbox';
import { decodedText } from './message-text';

/** Sends each piece, and gives back all that the server said. */
async function talk(...pieces: (string | Uint8Array)[]) {
  const mailbox = createMailbox();
  mailbox.deliver(welcomeMail, new Date(Date.UTC(2026, 0, 2, 3, 4, 5)));
  let said = '';
  const stream = new Duplex({
    read() {},
    write(bytes: Buffer, _encoding, done) {
      said += bytes.toString('latin1');
      done();
    },
  });
  serveImap(stream as unknown as WireStream, mailbox, () => {});
  for (const piece of pieces) {
    stream.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
    await new Promise((resolve) => setImmediate(resolve));
    if (piece === 'IDLE\r\n') mailbox.deliver(welcomeMail, new Date());
  }
  return { said, ended: stream.writableEnded };
}

const login = 'a LOGIN ann earl-grey\r\nb SELECT inbox\r\n';

it('greets, and answers by tag', async () => {
  const { said } = await talk('a1 NOOP\r\n', 'a2 FROB\r\n', 'nonsense\r\n');
  expect(said).toMatch(/^\* OK \[CAPABILITY IMAP4rev1/);
  expect(said).toMatch(/a1 OK NOOP completed\r\na2 BAD Unknown command FROB\r\n\* BAD /);
});

it('wants a login, then a mailbox', async () => {
  const { said } = await talk(
    'a LIST "" *\r\nb LOGIN ann coffee\r\nc LOGIN ann earl-grey\r\nd FETCH 1 FLAGS\r\n',
  );
  expect(said).toContain('a BAD Log in first');
  expect(said).toContain('b NO [AUTHENTICATIONFAILED]');
  expect(said).toContain('c OK');
  expect(said).toContain('d BAD SELECT a mailbox first');
});

it('takes a password as a literal, asking for its bytes', async () => {
  const { said } = await talk('a LOGIN ann {9}\r\n', 'earl-', 'grey\r\n');
  expect(said.match(/\+ Ready/g)).toHaveLength(1);
  expect(said).toContain('a OK');
});

it('fetches what is asked, and marks what was read', async () => {
  const { said } = await talk(
    login,
    'c FETCH 1 (FLAGS RFC822.SIZE INTERNALDATE)\r\nd UID FETCH 1:* BODY[TEXT]\r\ne FETCH 1 FLAGS\r\n',
    'f FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]\r\ng FETCH 1 BODY[]<0.5>\r\nh FETCH 1 COLOUR\r\n',
    'i SEARCH ALL\r\nj SEARCH UNSEEN\r\nk LOGOUT\r\n',
  );
  expect(said).toContain(
    `* 1 FETCH (FLAGS () RFC822.SIZE ${welcomeMail.length} INTERNALDATE "02-Jan-2026 03:04:05 +0000")`,
  );
  expect(said).toContain('* 1 FETCH (UID 1 BODY[TEXT] {24}\r\nYour mailbox is ready.\r\n)\r\nd OK');
  expect(said).toContain('* 1 FETCH (FLAGS (\\Seen))');
  expect(said).toContain('BODY[HEADER.FIELDS (SUBJECT)] {20}\r\nsubject: Welcome\r\n\r\n)');
  expect(said).toContain('BODY[]<0> {5}\r\nFrom:)');
  expect(said).toContain('h BAD FETCH of an item');
  expect(said).toContain('* SEARCH 1\r\ni OK');
  expect(said).toContain('* SEARCH\r\nj OK');
  expect(said).toMatch(/\* BYE Logging out\r\nk OK Logout completed.\r\n$/);
});

it('tells of a mail that comes while the client waits', async () => {
  const { said } = await talk(login, 'c ', 'IDLE\r\n', 'DONE\r\n');
  expect(said).toMatch(/\+ idling\r\n\* 2 EXISTS\r\nc OK IDLE completed\r\n$/);
});

it('hangs up on endless lines and on endless mistakes', async () => {
  expect((await talk('x'.repeat(9_000))).said).toContain('* BYE line too long');
  expect((await talk('?\r\n'.repeat(10))).said).toContain('* BYE Too many invalid commands');
});

it('outlives any bytes, in any pieces', async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.constantFrom(login, 'a FETCH 1 (', '{3}\r\n', 'a UID FETCH * BODY[', '\r\n', 'a IDLE\r\n'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
      expect((await talk(...pieces)).said).toMatch(/^\* OK/);
    }),
    { numRuns: 100 },
  );
});

it('parses lists, strings and sets', () => {
  expect(parseArgs('1:* (UID BODY[HEADER.FIELDS (TO)]<0.9>) "a \\"b\\""')).toEqual([
    '1:*',
    ['UID', 'BODY[HEADER.FIELDS (TO)]<0.9>'],
    'a "b"',
  ]);
  expect(parseArgs('(open')).toBeNull();
  expect(parseArgs('"open')).toBeNull();
  expect(parseSet('2:3,*', [1, 2, 3, 9])).toEqual([2, 3, 9]);
  expect(parseSet('5:*', [1, 2])).toEqual([2]);
  expect(parseSet('x', [1])).toBeNull();
  expect(takeCommand(Buffer.from('a LOGIN {3+}\r\nann pw\r\nrest'))).toEqual({
    state: 'whole',
    text: 'a LOGIN "ann" pw',
    used: 22,
  });
});

it('reads texts that were made fit for seven bits', () => {
  const mail = (encoding: string, text: string) =>
    decodedText(Buffer.from(`Content-Transfer-Encoding: ${encoding}\r\n\r\n${text}`));
  expect(mail('quoted-printable', 'gr=C3=BC=C3=9F=\r\ne')).toBe('grüße');
  expect(mail('base64', 'Z3LDvMOfZQ==')).toBe('grüße');
  expect(mail('8bit', 'grüße')).toBe('grüße');
});
