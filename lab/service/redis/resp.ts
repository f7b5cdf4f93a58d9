/** RESP2, the language of Redis: https://redis.io/docs/latest/develop/reference/protocol-spec/ */

import type { WireField } from '@/contract/lab-service';
import { field } from '../fields';

export type Reply = string | number | null | { error: string } | { status: string } | Reply[];

export function formatReply(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map(formatReply).join('')}`;
  return 'error' in reply ? `-${reply.error}\r\n` : `+${reply.status}\r\n`;
}

export type Parsed =
  | { state: 'whole'; words: string[]; used: number }
  | { state: 'partial' }
  | { state: 'wrong'; why: string };

const MOST_WORDS = 64;
const LONGEST_WORD = 4096;

/** One command at the beginning of `bytes`: an array of bulk strings, or a line typed by hand. */
export function parseCommand(bytes: Buffer): Parsed {
  const wrong = (why: string): Parsed => ({ state: 'wrong', why });
  const line = (at: number) => {
    const end = bytes.indexOf('\r\n', at);
    return end < 0 ? null : { text: bytes.toString('latin1', at, end), next: end + 2 };
  };
  if (bytes[0] !== 0x2a) {
    const lf = bytes.indexOf(10);
    if (lf < 0)
      return bytes.length > LONGEST_WORD ? wrong('too big inline request') : { state: 'partial' };
    const words = bytes.toString('utf8', 0, lf).trim().split(/\s+/).filter(Boolean);
    return { state: 'whole', words, used: lf + 1 };
  }
  const head = line(0);
  if (!head) return bytes.length > 32 ? wrong('invalid multibulk length') : { state: 'partial' };
  const count = Number(head.text.slice(1));
  if (!Number.isInteger(count) || count > MOST_WORDS) return wrong('invalid multibulk length');
  const words: string[] = [];
  let at = head.next;
  for (let index = 0; index < count; index++) {
    if (at < bytes.length && bytes[at] !== 0x24) {
      return wrong(`expected '$', got '${String.fromCharCode(bytes[at] ?? 0)}'`);
    }
    const size = line(at);
    if (!size) return bytes.length - at > 32 ? wrong('invalid bulk length') : { state: 'partial' };
    const length = Number(size.text.slice(1));
    if (!Number.isInteger(length) || length < 0 || length > LONGEST_WORD)
      return wrong('invalid bulk length');
    if (bytes.length < size.next + length + 2) return { state: 'partial' };
    words.push(bytes.toString('utf8', size.next, size.next + length));
    at = size.next + length + 2;
  }
  return { state: 'whole', words, used: at };
}

const kinds: Record<string, [name: string, meaning: (value: string) => string]> = {
  '*': [
    'array',
    (n) =>
      n === '-1' ? 'nothing' : `a list of ${n} ${n === '1' ? 'element' : 'elements'} follows`,
  ],
  $: [
    'length',
    (n) => (n === '-1' ? 'no value: the key does not exist' : `a string of ${n} bytes follows`),
  ],
  ':': ['integer', (n) => `the number ${n}`],
  '+': ['status', (text) => `the server is content: ${text}`],
  '-': ['error', (text) => `the server refuses: ${text}`],
};

/** Every element of a message, each with what it announces or holds. */
export function annotateResp(bytes: Buffer): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf('\r\n', at);
    const mark = String.fromCharCode(bytes[at] ?? 0);
    const kind = kinds[mark];
    if (end < 0 || !kind) {
      fields.push(
        field(at, bytes.length - at, 'inline command', 'words typed by hand, without lengths'),
      );
      break;
    }
    const value = bytes.toString('latin1', at + 1, end);
    fields.push(field(at, end + 2 - at, kind[0], kind[1](value)));
    at = end + 2;
    const length = Number(value);
    if (mark === '$' && length >= 0) {
      const rest = Math.min(length, bytes.length - at);
      const text = bytes.toString('utf8', at, at + rest);
      fields.push(
        field(
          at,
          Math.min(length + 2, bytes.length - at),
          'string',
          `“${text}”, then the line's end`,
        ),
      );
      at += length + 2;
    }
  }
  return fields;
}
