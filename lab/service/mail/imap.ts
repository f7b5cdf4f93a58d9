/** A small server of IMAP4rev1 (RFC 3501): one person, one mailbox, enough for a mail program to read it. */
import type { WireStream } from '../service';
import { fetchItems, fetchLine } from './imap-fetch';
import { type Command, parseCommand, parseSet, takeCommand } from './imap-parse';
import { HOST, type Mailbox, rightPassword } from './mailbox';

const CAPABILITIES = 'IMAP4rev1 IDLE LITERAL+';
const LONGEST_INPUT = 32_768;
/** Wrong commands before the server hangs up. */
const PATIENCE = 10;

type Session = {
  mailbox: Mailbox;
  log: (line: string) => void;
  write: (text: string | Buffer) => void;
  user: string | null;
  selected: boolean;
  /** How many mails this client knows of. */
  told: number;
  /** Tag of the IDLE that runs, and how to end it. */
  idle: { tag: string; stop: () => void } | null;
};

/** How a command ended: the tagged answer, without its tag. */
type Ending = string;
type Run = (session: Session, args: Command['args']) => Ending;
type Row = { needs: 'nothing' | 'login' | 'mailbox'; run: Run };

const text = (arg: Command['args'][number] | undefined) => (typeof arg === 'string' ? arg : '');
const untagged = (session: Session, line: string) => session.write(`* ${line}\r\n`);

/** Tells of mails that came since the client last heard. RFC 3501, 5.2 */
function tellNews(session: Session) {
  const { length } = session.mailbox.all();
  if (session.selected && length !== session.told) untagged(session, `${length} EXISTS`);
  session.told = length;
}

function open(session: Session, name: string, readOnly: boolean): Ending {
  session.selected = false;
  if (name.toUpperCase() !== 'INBOX') return 'NO [NONEXISTENT] Mailbox does not exist';
  const mails = session.mailbox.all();
  session.selected = true;
  session.told = mails.length;
  untagged(session, 'FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)');
  untagged(session, 'OK [PERMANENTFLAGS (\\Seen)] Only this flag is kept');
  untagged(session, `${mails.length} EXISTS`);
  untagged(session, '0 RECENT');
  untagged(session, 'OK [UIDVALIDITY 1] UIDs are valid');
  untagged(session, `OK [UIDNEXT ${session.mailbox.nextUid()}] Predicted next UID`);
  return readOnly ? 'OK [READ-ONLY] EXAMINE completed' : 'OK [READ-WRITE] SELECT completed';
}

/** The mails of a set, each with its message number; null where the set is none. */
function chosen(session: Session, set: string, byUid: boolean) {
  const mails = session.mailbox.all();
  const numbers = mails.map((mail, index) => (byUid ? mail.uid : index + 1));
  const wanted = parseSet(set, numbers);
  return wanted?.flatMap((number) => {
    const index = numbers.indexOf(number);
    const mail = mails[index];
    return mail ? [{ mail, number: index + 1 }] : [];
  });
}

function fetch(session: Session, args: Command['args'], byUid: boolean): Ending {
  const asked = fetchItems(args[1]);
  const found = chosen(session, text(args[0]), byUid);
  if (!asked || !found) return 'BAD FETCH wants numbers and a list of items';
  const items = byUid && !asked.includes('UID') ? ['UID', ...asked] : asked;
  for (const { mail, number } of found) {
    const line = fetchLine(mail, number, items);
    if (!line) return 'BAD FETCH of an item that this server does not know';
    session.write(line);
  }
  return `OK ${byUid ? 'UID ' : ''}FETCH completed`;
}

function search(session: Session, args: Command['args'], byUid: boolean): Ending {
  const [key = 'ALL', value] = args.map(text);
  const unseen = key.toUpperCase() === 'UNSEEN';
  const byKey: Record<string, [set: string, uid: boolean]> = {
    ALL: ['1:*', false],
    UNSEEN: ['1:*', false],
    UID: [value ?? '', true],
  };
  const [set, uid] = byKey[key.toUpperCase()] ?? [key, false];
  const found = chosen(session, set, uid);
  if (!found) return 'BAD SEARCH knows ALL, UNSEEN, UID and message numbers here';
  const hits = found.filter(({ mail }) => !unseen || !mail.flags.has('\\Seen'));
  const numbers = hits.map(({ mail, number }) => ` ${byUid ? mail.uid : number}`);
  untagged(session, `SEARCH${numbers.join('')}`);
  return `OK ${byUid ? 'UID ' : ''}SEARCH completed`;
}

function list(session: Session, name: 'LIST' | 'LSUB', pattern: string): Ending {
  if (pattern === '') untagged(session, `${name} (\\Noselect) "/" ""`);
  else if (/^(\*|%|INBOX)$/i.test(pattern)) untagged(session, `${name} () "/" INBOX`);
  return `OK ${name} completed`;
}

