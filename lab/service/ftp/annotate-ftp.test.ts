// Bytes as basic-ftp and the lab's server exchanged them.
import { expect, it } from 'vitest';
import type { Talked } from '../service';
import { annotateFtp } from './annotate-ftp';

const told = (from: 'client' | 'server', text: string, purpose = 'control') => {
  const talked: Talked = {
    proto: 'tcp',
    purpose,
    layer: 'on the wire',
    turns: [{ from, bytes: Buffer.from(text) }],
  };
  const [fields = []] = annotateFtp(talked);
  // Every byte once, in order.
  const ends = fields.map(({ at, length }) => at + length);
  expect(fields.map(({ at }) => at)).toEqual([0, ...ends.slice(0, -1)]);
  expect(ends.at(-1)).toBe(text.length);
  return fields.map(({ name, meaning }) => `${name}: ${meaning}`);
};

it('takes the six numbers of 227 apart', () => {
  expect(told('server', '227 Entering Passive Mode (192,168,1,20,156,65).\r\n').slice(2)).toEqual([
    'address: 192.168.1.20, with commas for full stops',
    'port: a port is two bytes: 156 × 256 + 65 = 40001',
    'end: the end of the line',
  ]);
});

it('the same for PORT, EPRT and 229', () => {
  expect(told('client', 'PORT 127,0,0,1,0,80\r\n')[2]).toContain('0 × 256 + 80 = 80');
  expect(told('client', 'EPRT |1|192.168.1.50|40001|\r\n')[1]).toBe(
    'address and port: address 192.168.1.50, port 40001',
  );
  expect(told('server', '229 Entering Extended Passive Mode (|||40001|)\r\n')[2]).toBe(
    'address and port: the same address as this connection, port 40001',
  );
});

it('explains commands, replies of several lines, and lines that are neither', () => {
  expect(told('client', 'PASS tea\r\nPWD\r\nGET / HTTP/1.1\r\n')).toEqual([
    'PASS: and this is my password',
    'argument: the password, readable by everybody on the way',
    'PWD: in which folder am I?',
    'line: no command of FTP that this page explains',
  ]);
  expect(told('server', '211-Features:\r\n EPSV\r\n211 End\r\n')[2]).toBe(
    'line: one more line of the same answer',
  );
});

it('tells a folder’s lines from a file', () => {
  const line = '-rw-r--r--    1 ftp      ftp        39 Jan 02 03:04 readme.txt\r\n';
  expect(told('server', line, 'data')[0]).toContain('readme.txt: a file of 39 bytes');
  expect(told('client', 'hello\r\n', 'data')).toEqual([
    'content: the file itself, with nothing around it',
  ]);
});
