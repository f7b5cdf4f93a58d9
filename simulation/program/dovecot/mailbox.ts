/** A mailbox file in mbox format (RFC 4155), as Dovecot reads what Postfix has delivered. */
import { decodeText, encodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { readFile, writeFile } from '../../host/system';

export type Mail = {
  uid: number;
  /** The `From ` line with its newline; what is no part of the message. */
  envelope: string;
  /** Header and body with CRLF, one character a byte. */
  text: string;
  flags: readonly string[];
  /** Whether no reader has seen the mailbox since it came. */
  recent: boolean;
  /** Unix time in ms at which it was delivered. */
  received: number;
};

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** The date at the end of a `From ` line, or 0. */
function readEnvelopeDate(line: string): number {
  const parts = /(\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\s*$/.exec(line);
  if (!parts) return 0;
  const [, month = '', day, hour, minute, second, year] = parts;
  const at = months.indexOf(month) / 3;
  return Date.UTC(Number(year), at, Number(day), Number(hour), Number(minute), Number(second));
}

/** Flags and UIDs that an mbox keeps in the header (X-UID, Status, X-Status). */
const ownField = /^(?:X-UID|Status|X-Status): .*\n/gm;

function readFlags(head: string): string[] {
  const letters = [...head.matchAll(/^(?:X-)?Status: (\w*)/gm)].map((match) => match[1]).join('');
  const table = { R: '\\Seen', A: '\\Answered', F: '\\Flagged', T: '\\Draft', D: '\\Deleted' };
  return Object.entries(table).flatMap(([letter, flag]) =>
    letters.includes(letter) ? [flag] : [],
  );
}

/** The messages of an mbox file; UIDs are given in order where the file has none. */
export function parseMbox(file: string): Mail[] {
  const bytes = encodeText(file);
  const starts = [...bytes.matchAll(/(^|\n\n)From [^\n]*\n/g)].map(
    ({ index = 0, 0: all }) => index + (all.startsWith('\n') ? 2 : 0),
  );
  let last = 0;
  return starts.map((from, index) => {
    const part = bytes.slice(from, starts[index + 1] ?? bytes.length);
    const line = part.slice(0, part.indexOf('\n') + 1);
    const all = part.slice(line.length).replace(/\n$/, '');
    const end = all.indexOf('\n\n');
    const head = end < 0 ? all : all.slice(0, end + 1);
    const uid = Number(/^X-UID: (\d{1,9})/m.exec(head)?.[1] ?? 0);
    last = Math.max(uid, last + 1);
    const text = (head.replace(ownField, '') + (end < 0 ? '' : all.slice(end + 1)))
      .replace(/^>(>*From )/gm, '$1')
      .replaceAll('\n', '\r\n');
    return {
      ...{ uid: last, envelope: line, text, flags: readFlags(head) },
      recent: !/^Status: \w*O/m.test(head),
      received: readEnvelopeDate(line),
    };
  });
}

/** The file with these messages; what has been read and marked is kept in each header. */
export function formatMailbox(mails: readonly Mail[]): string {
  const letters: Record<string, string> = { Answered: 'A', Flagged: 'F', Draft: 'T', Deleted: 'D' };
  const parts = mails.map(({ uid, envelope, text, flags }) => {
    const plain = text.replaceAll('\r\n', '\n').replace(/^(>*From )/gm, '>$1');
    const end = plain.indexOf('\n\n');
    const [head, body] = end < 0 ? [plain, ''] : [plain.slice(0, end + 1), plain.slice(end + 1)];
    const more = flags.map((flag) => letters[flag.slice(1)] ?? '').join('');
    const own = [
      `X-UID: ${uid}\n`,
      `Status: ${flags.includes('\\Seen') ? 'R' : ''}O\n`,
      ...(more === '' ? [] : [`X-Status: ${more}\n`]),
    ];
    return `${envelope}${head}${own.join('')}${body}\n`;
  });
  return decodeText(parts.join(''));
}

/** The mailbox of `user`; empty where nothing was ever delivered. */
export function* loadMailbox(path: string): Routine<Mail[]> {
  const text = yield* readFile(path);
  return text.ok ? parseMbox(text.value) : [];
}

export function* storeMailbox(path: string, mails: readonly Mail[]): Routine<boolean> {
  return (yield* writeFile(path, formatMailbox(mails))).ok;
}

/** The header with its empty line, and what follows. */
export function splitMail(text: string): { header: string; body: string } {
  const end = text.indexOf('\r\n\r\n');
  return end < 0
    ? { header: text, body: '' }
    : { header: text.slice(0, end + 4), body: text.slice(end + 4) };
}

/** The value of a header field with its folds undone, or null. */
export function findField(header: string, name: string): string | null {
  const plain = header.replace(/\r\n[ \t]+/g, ' ');
  const lines = plain.split('\r\n');
  const wanted = `${name.toLowerCase()}:`;
  const line = lines.find((one) => one.toLowerCase().startsWith(wanted));
  return line === undefined ? null : line.slice(wanted.length).trim();
}