const commands: Record<string, Row> = {
  CAPABILITY: {
    needs: 'nothing',
    run(session) {
      untagged(session, `CAPABILITY ${CAPABILITIES}`);
      return 'OK CAPABILITY completed';
    },
  },
  NOOP: { needs: 'nothing', run: (session) => (tellNews(session), 'OK NOOP completed') },
  LOGIN: {
    needs: 'nothing',
    run(session, args) {
      if (session.user) return 'BAD Already logged in';
      const [user = '', password = ''] = args.map(text);
      const known = rightPassword(user, password);
      session.log(`imap login of ${user} ${known ? 'accepted' : 'refused'}`);
      if (!known) return 'NO [AUTHENTICATIONFAILED] Authentication failed.';
      session.user = user;
      return `OK [CAPABILITY ${CAPABILITIES}] Logged in`;
    },
  },
  LIST: { needs: 'login', run: (session, args) => list(session, 'LIST', text(args[1])) },
  /** Everybody is subscribed to the one mailbox. */
  LSUB: { needs: 'login', run: (session, args) => list(session, 'LSUB', text(args[1])) },
  SELECT: { needs: 'login', run: (session, [name]) => open(session, text(name), false) },
  EXAMINE: { needs: 'login', run: (session, [name]) => open(session, text(name), true) },
  FETCH: { needs: 'mailbox', run: (session, args) => fetch(session, args, false) },
  SEARCH: { needs: 'mailbox', run: (session, args) => search(session, args, false) },
  UID: {
    needs: 'mailbox',
    run(session, [name, ...args]) {
      const what = text(name).toUpperCase();
      if (what === 'FETCH') return fetch(session, args, true);
      if (what === 'SEARCH') return search(session, args, true);
      return 'BAD UID goes with FETCH or SEARCH here';
    },
  },
  CLOSE: {
    needs: 'mailbox',
    run: (session) => ((session.selected = false), 'OK CLOSE completed'),
  },
};

/** Runs one command. @returns the tagged line's words, or null where they come later. */
function run(session: Session, { tag, name, args }: Command): Ending | null {
  if (name === 'IDLE' && session.selected) {
    session.write('+ idling\r\n');
    session.idle = { tag, stop: session.mailbox.watch(() => tellNews(session)) };
    return null;
  }
  const row = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!row) return `BAD Unknown command ${name.slice(0, 40)}`;
  if (row.needs !== 'nothing' && !session.user) return 'BAD Log in first';
  if (row.needs === 'mailbox' && !session.selected) return 'BAD SELECT a mailbox first';
  return row.run(session, args);
}

/** Speaks IMAP over one connection, whatever comes. */
export function serveImap(stream: WireStream, mailbox: Mailbox, log: (line: string) => void) {
  let held = Buffer.alloc(0);
  let invited = false;
  let mistakes = 0;
  const write = (bytes: string | Buffer) => {
    if (stream.writable) stream.write(bytes);
  };
  const session: Session = {
    mailbox,
    log,
    write,
    user: null,
    selected: false,
    told: 0,
    idle: null,
  };
  const bye = (why: string) => stream.end(`* BYE ${why}\r\n`);
  stream.on('close', () => session.idle?.stop());
  stream.on('end', () => stream.end());
  write(`* OK [CAPABILITY ${CAPABILITIES}] ${HOST} ready\r\n`);

  /** One command of what is held; false when there is none, or no more is wanted. */
  function step(): boolean {
    const taken = takeCommand(held);
    if (taken.state === 'wrong') return (void bye(taken.why), false);
    if (taken.state === 'partial') {
      if (taken.invite && !invited) write('+ Ready for literal data\r\n');
      invited = taken.invite;
      return false;
    }
    invited = false;
    held = held.subarray(taken.used);
    if (session.idle) {
      session.idle.stop();
      write(`${session.idle.tag} OK IDLE completed\r\n`);
      session.idle = null;
      if (taken.text.toUpperCase() === 'DONE') return true;
    }
    const command = parseCommand(taken.text);
    if (command?.name === 'LOGOUT') {
      stream.end(`* BYE Logging out\r\n${command.tag} OK Logout completed.\r\n`);
      return false;
    }
    const ending = command ? run(session, command) : 'BAD Expected: tag, command, arguments';
    if (ending !== null) write(`${command?.tag ?? '*'} ${ending}\r\n`);
    if (ending?.startsWith('BAD') && ++mistakes >= PATIENCE) {
      return (void bye('Too many invalid commands'), false);
    }
    return true;
  }

  stream.on('data', (bytes: Buffer) => {
    if (stream.writableEnded) return;
    held = Buffer.concat([held, bytes]);
    while (held.length > 0 && !stream.writableEnded && step());
    if (held.length > LONGEST_INPUT && !stream.writableEnded) bye('Too much at once');
  });
}
