/** What FETCH tells of one mail. RFC 3501, 6.4.5 and 7.4.2. Pure, but for the flag \Seen. */
import type { Arg } from './imap-parse';
import { quote } from './imap-parse';
import type { Mail } from './mailbox';
import { bodyStart, headerFields, headerValue } from './message-text';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (value: number) => String(value).padStart(2, '0');

const internalDate = (date: Date) =>
  `${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ` +
  `${date.toISOString().slice(11, 19)} +0000`;

const nil = (text: string | undefined) => (text === undefined ? 'NIL' : quote(text));

/** `Ann <ann@shop.example>, ben@shop.example` as IMAP lists it: name, route, mailbox, host. */
function addressList(value: string | undefined): string {
  const found = (value ?? '').split(',').flatMap((each) => {
    const match = /^\s*(?:"?([^"<]*?)"?\s*<)?([^<>@\s]+)@([^<>@\s]+)>?\s*$/.exec(each);
    if (!match) return [];
    const [, name, user = '', host = ''] = match;
    return `(${nil(name || undefined)} NIL ${quote(user)} ${quote(host)})`;
  });
  return found.length > 0 ? `(${found.join('')})` : 'NIL';
}

function envelope(raw: Buffer): string {
  const value = (name: string) => headerValue(raw, name);
  const from = addressList(value('from'));
  const or = (name: string) => (value(name) ? addressList(value(name)) : from);
  const parts = [
    nil(value('date')),
    nil(value('subject')),
    from,
    or('sender'),
    or('reply-to'),
    addressList(value('to')),
    addressList(value('cc')),
    addressList(value('bcc')),
    nil(value('in-reply-to')),
    nil(value('message-id')),
  ];
  return `(${parts.join(' ')})`;
}

/** One text part: this server takes no mail apart any further. */
function bodyStructure(raw: Buffer): string {
  const body = raw.subarray(bodyStart(raw));
  const lines = body.toString('latin1').split('\n').length - 1;
  const encoding = headerValue(raw, 'content-transfer-encoding') ?? '7bit';
  return `("text" "plain" ("charset" "utf-8") NIL NIL ${quote(encoding)} ${body.length} ${lines})`;
}

/** The bytes behind `BODY[section]`; null for a section that this server does not know. */
function section(raw: Buffer, name: string): Buffer | null {
  const start = bodyStart(raw);
  if (name === '') return raw;
  if (name === 'HEADER') return raw.subarray(0, start);
  if (name === 'TEXT' || name === '1') return raw.subarray(start);
  const some = /^HEADER\.FIELDS \(([^)]*)\)$/.exec(name);
  if (!some) return null;
  const wanted = (some[1] ?? '').toLowerCase().split(' ');
  const lines = headerFields(raw)
    .filter(([field]) => wanted.includes(field))
    .map(([field, value]) => `${field}: ${value}\r\n`);
  return Buffer.from(`${lines.join('')}\r\n`, 'latin1');
}

const macros: Record<string, string[]> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
};

/** The items asked for, in capitals; null where they are no list of words. */
export function fetchItems(asked: Arg | undefined): string[] | null {
  const list = typeof asked === 'string' ? [asked] : (asked ?? []);
  const words = list.filter((each): each is string => typeof each === 'string');
  if (words.length === 0 || words.length !== list.length) return null;
  return words.map((word) => word.toUpperCase()).flatMap((word) => macros[word] ?? word);
}

const literal = (name: string, bytes: Buffer) => [
  Buffer.from(`${name} {${bytes.length}}\r\n`),
  bytes,
];

function fetchItem(mail: Mail, item: string): (string | Buffer)[] | null {
  switch (item) {
    case 'UID':
      return [`UID ${mail.uid}`];
    case 'FLAGS':
      return [`FLAGS (${[...mail.flags].join(' ')})`];
    case 'INTERNALDATE':
      return [`INTERNALDATE "${internalDate(mail.date)}"`];
    case 'RFC822.SIZE':
      return [`RFC822.SIZE ${mail.raw.length}`];
    case 'ENVELOPE':
      return [`ENVELOPE ${envelope(mail.raw)}`];
    case 'BODY':
    case 'BODYSTRUCTURE':
      return [`${item} ${bodyStructure(mail.raw)}`];
    case 'RFC822':
      return literal('RFC822', mail.raw);
  }
  const match = /^BODY(\.PEEK)?\[([^\]]*)\](?:<(\d{1,9})\.(\d{1,9})>)?$/.exec(item);
  if (!match) return null;
  const [, peek, name = '', from, count] = match;
  const bytes = section(mail.raw, name);
  if (!bytes) return null;
  if (!peek) mail.flags.add('\\Seen');
  const start = Number(from ?? 0);
  const part = from === undefined ? bytes : bytes.subarray(start, start + Number(count));
  return literal(`BODY[${name}]${from === undefined ? '' : `<${start}>`}`, part);
}

/** `* 1 FETCH (...)`; null where an item is not known. */
export function fetchLine(mail: Mail, number: number, items: readonly string[]): Buffer | null {
  const pieces: (string | Buffer)[] = [`* ${number} FETCH (`];
  for (const [index, item] of items.entries()) {
    const told = fetchItem(mail, item);
    if (!told) return null;
    pieces.push(...(index > 0 ? [' '] : []), ...told);
  }
  pieces.push(')\r\n');
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
  );
}
