/** The login of IMAP (LOGIN) and POP3 (USER, PASS), before a mailbox is open. */
import { decodeText } from '../../host/bytes';
import type { ProgramContext, Routine } from '../../host/program';
import { sys, writeFile } from '../../host/system';
import { formatSyslogDate, timeNow } from '../postfix/mail-log';
import { isPassword } from '../secret/passwords';
import { createInbox, type Inbox, receiveLine, sendAll } from '../socket-io';
import { serveImap, sessionCapabilities } from './imap-session';
import { parseWords } from './imap-words';
import { servePop3 } from './pop3-session';
import { type DovecotSettings, readDovecot } from './settings';

const MOST_BAD = 3;

type Peers = { remote: string; local: string };
type Opened = { inbox: Inbox; settings: DovecotSettings; peers: Peers; clear: boolean };

function* open(): Routine<Opened | null> {
  const parsed = yield* readDovecot();
  const peer = yield* sys.getpeername(0);
  const own = yield* sys.getsockname(0);
  if (!parsed.ok || !peer.ok || !own.ok) return null;
  const peers = { remote: peer.value.addr, local: own.value.addr };
  // Dovecot trusts a connection that has both ends on this machine.
  const clear = !parsed.settings.plaintextLocalOnly || peers.remote === peers.local;
  return { inbox: createInbox(0), settings: parsed.settings, peers, clear };
}

/** `imap-login: Login: user=<bob>, ...` in the mail log. */
function* log(
  context: ProgramContext,
  protocol: string,
  what: string,
  user: string,
  peers: Peers,
): Routine {
  const date = formatSyslogDate(yield* timeNow());
  const pid = what === 'Login' ? `, mpid=${context.pid}` : '';
  const name = user.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
  const line = `${date} ${context.host} dovecot: ${protocol}-login: ${what}: user=<${name}>, method=PLAIN, rip=${peers.remote}, lip=${peers.local}${pid}\n`;
  yield* writeFile('/var/log/mail.log', line, 'a');
}

function mailboxOf(settings: DovecotSettings, user: string): string {
  return settings.inbox.replaceAll('%u', user).replaceAll('%n', user);
}

export function* loginImap(context: ProgramContext): Routine<number> {
  const opened = yield* open();
  if (!opened) return 1;
  const { inbox, settings, peers, clear } = opened;
  const before = `IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ ${clear ? 'AUTH=PLAIN' : 'LOGINDISABLED'}`;
  const say = (text: string) => sendAll(0, `${text}\r\n`);
  yield* say(`* OK [CAPABILITY ${before}] ${settings.greeting}`);
  let asked = false;
  for (let wrong = 0; ; ) {
    const line = yield* receiveLine(inbox, 8192);
    if (!line.ok || !line.value.endsWith('\n')) return 0;
    const [tag = '', ...rest] = line.value.trim().split(' ');
    const words = parseWords(decodeText(rest.join(' '))) ?? [];
    const name = String(words[0] ?? '').toUpperCase();
    const [, user, password] = words;
    if (name === 'CAPABILITY') {
      asked = true;
      yield* say(`* CAPABILITY ${before}`);
      yield* say(`${tag} OK Pre-login capabilities listed, post-login capabilities have more.`);
    } else if (name === 'NOOP') yield* say(`${tag} OK NOOP completed.`);
    else if (name === 'ID') yield* say(`* ID ("name" "Dovecot")\r\n${tag} OK ID completed.`);
    else if (name === 'LOGOUT') {
      yield* say('* BYE Logging out');
      yield* say(`${tag} OK Logout completed.`);
      return 0;
    } else if (name === 'LOGIN' && typeof user === 'string' && typeof password === 'string') {
      if (!clear) {
        yield* say(
          '* BAD [ALERT] Plaintext authentication not allowed without SSL/TLS, but your client did it anyway. If anyone was listening, the password was exposed.',
        );
        yield* say(
          `${tag} NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.`,
        );
      } else if (yield* isPassword(user, password)) {
        yield* log(context, 'imap', 'Login', user, peers);
        yield* asked
          ? say(`* CAPABILITY ${sessionCapabilities}\r\n${tag} OK Logged in`)
          : say(`${tag} OK [CAPABILITY ${sessionCapabilities}] Logged in`);
        yield* serveImap(inbox, { path: mailboxOf(settings, user), box: null });
        return 0;
      } else {
        yield* log(context, 'imap', 'Aborted login (auth failed, 1 attempts)', user, peers);
        yield* say(`${tag} NO [AUTHENTICATIONFAILED] Authentication failed.`);
      }
    } else {
      wrong += 1;
      if (wrong >= MOST_BAD) {
        yield* say('* BYE Too many invalid IMAP commands.');
        return 0;
      }
      yield* say(`${tag} BAD Error in IMAP command received by server.`);
    }
  }
}

export function* loginPop3(context: ProgramContext): Routine<number> {
  const opened = yield* open();
  if (!opened) return 1;
  const { inbox, settings, peers, clear } = opened;
  const say = (text: string) => sendAll(0, `${text}\r\n`);
  yield* say(`+OK ${settings.greeting}`);
  let user: string | null = null;
  for (let wrong = 0; ; ) {
    const line = yield* receiveLine(inbox, 8192);
    if (!line.ok || !line.value.endsWith('\n')) return 0;
    const text = decodeText(line.value).trim();
    const [word = ''] = text.split(' ');
    const rest = text.slice(word.length + 1);
    const name = word.toUpperCase();
    if (name === 'CAPA') {
      const rows = ['CAPA', 'TOP', 'UIDL', 'RESP-CODES', 'PIPELINING', 'AUTH-RESP-CODE'];
      const login = clear ? ['USER', 'SASL PLAIN'] : ['SASL'];
      yield* say(['+OK', ...rows, ...login, '.'].join('\r\n'));
    } else if (name === 'QUIT') {
      yield* say('+OK Logging out');
      return 0;
    } else if (name === 'USER' && !clear) {
      yield* say(
        '-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.',
      );
    } else if (name === 'USER') {
      user = rest;
      yield* say('+OK');
    } else if (name === 'PASS') {
      const named: string | null = user;
      user = null;
      if (named === null) yield* say('-ERR No username given.');
      else if (yield* isPassword(named, rest)) {
        yield* log(context, 'pop3', 'Login', named, peers);
        yield* say('+OK Logged in.');
        yield* servePop3(inbox, mailboxOf(settings, named));
        return 0;
      } else {
        yield* log(context, 'pop3', 'Aborted login (auth failed, 1 attempts)', named, peers);
        yield* say('-ERR [AUTH] Authentication failed.');
      }
    } else {
      wrong += 1;
      if (wrong >= MOST_BAD) {
        yield* say('-ERR Too many invalid bad commands.');
        return 0;
      }
      yield* say('-ERR Unknown command.');
    }
  }
}
