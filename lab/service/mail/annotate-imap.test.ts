// Bytes as imapflow and the lab's server exchanged them.
import { expect, it } from 'vitest';
import type { Turn } from '../service';
import { annotateImap } from './annotate-imap';

const server = (text: string): Turn => ({ from: 'server', bytes: Buffer.from(text) });
const client = (text: string): Turn => ({ from: 'client', bytes: Buffer.from(text) });

it('tells tag, command and arguments apart, and finds the tag again', () => {
  const [question, answer] = annotateImap([
    client('5 SELECT INBOX\r\n'),
    server('* 2 EXISTS\r\n* OK [UIDNEXT 3] Predicted next UID\r\n5 OK [READ-WRITE] done\r\n'),
  ]);
  expect(question?.map(({ at, length, name }) => [at, length, name])).toEqual([
    [0, 2, 'tag'],
    [2, 7, 'SELECT'],
    [9, 7, 'arguments'],
  ]);
  expect(answer?.map(({ name }) => name)).toEqual([
    'untagged',
    'EXISTS',
    'untagged',
    'OK',
    'tag',
    'OK',
  ]);
  expect(answer?.[3]?.meaning).toContain('next mail');
  expect(answer?.[4]?.meaning).toContain('the command with this tag');
  expect(answer?.[5]?.meaning).toBe('open to read and to mark');
});

it('reads a mail inside an answer line by line, every byte once', () => {
  const mail = 'Subject: Tea\r\n\r\n1 OK no answer, but text\r\n';
  const text = `* 2 FETCH (BODY[] {${mail.length}}\r\n${mail} UID 2)\r\n6 OK FETCH completed\r\n`;
  const [fields = []] = annotateImap([server(text)]);
  expect(fields.map(({ name }) => name)).toEqual(
    'untagged,FETCH,Subject,empty line,text,continued,tag,OK'.split(','),
  );
  expect(fields[1]?.meaning).toBe(
    `of the mail with this number: the whole mail. The next ${mail.length} bytes are the mail`,
  );
  let at = 0;
  for (const field of fields) {
    expect(field.at).toBe(at);
    at += field.length;
  }
  expect(at).toBe(text.length);
});

it('takes a literal that ends in the middle of a line', () => {
  const [fields = []] = annotateImap([server('* 1 FETCH (BODY[]<0> {5}\r\nFrom:)\r\n')]);
  expect(fields.map(({ at, length }) => [at, length])).toEqual([
    [0, 2],
    [2, 24],
    [26, 5],
    [31, 3],
  ]);
});
