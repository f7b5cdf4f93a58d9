/** The login of POP3 (STLS, USER, PASS, AUTH), before a mailbox is open. */
import { decodeText } from '../../host/bytes';
import type { ProgramContext, Routine } from '../../host/program';
import { hangUp, receiveLine, say } from '../socket-io';
import { checkLogin, isClear, type Login, MOST_BAD, mailboxOf, openLogin, startTls } from './login';
import { askPassword } from './login-imap';
import { servePop3 } from './pop3-session';

type Done = { reply: string; wrong?: boolean; close?: boolean; user?: string };
/** The name that USER has given. */
type Talk = { login: Login; named: string | null };

export function* loginPop3(context: ProgramContext): Routine<number> {
  const login = yield* openLogin(context, 'pop3');
  if (!login) return 1;
  const { inbox, settings } = login;
  yield* say(inbox, `+OK ${settings.greeting}\r\n`);
  const talk: Talk = { login, named: null };
  for (let wrong = 0; ; ) {
    const line = yield* receiveLine(inbox, 8192);
    if (!line.ok || !line.value.endsWith('\n')) return 0;
    const text = decodeText(line.value).trim();
    const [word = ''] = text.split(' ');
    const done = yield* answer(talk, word.toUpperCase(), text.slice(word.length + 1));
    if (done.wrong) wrong += 1;
    const tooMany = wrong >= MOST_BAD;
    yield* say(inbox, tooMany ? '-ERR Too many invalid bad commands.\r\n' : done.reply);
    if (done.user !== undefined) yield* servePop3(inbox, mailboxOf(login, done.user));
    if (tooMany || done.close || done.user !== undefined) {
      yield* hangUp(inbox);
      return 0;
    }
  }
}

function* answer(talk: Talk, name: string, rest: string): Routine<Done> {
  const { login } = talk;
  const { inbox, settings } = login;
  const line = (text: string): Done => ({ reply: `${text}\r\n` });
  switch (name) {
    case 'CAPA': {
      const rows = ['CAPA', 'TOP', 'UIDL', 'RESP-CODES', 'PIPELINING', 'AUTH-RESP-CODE'];
      if (settings.ssl !== 'no' && !inbox.seal) rows.push('STLS');
      const sasl = ['USER', ['SASL', ...settings.mechanisms].join(' ')];
      return line(['+OK', ...rows, ...(isClear(login) ? sasl : ['SASL']), '.'].join('\r\n'));
    }
    case 'QUIT':
      return { ...line('+OK Logging out'), close: true };
    case 'STLS': {
      if (inbox.seal) return line('-ERR TLS is already active.');
      if (settings.ssl === 'no') return line("-ERR TLS support isn't enabled.");
      yield* say(inbox, '+OK Begin TLS negotiation now.\r\n');
      const begun = yield* startTls(login);
      if (begun === 'open') return { reply: '' };
      const unready = begun === 'unready' ? '-ERR [SYS/TEMP] TLS initialization failed.\r\n' : '';
      return { reply: unready, close: true };
    }
    case 'USER':
      if (!isClear(login)) {
        return line(
          '-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.',
        );
      }
      talk.named = rest;
      return line('+OK');
    case 'PASS': {
      const { named } = talk;
      talk.named = null;
      if (named === null) return line('-ERR No username given.');
      if (yield* checkLogin(login, named, rest)) return { ...line('+OK Logged in.'), user: named };
      return line('-ERR [AUTH] Authentication failed.');
    }
    case 'AUTH':
      return yield* authenticate(login, rest.split(' '));
    default:
      return { ...line('-ERR Unknown command.'), wrong: true };
  }
}

function* authenticate(login: Login, [mechanism = '', first]: string[]): Routine<Done> {
  const line = (text: string): Done => ({ reply: `${text}\r\n` });
  const method = mechanism.toUpperCase();
  const { mechanisms } = login.settings;
  if (method === '') {
    return line(['+OK', ...(isClear(login) ? mechanisms : []), '.'].join('\r\n'));
  }
  if (!mechanisms.includes(method)) {
    return line('-ERR [AUTH] Unsupported authentication mechanism.');
  }
  if (!isClear(login)) return line('-ERR [AUTH] Plaintext authentication disabled.');
  const given = yield* askPassword(login, method, first);
  if (given === 'aborted') return line('-ERR Authentication aborted by client.');
  if (given && (yield* checkLogin(login, given[0], given[1], method))) {
    return { ...line('+OK Logged in.'), user: given[0] };
  }
  return line('-ERR [AUTH] Authentication failed.');
}
