/** Explains a conversation of IMAP. RFC 3501. Pure and total. */
import type { WireField } from '@/contract/lab-service';
import { field, type Line, linesOf } from '../fields';
import type { Turn } from '../service';
import { explainMail } from './annotate-mail';

const commands: Record<string, string> = {
  CAPABILITY: 'what can you do?',
  NOOP: 'nothing; has anything changed?',
  LOGOUT: 'goodbye',
  LOGIN: 'user name and password, readable by everybody on the way unless TLS is around it',
  LIST: 'which mailboxes are there?',
  LSUB: 'which mailboxes have I chosen to see?',
  SELECT: 'open this mailbox, to read and to mark',
  EXAMINE: 'open this mailbox, to read only',
  FETCH: 'send these parts of these mails',
  SEARCH: 'which mails fit?',
  UID: 'the same command, with numbers that a mail keeps for ever',
  IDLE: 'tell me when a mail comes; I will wait',
  CLOSE: 'close the mailbox',
  STARTTLS: 'let us speak TLS from here on',
  NAMESPACE: 'where do the mailboxes live?',
  ID: 'which program are you?',
};

const endings: Record<string, string> = {
  OK: 'done',
  NO: 'refused',
  BAD: 'not understood',
};

const untagged: Record<string, string> = {
  OK: 'a remark: all is well',
  NO: 'a warning',
  BAD: 'something was not understood',
  BYE: 'the server is about to hang up',
  PREAUTH: 'no login is needed',
  CAPABILITY: 'what the server can do',
  LIST: 'a mailbox: marks, the sign between levels, its name',
  LSUB: 'a mailbox that was chosen: marks, the sign between levels, its name',
  FLAGS: 'marks that a mail may have',
  SEARCH: 'numbers of the mails that fit',
};

const counted: Record<string, string> = {
  EXISTS: 'so many mails are in the mailbox',
  RECENT: 'so many came since anybody looked',
  EXPUNGE: 'the mail with this number is gone',
};

/** Words in square brackets say the same for programs. */
const codes: Record<string, string> = {
  UIDVALIDITY: 'the lasting numbers of this mailbox belong to this generation',
  UIDNEXT: 'the lasting number that the next mail will get',
  PERMANENTFLAGS: 'marks that are kept',
  CAPABILITY: 'what the server can do',
  'READ-WRITE': 'open to read and to mark',
  'READ-ONLY': 'open to read',
  AUTHENTICATIONFAILED: 'wrong user name or password',
  NONEXISTENT: 'there is no such mailbox',
};

