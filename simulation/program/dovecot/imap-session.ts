/** IMAP4rev1 after the login (RFC 3501), in the words of Dovecot 2.3. */
import { decodeText, encodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { type Inbox, receiveLine, say } from '../socket-io';
import { formatFlags, formatItems, marksSeen, readItems } from './imap-fetch';
import { parseSet, parseWords, type Word } from './imap-words';
import { loadMailbox, type Mail, storeMailbox } from './mailbox';

const capabilities =
  'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES THREAD=REFS THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE LITERAL+ NOTIFY';
export const sessionCapabilities = capabilities;

/** Commands of the real server that are left out here, to be refused by name. */
const leftOut =
  /^(APPEND|COPY|MOVE|CREATE|DELETE|RENAME|SUBSCRIBE|UNSUBSCRIBE|LSUB|IDLE|SORT|THREAD|ENABLE|NAMESPACE|NOTIFY|GETMETADATA)$/;
const flagNames = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'];

type Box = { mails: Mail[]; readOnly: boolean };
export type Mailbox = { path: string; box: Box | null };
type Reply = { untagged: string[]; tagged: string; close?: boolean };
type Command = { name: string; words: Word[]; uid: boolean };

const took = '(0.001 + 0.000 secs).';
const ok = (what: string, untagged: string[] = []): Reply => ({
  untagged,
  tagged: `OK ${what} completed ${took}`,
});
const bad = (text: string): Reply => ({ untagged: [], tagged: `BAD ${text} ${took}` });
const wrong = (name: string, why: string) => bad(`Error in IMAP command ${name}: ${why}`);

export function* serveImap(inbox: Inbox, mailbox: Mailbox): Routine {
  for (;;) {
    const line = yield* receiveLine(inbox, 8192);
    if (!line.ok || !line.value.endsWith('\n')) return;
    const [tag = '', ...rest] = line.value.trim().split(' ');
    const words = parseWords(decodeText(rest.join(' ')));
    const [first, ...more] = words ?? [];
    const name = typeof first === 'string' ? first.toUpperCase() : '';
    const uid = name === 'UID' && typeof more[0] === 'string';
    const command: Command = uid
      ? { name: String(more[0]).toUpperCase(), words: more.slice(1), uid }
      : { name, words: more, uid };
    const reply =
      words === null ? wrong(name, 'Invalid characters in atom') : yield* answer(command, mailbox);
    const text = [...reply.untagged.map((one) => `* ${one}`), `${tag} ${reply.tagged}`];
    if (!(yield* say(inbox, `${text.join('\r\n')}\r\n`)).ok || reply.close) return;
  }
}

function* answer(command: Command, mailbox: Mailbox): Routine<Reply> {
  const { name, words } = command;
  const [first] = words;
  switch (name) {
    case 'CAPABILITY':
      return ok('Capability', [`CAPABILITY ${capabilities}`]);
    case 'NOOP':
    case 'CHECK':
      return ok(name === 'NOOP' ? 'NOOP' : 'Check', yield* findNews(mailbox));
    case 'ID':
      return ok('ID', ['ID ("name" "Dovecot")']);
    case 'LOGOUT':
      return { ...ok('Logout', ['BYE Logging out']), close: true };
    case 'LIST': {
      if (words.length < 2) return wrong(name, 'Missing arguments');
      const shown = /^(\*|%|INBOX)$/i.test(String(words[1]));
      if (words[1] === '') return ok('List', ['LIST (\\Noselect) "/" ""']);
      return ok('List', shown ? ['LIST (\\HasNoChildren) "/" INBOX'] : []);
    }
    case 'SELECT':
    case 'EXAMINE':
      return yield* select(name, first, mailbox);
    case 'STATUS':
      return yield* tellStatus(words, mailbox);
  }
  if (leftOut.test(name)) {
    return { untagged: [], tagged: `NO [CANNOT] ${name} is not in this simulation ${took}` };
  }
  if (!/^(FETCH|STORE|SEARCH|EXPUNGE|CLOSE|UNSELECT)$/.test(name)) {
    return wrong(name, 'Unknown command');
  }
  const { box } = mailbox;
  if (!box) return bad('No mailbox selected');
  if (name === 'SEARCH') return search(command, box);
  if (name === 'EXPUNGE' || name === 'CLOSE' || name === 'UNSELECT') {
    return yield* expunge(name, mailbox, box);
  }
  return yield* (name === 'FETCH' ? fetchMails : storeFlags)(command, mailbox, box);
}

function* select(name: string, word: Word | undefined, mailbox: Mailbox): Routine<Reply> {
  if (word === undefined) return wrong(name, 'Missing arguments');
  const closed = mailbox.box ? ['OK [CLOSED] Previous mailbox closed.'] : [];
  mailbox.box = null;
  if (String(word).toUpperCase() !== 'INBOX') {
    return { untagged: closed, tagged: `NO Mailbox doesn't exist: ${String(word)} ${took}` };
  }
  const mails = yield* loadMailbox(mailbox.path);
  const readOnly = name === 'EXAMINE';
  const recent = mails.filter((mail) => mail.recent).length;
  if (!readOnly && mails.length > 0) yield* storeMailbox(mailbox.path, mails);
  mailbox.box = { mails, readOnly };
  const unseen = mails.findIndex(({ flags }) => !flags.includes('\\Seen')) + 1;
  const permanent = readOnly
    ? '()] Read-only mailbox.'
    : `(${flagNames.join(' ')} \\*)] Flags permitted.`;
  const untagged = [
    ...closed,
    `FLAGS (${flagNames.join(' ')})`,
    `OK [PERMANENTFLAGS ${permanent}`,
    `${mails.length} EXISTS`,
    `${recent} RECENT`,
    ...(unseen > 0 ? [`OK [UNSEEN ${unseen}] First unseen.`] : []),
    `OK [UIDVALIDITY ${Math.floor((mails[0]?.received ?? 1000) / 1000)}] UIDs valid`,
    `OK [UIDNEXT ${(mails.at(-1)?.uid ?? 0) + 1}] Predicted next UID`,
  ];
  return {
    untagged,
    tagged: `OK [READ-${readOnly ? 'ONLY' : 'WRITE'}] ${readOnly ? 'Examine' : 'Select'} completed ${took}`,
  };
}

/** Mail that has come since the mailbox was selected. */
function* findNews(mailbox: Mailbox): Routine<string[]> {
  const { box } = mailbox;
  if (!box) return [];
  const now = yield* loadMailbox(mailbox.path);
  const last = box.mails.at(-1)?.uid ?? 0;
  const fresh = now.filter(({ uid }) => uid > last);
  if (fresh.length === 0) return [];
  box.mails = [...box.mails, ...fresh];
  return [`${box.mails.length} EXISTS`, `${box.mails.filter((one) => one.recent).length} RECENT`];
}

function* tellStatus(words: Word[], mailbox: Mailbox): Routine<Reply> {
  const [name, items] = words;
  if (String(name).toUpperCase() !== 'INBOX') {
    return { untagged: [], tagged: `NO Mailbox doesn't exist: ${String(name)} ${took}` };
  }
  const mails = yield* loadMailbox(mailbox.path);
  const values: Readonly<Record<string, number>> = {
    MESSAGES: mails.length,
    RECENT: mails.filter(({ recent }) => recent).length,
    UIDNEXT: (mails.at(-1)?.uid ?? 0) + 1,
    UIDVALIDITY: Math.floor((mails[0]?.received ?? 1000) / 1000),
    UNSEEN: mails.filter(({ flags }) => !flags.includes('\\Seen')).length,
  };
  const asked = (Array.isArray(items) ? items : []).map((one) => String(one).toUpperCase());
  if (asked.length === 0) return wrong('STATUS', 'Status items must be a list');
  const unknown = asked.find((one) => !Object.hasOwn(values, one));
  if (unknown !== undefined) return wrong('STATUS', `Invalid status item ${unknown}`);
  const shown = asked.map((one) => `${one} ${values[one]}`).join(' ');
  const note = mailbox.box ? '[CLIENTBUG] Status on selected mailbox' : 'Status';
  return ok(note, [`STATUS INBOX (${shown})`]);
}

/** Places (from 0) of the messages that a command's first word names. */
function choose({ words, uid }: Command, { mails }: Box): number[] | null {
  const last = uid ? (mails.at(-1)?.uid ?? 0) : mails.length;
  const numbers = typeof words[0] === 'string' ? parseSet(words[0], last) : null;
  if (numbers === null) return null;
  if (!uid)
    return numbers.some((one) => one > mails.length || one < 1)
      ? null
      : numbers.map((one) => one - 1);
  return mails.flatMap((mail, index) => (numbers.includes(mail.uid) ? [index] : []));
}

function* fetchMails(command: Command, mailbox: Mailbox, box: Box): Routine<Reply> {
  const places = choose(command, box);
  if (places === null) return wrong('FETCH', 'Invalid messageset');
  const items = readItems(command.words.slice(1));
  if (items === null) {
    return wrong(
      'FETCH',
      `Unknown parameter: ${command.words.slice(1).flat().map(String).join(' ')}`,
    );
  }
  if (command.uid && !items.includes('UID')) items.unshift('UID');
  const untagged: string[] = [];
  let changed = false;
  for (const place of places) {
    const mail = box.mails[place];
    if (!mail) continue;
    const read = !box.readOnly && items.some(marksSeen) && !mail.flags.includes('\\Seen');
    const now = read ? { ...mail, flags: [...mail.flags, '\\Seen'] } : mail;
    changed ||= read;
    box.mails[place] = now;
    const shown = read && !items.includes('FLAGS') ? ['FLAGS', ...items] : items;
    untagged.push(`${place + 1} FETCH ${formatItems(now, shown, now.recent)}`);
  }
  if (changed) yield* storeMailbox(mailbox.path, box.mails);
  return ok('Fetch', untagged);
}

function* storeFlags(command: Command, mailbox: Mailbox, box: Box): Routine<Reply> {
  const places = choose(command, box);
  if (places === null) return wrong('STORE', 'Invalid messageset');
  const mode = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(String(command.words[1] ?? ''));
  const given = command.words.slice(2).flat().map(String);
  if (!mode) return wrong('STORE', 'Invalid arguments');
  const flags = given.map(
    (flag) => flagNames.find((one) => one.toLowerCase() === flag.toLowerCase()) ?? flag,
  );
  const odd = flags.find((flag) => !flagNames.includes(flag));
  if (odd !== undefined) return wrong('STORE', `Invalid system flag ${odd}`);
  if (box.readOnly) {
    return { untagged: [], tagged: `NO [READ-ONLY] Mailbox is read-only ${took}` };
  }
  const untagged: string[] = [];
  for (const place of places) {
    const mail = box.mails[place];
    if (!mail) continue;
    const rest = mail.flags.filter((flag) => !flags.includes(flag));
    const next = mode[1] === '-' ? rest : mode[1] === '+' ? [...rest, ...flags] : flags;
    const sorted = flagNames.filter((flag) => next.includes(flag));
    const same =
      sorted.length === mail.flags.length && sorted.every((one) => mail.flags.includes(one));
    box.mails[place] = { ...mail, flags: sorted };
    if (!same && !mode[2]) {
      const number = command.uid ? `UID ${mail.uid} ` : '';
      untagged.push(`${place + 1} FETCH (${number}FLAGS ${formatFlags(sorted, mail.recent)})`);
    }
  }
  yield* storeMailbox(mailbox.path, box.mails);
  return ok('Store', untagged);
}

function search({ words, uid }: Command, { mails }: Box): Reply {
  const tests: Readonly<Record<string, (mail: Mail) => boolean>> = {
    ALL: () => true,
    SEEN: ({ flags }) => flags.includes('\\Seen'),
    UNSEEN: ({ flags }) => !flags.includes('\\Seen'),
    DELETED: ({ flags }) => flags.includes('\\Deleted'),
    UNDELETED: ({ flags }) => !flags.includes('\\Deleted'),
    FLAGGED: ({ flags }) => flags.includes('\\Flagged'),
    RECENT: ({ recent }) => recent,
  };
  let left = mails.map((mail, index) => ({ mail, index }));
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const key = String(word).toUpperCase();
    const test = Object.hasOwn(tests, key) ? tests[key] : undefined;
    if (test) left = left.filter(({ mail }) => test(mail));
    else if (/^(SUBJECT|FROM|TO|BODY|TEXT)$/.test(key) && typeof rest[0] === 'string') {
      const wanted = encodeText(String(rest.shift()).toLowerCase());
      const pattern = new RegExp(`^${key}:.*$`, 'im');
      left = left.filter(({ mail: { text } }) => {
        const where = key === 'TEXT' || key === 'BODY' ? text : (pattern.exec(text)?.[0] ?? '');
        return where.toLowerCase().includes(wanted);
      });
    } else return wrong('SEARCH', `Unknown argument ${key}`);
  }
  const found = left.map(({ mail, index }) => (uid ? mail.uid : index + 1));
  return ok('Search', [['SEARCH', ...found].join(' ')]);
}

function* expunge(name: string, mailbox: Mailbox, box: Box): Routine<Reply> {
  const what = name === 'UNSELECT' ? 'Unselect' : name === 'CLOSE' ? 'Close' : 'Expunge';
  if (name !== 'EXPUNGE') mailbox.box = null;
  if (name === 'UNSELECT' || box.readOnly) return ok(what);
  const kept = box.mails.filter(({ flags }) => !flags.includes('\\Deleted'));
  const untagged = box.mails
    .flatMap(({ flags }, index) => (flags.includes('\\Deleted') ? [index] : []))
    .map((place, removed) => `${place - removed + 1} EXPUNGE`);
  if (untagged.length > 0) yield* storeMailbox(mailbox.path, kept);
  box.mails = kept;
  return ok(what, name === 'CLOSE' ? [] : untagged);
}
