/** The items of FETCH (RFC 3501, section 7.4.2). */
import { formatString, type Word } from './imap-words';
import { findField, type Mail, splitMail } from './mailbox';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const macros: Readonly<Record<string, readonly string[]>> = {
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
};

/** Items by name, a macro taken apart; null where one is not known. */
export function readItems(words: readonly Word[]): string[] | null {
  const [first] = words;
  const given = Array.isArray(first) ? first : words;
  if (given.length === 0 || given.some((one) => typeof one !== 'string')) return null;
  const names = (given as string[]).map((one) => one.toUpperCase());
  const macro = names.length === 1 ? macros[names[0] ?? ''] : undefined;
  if (macro) return [...macro];
  const known =
    /^(FLAGS|UID|INTERNALDATE|ENVELOPE|RFC822(\.SIZE|\.HEADER|\.TEXT)?|BODY(\.PEEK)?\[(|HEADER|TEXT|HEADER\.FIELDS(\.NOT)? \([^()]*\))\])$/;
  return names.every((one) => known.test(one)) ? names : null;
}

/** Whether fetching the item marks the message as read. */
export function marksSeen(item: string): boolean {
  return /^(BODY\[|RFC822$|RFC822\.TEXT)/.test(item);
}

function formatInternalDate(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return `"${two(at.getUTCDate())}-${months[at.getUTCMonth()]}-${at.getUTCFullYear()} ${time} +0000"`;
}

/** The part of a message that `section` of BODY[section] names. */
function takeSection(text: string, section: string): string {
  const { header, body } = splitMail(text);
  if (section === '') return text;
  if (section === 'TEXT') return body;
  if (section === 'HEADER') return header;
  const fields = /^HEADER\.FIELDS(\.NOT)? \(([^()]*)\)$/.exec(section);
  const wanted = (fields?.[2] ?? '').toLowerCase().split(' ');
  const not = fields?.[1] !== undefined;
  const lines =
    header.replace(/\r\n\r\n$/, '\r\n').match(/[^\r\n][^\n]*\n(?:[ \t][^\n]*\n)*/g) ?? [];
  const kept = lines.filter(
    (line) => wanted.includes((line.split(':')[0] ?? '').toLowerCase()) !== not,
  );
  return `${kept.join('')}\r\n`;
}

/** `("Ann" NIL "ann" "shop.example")` in a list, or NIL. */
function formatAddresses(value: string | null): string {
  if (value === null || value === '') return 'NIL';
  const rows = value.split(',').map((one) => {
    const named = /^\s*"?([^"<]*?)"?\s*<([^@<>]*)@?([^<>]*)>\s*$/.exec(one);
    const plain = /^\s*([^@\s]*)@?(\S*)\s*$/.exec(one);
    const [name, local, domain] = named
      ? [named[1] || null, named[2] ?? '', named[3] ?? '']
      : [null, plain?.[1] ?? one.trim(), plain?.[2] ?? ''];
    return `(${formatString(name ?? null)} NIL ${formatString(local ?? '')} ${formatString(domain ?? '')})`;
  });
  return `(${rows.join('')})`;
}

function formatEnvelope({ text }: Mail): string {
  const { header } = splitMail(text);
  const field = (name: string) => findField(header, name);
  const from = field('From');
  const parts = [
    formatString(field('Date')),
    formatString(field('Subject')),
    formatAddresses(from),
    formatAddresses(field('Sender') ?? from),
    formatAddresses(field('Reply-To') ?? from),
    formatAddresses(field('To')),
    formatAddresses(field('Cc')),
    formatAddresses(field('Bcc')),
    formatString(field('In-Reply-To')),
    formatString(field('Message-Id')),
  ];
  return `(${parts.join(' ')})`;
}

/** Fixed values come first and long ones last, as Dovecot orders them. */
function rank(item: string): number {
  return /^(ENVELOPE)$/.test(item) ? 1 : /^(BODY|RFC822($|\.HEADER|\.TEXT))/.test(item) ? 2 : 0;
}

/** `(UID 1 FLAGS (\Seen))` for one message. */
export function formatItems(mail: Mail, items: readonly string[], recent: boolean): string {
  const ordered = items.toSorted((a, b) => rank(a) - rank(b));
  const parts = ordered.map((item) => {
    if (item === 'FLAGS') return `FLAGS ${formatFlags(mail.flags, recent)}`;
    if (item === 'UID') return `UID ${mail.uid}`;
    if (item === 'INTERNALDATE') return `INTERNALDATE ${formatInternalDate(mail.received)}`;
    if (item === 'RFC822.SIZE') return `RFC822.SIZE ${mail.text.length}`;
    if (item === 'ENVELOPE') return `ENVELOPE ${formatEnvelope(mail)}`;
    const old = { RFC822: '', 'RFC822.HEADER': 'HEADER', 'RFC822.TEXT': 'TEXT' }[item];
    const section = old ?? /\[(.*)\]$/.exec(item)?.[1] ?? '';
    const data = takeSection(mail.text, section);
    const name = old === undefined ? `BODY[${section}]` : item;
    return `${name} {${data.length}}\r\n${data}`;
  });
  return `(${parts.join(' ')})`;
}

export function formatFlags(flags: readonly string[], recent: boolean): string {
  return `(${[...flags, ...(recent ? ['\\Recent'] : [])].join(' ')})`;
}
