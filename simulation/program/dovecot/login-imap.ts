/** The login of IMAP (STARTTLS, LOGIN, AUTHENTICATE), before a mailbox is open. */
import { decodeText } from '../../host/bytes';
import type { ProgramContext, Routine } from '../../host/program';
import { decodeBase64 } from '../secret/base64';
import { hangUp, receiveLine, say } from '../socket-io';
import { serveImap, sessionCapabilities } from './imap-session';
import { parseWords } from './imap-words';
import {
  checkLogin,
  isClear,
  type Login,
  MOST_BAD,
  mailboxOf,
  openLogin,
  parsePlain,
  startTls,
} from './login';

function capabilitiesOf(login: Login): string {
  const { inbox, settings } = login;
  return [
    'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+',
    ...(settings.ssl !== 'no' && !inbox.seal ? ['STARTTLS'] : []),
    ...(isClear(login) ? settings.mechanisms.map((one) => `AUTH=${one}`) : ['LOGINDISABLED']),
  ].join(' ');
}

/** What a command of the login came to; `user` is who has logged in. */
type Done = { reply: string; wrong?: boolean; close?: boolean; user?: string };

export function* loginImap(context: ProgramContext): Routine<number> {
  const login = yield* openLogin(context, 'imap');
  if (!login) return 1;
  const { inbox, settings } = login;
  yield* say(inbox, `* OK [CAPABILITY ${capabilitiesOf(login)}] ${settings.greeting}\r\n`);
  let asked = false;
  for (let wrong = 0; ; ) {
    const line = yield* receiveLine(inbox, 8192);
    if (!line.ok || !line.value.endsWith('\n')) return 0;
    const [tag = '', ...rest] = line.value.trim().split(' ');
    const words = (parseWords(decodeText(rest.join(' '))) ?? []).map(String);
    const name = (words[0] ?? '').toUpperCase();
    if (name === 'CAPABILITY') asked = true;
    const done = yield* answer(login, tag, name, words.slice(1));
    if (done.user !== undefined) {
      const told = asked
        ? `* CAPABILITY ${sessionCapabilities}\r\n${tag} OK Logged in\r\n`
        : `${tag} OK [CAPABILITY ${sessionCapabilities}] Logged in\r\n`;
      yield* say(inbox, told);
      yield* serveImap(inbox, { path: mailboxOf(login, done.user), box: null });
      yield* hangUp(inbox);
      return 0;
    }
    if (done.wrong) wrong += 1;
    const tooMany = wrong >= MOST_BAD;
    yield* say(inbox, tooMany ? '* BYE Too many invalid IMAP commands.\r\n' : done.reply);
    if (tooMany || done.close) {
      yield* hangUp(inbox);
      return 0;
    }
  }
}

function* answer(login: Login, tag: string, name: string, words: string[]): Routine<Done> {
  const { inbox, settings } = login;
  const tagged = (text: string): Done => ({ reply: `${tag} ${text}\r\n` });
  switch (name) {
    case 'CAPABILITY': {
      const text = 'OK Pre-login capabilities listed, post-login capabilities have more.';
      return { reply: `* CAPABILITY ${capabilitiesOf(login)}\r\n${tag} ${text}\r\n` };
    }
    case 'NOOP':
      return tagged('OK NOOP completed.');
    case 'ID':
      return { reply: `* ID ("name" "Dovecot")\r\n${tag} OK ID completed.\r\n` };
    case 'LOGOUT':
      return { reply: `* BYE Logging out\r\n${tag} OK Logout completed.\r\n`, close: true };
    case 'STARTTLS': {
      if (inbox.seal) return tagged('BAD TLS is already active.');
      if (settings.ssl === 'no') return tagged("BAD TLS support isn't enabled.");
      yield* say(inbox, `${tag} OK Begin TLS negotiation now.\r\n`);
      const begun = yield* startTls(login);
      if (begun === 'open') return { reply: '' };
      const bye = '* BYE [UNAVAILABLE] TLS initialization failed.\r\n';
      return { reply: begun === 'unready' ? bye : '', close: true };
    }
    case 'AUTHENTICATE':
      return yield* authenticate(login, tag, words);
    case 'LOGIN': {
      const [user, password] = words;
      if (user === undefined || password === undefined) break;
      if (!isClear(login)) {
        return {
          reply:
            '* BAD [ALERT] Plaintext authentication not allowed without SSL/TLS, but your client did it anyway. If anyone was listening, the password was exposed.\r\n' +
            `${tag} NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.\r\n`,
        };
      }
      if (yield* checkLogin(login, user, password)) return { reply: '', user };
      return tagged('NO [AUTHENTICATIONFAILED] Authentication failed.');
    }
  }
  return { ...tagged('BAD Error in IMAP command received by server.'), wrong: true };
}

function* authenticate(
  login: Login,
  tag: string,
  [mechanism = '', first]: string[],
): Routine<Done> {
  const tagged = (text: string): Done => ({ reply: `${tag} ${text}\r\n` });
  const method = mechanism.toUpperCase();
  if (method === '') {
    return { ...tagged('BAD Error in IMAP command received by server.'), wrong: true };
  }
  if (!login.settings.mechanisms.includes(method)) {
    return tagged('NO [ALERT] Unsupported authentication mechanism.');
  }
  if (!isClear(login)) return tagged('NO [PRIVACYREQUIRED] Plaintext authentication disabled.');
  const given = yield* askPassword(login, method, first);
  if (given === 'aborted') return tagged('BAD Authentication aborted by client.');
  if (given && (yield* checkLogin(login, given[0], given[1], method))) {
    return { reply: '', user: given[0] };
  }
  return tagged('NO [AUTHENTICATIONFAILED] Authentication failed.');
}

/** User and password by PLAIN or LOGIN; null where what came is neither. */
export function* askPassword(
  login: Login,
  method: string,
  first: string | undefined,
): Routine<[user: string, password: string] | null | 'aborted'> {
  const ask = function* (prompt: string): Routine<string> {
    yield* say(login.inbox, `+ ${prompt}\r\n`);
    const line = yield* receiveLine(login.inbox, 8192);
    return line.ok ? line.value.trim() : '*';
  };
  if (method === 'PLAIN') {
    const message = first ?? (yield* ask(''));
    return message === '*' ? 'aborted' : parsePlain(message);
  }
  const user = first ?? (yield* ask('VXNlcm5hbWU6'));
  if (user === '*') return 'aborted';
  const password = yield* ask('UGFzc3dvcmQ6');
  if (password === '*') return 'aborted';
  const [name, word] = [decodeBase64(user), decodeBase64(password)];
  return name === null || word === null ? null : [decodeText(name), decodeText(word)];
}
