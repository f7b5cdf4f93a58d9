/** What the logins of IMAP and POP3 share: who calls, TLS, passwords and the mail log. */
import type { ProgramContext, Routine } from '../../host/program';
import { sys, writeFile } from '../../host/system';
import { formatSyslogDate, timeNow } from '../postfix/mail-log';
import { decodeBase64 } from '../secret/base64';
import { isPassword } from '../secret/passwords';
import { createInbox, type Inbox } from '../socket-io';
import { type CredentialsFault, readCredentials } from '../tls/read-credentials';
import { createService, secureInbox } from '../tls/secure-inbox';
import type { TlsFailure } from '../tls/tls-end';
import { type DovecotSettings, readDovecot } from './settings';

/** Wrong commands after which the connection is closed. */
export const MOST_BAD = 3;

export type Login = {
  context: ProgramContext;
  protocol: 'imap' | 'pop3';
  inbox: Inbox;
  settings: DovecotSettings;
  peers: { remote: string; local: string };
  startedAt: number;
};

/** The login that descriptor 0 begins, in TLS where the port asks for it; null where it is over. */
export function* openLogin(
  context: ProgramContext,
  protocol: Login['protocol'],
): Routine<Login | null> {
  const parsed = yield* readDovecot();
  const peer = yield* sys.getpeername(0);
  const own = yield* sys.getsockname(0);
  if (!parsed.ok || !peer.ok || !own.ok) return null;
  const login: Login = {
    ...{ context, protocol, inbox: createInbox(0), settings: parsed.settings },
    peers: { remote: peer.value.addr, local: own.value.addr },
    startedAt: yield* timeNow(),
  };
  if (context.env.SSL !== 'yes') return login;
  return (yield* startTls(login)) === 'open' ? login : null;
}

/** Whether a password may be sent as it is. Dovecot trusts a call that has both ends here. */
export function isClear({ inbox, settings, peers }: Login): boolean {
  const must = settings.plaintextLocalOnly || settings.ssl === 'required';
  return inbox.seal !== null || !must || peers.remote === peers.local;
}

/** A line `imap-login: TEXT: user=<...>, ...` of the mail log. */
function* log({ context, protocol, peers }: Login, text: string, end: string): Routine {
  const date = formatSyslogDate(yield* timeNow());
  const where = `rip=${peers.remote}, lip=${peers.local}${end}`;
  const line = `${date} ${context.host} dovecot: ${protocol}-login: ${text}, ${where}\n`;
  yield* writeFile('/var/log/mail.log', line, 'a');
}

function markOf({ inbox, peers }: Login): string {
  if (inbox.seal) return ', TLS';
  return peers.remote === peers.local ? ', secured' : '';
}

/** Whether the password is the user's, which the log tells. */
export function* checkLogin(
  login: Login,
  user: string,
  password: string,
  method = 'PLAIN',
): Routine<boolean> {
  const good = yield* isPassword(user, password);
  const name = user.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
  const what = good ? 'Login' : 'Aborted login (auth failed, 1 attempts)';
  const pid = good ? `, mpid=${login.context.pid}` : '';
  yield* log(login, `${what}: user=<${name}>, method=${method}`, pid + markOf(login));
  return good;
}

/** User and password of a SASL PLAIN message (RFC 4616), null where it is none. */
export function parsePlain(text: string): [user: string, password: string] | null {
  const [, user, password, ...more] = (decodeBase64(text) ?? '').split('\0');
  return user && password !== undefined && more.length === 0 ? [user, password] : null;
}

export function mailboxOf({ settings }: Login, user: string): string {
  return settings.inbox.replaceAll('%u', user).replaceAll('%n', user);
}

/** ssl_iostream's complaints about `ssl_cert` and `ssl_key`. */
function formatFault({ of, why }: CredentialsFault, { cert }: DovecotSettings): string {
  if (of === 'certificate') {
    const reason =
      cert === ''
        ? 'The certificate is empty'
        : cert.startsWith('<')
          ? 'There is no valid PEM certificate.'
          : `There is no valid PEM certificate. (You probably forgot '<' from ssl_cert=<${cert})`;
    return `Can't load SSL certificate (ssl_cert setting): ${reason}`;
  }
  if (why === 'mismatch') {
    return "Can't load SSL private key (ssl_key setting): Key is for a different cert than ssl_cert";
  }
  const reason =
    'error:1E08010C:DECODER routines::unsupported: No supported data to decode. Input type: PEM';
  return `Couldn't parse private SSL key (ssl_key setting) (maybe ssl_key_password is wrong?): ${reason}`;
}

/** The file of a setting; what names none is read as a file that is not there. */
const fileOf = (value: string) => (value.startsWith('<') ? value.slice(1) : '');

/** Takes the call into TLS; `unready`: the server has nothing to show. */
export function* startTls(login: Login): Routine<'open' | 'over' | 'unready'> {
  const { inbox, settings, startedAt } = login;
  const read = yield* readCredentials(fileOf(settings.cert), fileOf(settings.key));
  if (!read.ok) {
    const text = `Error: Failed to initialize SSL server context: ${formatFault(read, settings)}`;
    yield* log(login, `${text}: user=<>`, markOf(login));
    return 'unready';
  }
  const tls = yield* createService(read.credentials);
  if (yield* secureInbox(inbox, tls)) return 'open';
  const why = tls.failure ? `SSL_accept() failed: ${formatFailure(tls.failure)}` : '';
  const seconds = Math.floor(((yield* timeNow()) - startedAt) / 1000);
  const closed = `Disconnected: Connection closed${why === '' ? '' : `: ${why}`}`;
  yield* log(
    login,
    `${closed} (no auth attempts in ${seconds} secs): user=<>`,
    `, TLS handshaking: ${why === '' ? 'Connection closed' : why}`,
  );
  return 'over';
}

function formatFailure({ digits, reason, alert }: TlsFailure): string {
  const number = alert === undefined ? '' : `: SSL alert number ${alert}`;
  return `error:${digits}:SSL routines::${reason}${number}`;
}