const bracketed = (text: string) => {
  const code = /^\S+ \[([A-Z-]+)/i.exec(text)?.[1]?.toUpperCase() ?? '';
  return Object.hasOwn(codes, code) ? codes[code] : undefined;
};

/** Bytes that a line ending in `{n}` announces. */
const announced = (text: string) => Number(/\{(\d{1,9})\+?\}$/.exec(text)?.[1] ?? -1);

function explainClient({ at, length, text }: Line): WireField[] {
  if (text.toUpperCase() === 'DONE') return [field(at, length, 'DONE', 'enough waiting')];
  const match = /^(\S+) (\S+)( ?)(.*)$/.exec(text);
  const name = match?.[2]?.toUpperCase() ?? '';
  if (!match || !Object.hasOwn(commands, name)) {
    return [field(at, length, 'line', 'no command of IMAP that this page explains')];
  }
  const tag = match[1] ?? '';
  const head = tag.length + 1;
  const verb = name.length + (match[3] ?? '').length;
  const rest = length - head - verb;
  const fields = [
    field(at, head, 'tag', `“${tag}”: the answer to this command will begin so, too`),
    field(at + head, match[4] ? verb : length - head, name, commands[name] ?? ''),
  ];
  if (match[4])
    fields.push(field(at + head + verb, rest, 'arguments', explainArguments(name, match[4])));
  return fields;
}

/** Parts of a mail, as FETCH names them in its question and in its answer. */
const parts: readonly [RegExp, string][] = [
  [/BODY(\.PEEK)?\[\]/i, 'the whole mail'],
  [/BODY\.PEEK/i, 'without marking it as read'],
  [/ENVELOPE/i, 'date, subject, sender and readers in a list'],
  [/RFC822\.SIZE/i, 'its length'],
  [/FLAGS/i, 'its marks'],
  [/\bUID\b/i, 'the number it keeps for ever'],
];

const partsIn = (text: string) =>
  parts.filter(([word]) => word.test(text)).map(([, words]) => words);

function explainArguments(name: string, rest: string): string {
  if (name === 'LOGIN') return 'user name, then password';
  if (name === 'LIST' || name === 'LSUB') {
    return 'where to begin, and which names: * is all of them';
  }
  if (name !== 'FETCH' && name !== 'UID') return 'what the command is about';
  const said = partsIn(rest);
  return said.length > 0
    ? `which mails, then what of them: ${said.join('; ')}`
    : 'which mails, and what of them';
}

/** The part before the mail itself, whose length its end announces. */
function explainFetch(rest: string): string {
  const size = announced(rest);
  const said = partsIn(rest);
  const what = said.length > 0 ? `: ${said.join('; ')}` : '';
  const next = size < 0 ? '' : `. The next ${size} bytes are the mail`;
  return `of the mail with this number${what}${next}`;
}

const explainCounted = (name: string, rest: string) =>
  name === 'FETCH' ? explainFetch(rest) : counted[name];

function explainServer({ at, length, text }: Line, tags: ReadonlySet<string>): WireField[] {
  if (text.startsWith('+')) return [field(at, length, 'go on', 'the server waits for more')];
  const space = text.indexOf(' ');
  const first = space < 0 ? text : text.slice(0, space);
  const rest = space < 0 ? '' : text.slice(space + 1);
  const head = Math.min(first.length + 1, length);
  const [word = '', second = ''] = rest.toUpperCase().split(' ');
  if (first === '*' && rest !== '') {
    const number = /^\d+$/.test(word);
    const name = number ? second : word;
    const known = number ? explainCounted(name, rest) : (bracketed(rest) ?? untagged[name]);
    return [
      field(at, head, 'untagged', 'news, not yet the end of the answer'),
      field(
        at + head,
        length - head,
        name || 'news',
        known ?? 'news that this page does not explain',
      ),
    ];
  }
  if (Object.hasOwn(endings, word)) {
    const whose = tags.has(first) ? 'the command with this tag has been answered' : 'a tag';
    return [
      field(at, head, 'tag', `“${first}”: ${whose}`),
      field(at + head, length - head, word, bracketed(rest) ?? endings[word] ?? ''),
    ];
  }
  return [field(at, length, 'continued', 'the answer goes on')];
}

export function annotateImap(turns: readonly Turn[]): WireField[][] {
  const tags = new Set<string>();
  return turns.map(({ from, bytes }) => {
    const fields: WireField[] = [];
    let skipTo = 0;
    for (const line of linesOf(bytes)) {
      if (line.at + line.length <= skipTo) continue;
      // The line after a literal begins where the literal ends, in the middle of a line or not.
      const cut = Math.max(0, skipTo - line.at);
      const rest = { at: line.at + cut, length: line.length - cut, text: line.text.slice(cut) };
      if (from === 'client') {
        tags.add(rest.text.split(' ')[0] ?? '');
        fields.push(...explainClient(rest));
      } else fields.push(...explainServer(rest, tags));
      const size = announced(rest.text);
      const start = line.at + line.length;
      const end = Math.min(bytes.length, start + Math.max(0, size));
      if (end > start) {
        const literal = bytes.subarray(start, end);
        fields.push(
          ...(from === 'server'
            ? explainMail(literal, start)
            : [field(start, end - start, 'string', `${size} bytes, as announced`)]),
        );
      }
      skipTo = Math.max(skipTo, end);
    }
    return fields;
  });
}
