// Bytes as nodemailer and smtp-server exchanged them.
import { expect, it } from 'vitest';
import type { Turn } from '../service';
import { annotateSmtp } from './annotate-smtp';

const server = (text: string): Turn => ({ from: 'server', bytes: Buffer.from(text) });
const client = (text: string): Turn => ({ from: 'client', bytes: Buffer.from(text) });
const told = (...turns: Turn[]) =>
  annotateSmtp(turns).map((fields) => fields.map(({ name, meaning }) => `${name}: ${meaning}`));

it('tells the envelope from the mail', () => {
  const [, , mail, , after] = told(
    client('MAIL FROM:<ben@shop.example>\r\nRCPT TO:<ann@shop.example>\r\nDATA\r\n'),
    server('250 Accepted\r\n250 Accepted\r\n354 End data with <CR><LF>.<CR><LF>\r\n'),
    client('To: Zoe <zoe@far.example>\r\n\r\nTo: is text here\r\n.\r\n'),
    server('250 Ok\r\n'),
    client('QUIT\r\n'),
  );
  expect(mail).toEqual([
    expect.stringMatching(/^To: whom it is for/),
    expect.stringMatching(/^empty line/),
    'text: text of the mail',
    'end: a full stop alone in a line: the mail is over',
  ]);
  expect(after).toEqual(['QUIT: goodbye']);
});

it('takes a refused DATA for refused', () => {
  const [, , next] = told(client('DATA\r\n'), server('503 no\r\n'), client('QUIT\r\n'));
  expect(next).toEqual(['QUIT: goodbye']);
});

it('decodes both kinds of login', () => {
  const plain = told(client('AUTH PLAIN AGFubgBlYXJsLWdyZXk=\r\n'))[0];
  expect(plain?.[1]).toContain('user “ann”, password “earl-grey”');
  const login = told(
    client('AUTH LOGIN\r\n'),
    server('334 VXNlcm5hbWU6\r\n'),
    client('YW5u\r\n'),
    server('334 UGFzc3dvcmQ6\r\n'),
    client('dGVh\r\n'),
    server('535 no\r\n'),
    client('QUIT\r\n'),
  );
  expect(login[1]?.[1]).toBe('text: base64 of “Username:”');
  expect(login[2]?.[0]).toContain('“ann”');
  expect(login[4]?.[0]).toContain('“tea”');
  expect(login[6]).toEqual(['QUIT: goodbye']);
});

it('knows extensions from greetings', () => {
  const [fields] = told(server('250-SIZE.example hello\r\n250-STARTTLS\r\n250 SIZE 100\r\n'));
  expect(fields?.[1]).toBe('text: the same in words, for people');
  expect(fields?.[3]).toBe('text: the connection can be encrypted');
  expect(fields?.[5]).toBe('text: the largest mail taken, in bytes');
});

it('hands over to TLS after the yes to STARTTLS, and not after a no', () => {
  const hello = '\x16\x03\x01\x00\x02ab';
  const yes = told(client('STARTTLS\r\n'), server('220 go\r\n'), client(hello));
  expect(yes[2]?.[0]).toMatch(/^record: handshake/);
  const no = told(client('STARTTLS\r\n'), server('502 no\r\n'), client('QUIT\r\n'));
  expect(no[2]).toEqual(['QUIT: goodbye']);
});
