/** IMAP and POP3 typed by hand, against captures of Dovecot 2.3.19. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { MailSession, mailScenario } from '../../scenario/mail-fixtures';
import { type TypedCapture, tidyMail } from '../../scenario/replay.test-helper';
import { parseSet, parseWords } from './imap-words';
import { formatMailbox, parseMbox } from './mailbox';
import { formatDotted } from './pop3-session';
import { parseDovecot } from './settings';

const captures: TypedCapture[] = loadCaptures('imap');
const box =
  loadCaptures('smtp').find(({ command }) => command === 'cat /var/mail/bob')?.terminal ?? '';
const config = 'protocols = imap pop3\nlisten = *\nssl = no\ndisable_plaintext_auth = no\n';
const start = new MailSession(
  mailScenario({ '/var/mail/bob': box, '/etc/dovecot/dovecot.conf': config }, ['dovecot -F']),
).world;

function fresh(): MailSession {
  const session = new MailSession();
  session.world = start;
  return session;
}

/** Pairs of a typed line and what came before the next one. */
function cut(text: string, typed: readonly string[]): [string, string][] {
  let rest = text;
  return typed.map((line, index) => {
    const from = rest.indexOf(`${line}\n`) + line.length + 1;
    const next = typed[index + 1];
    const to = next === undefined ? rest.length : rest.indexOf(`${next}\n`, from);
    const part = rest.slice(from, to < 0 ? rest.length : to);
    rest = to < 0 ? '' : rest.slice(to);
    return [line, tidyMail(part)];
  });
}

/** Left out here and refused by name, or counts of a mailbox that had grown by then. */
const left =
  /IDLE|DONE|CREATE|BODYSTRUCTURE|EXAMINE|SELECT INBOX|UID FETCH|SEARCH|STAT|^LIST$|UIDL|SELECT nosuch|RETR 1$|TOP 1 0/;

describe('by hand', () => {
  const rows = captures.filter(
    ({ terminal }, index) => index > 0 && !terminal?.includes('PASS wrong\nUSER'),
  );
  test.each(rows)('$command ($typed)', ({ command, typed = [], terminal = '' }) => {
    const session = fresh();
    // The captures were made after the first message had been read.
    const before = ['a LOGIN bob secret', 'a SELECT INBOX', 'a FETCH 1 BODY[]', 'a LOGOUT'];
    session.typeAll('laptop', ['telnet mail 143', ...before]);
    const used = typed.filter((line) => !/IDLE|DONE|CREATE|BODYSTRUCTURE/.test(line));
    const shown = cut(session.typeAll('laptop', [command, ...used]), [command, ...used]);
    const real = cut(`${command}\n${terminal}`, [command, ...typed]).filter(
      ([line]) => line === command || used.includes(line),
    );
    for (const [index, [line, part]] of shown.entries()) {
      if (!left.test(line)) expect([line, part]).toEqual(real[index]);
    }
  });

  test('what a login shows, and a message in full', () => {
    const session = fresh();
    const [real] = captures;
    const lines = [
      'a1 CAPABILITY',
      'a2 LOGIN bob wrong',
      'a3 LOGIN bob secret',
      'a4 LIST "" "*"',
      'a5 SELECT INBOX',
    ];
    const more = [
      'a6 FETCH 1 (FLAGS BODY[HEADER])',
      'a7 FETCH 1 BODY[]',
      'b1 FETCH 1 BODY[TEXT]',
      'b4 FOO',
      'b5 FETCH 99 FLAGS',
      'b6 LOGOUT',
    ];
    const text = tidyMail(session.typeAll('laptop', ['telnet mail 143', ...lines, ...more]));
    const whole = tidyMail(real?.terminal ?? '');
    for (const line of text.split('\n').slice(1)) {
      if (/EXISTS|RECENT|UIDVALIDITY|UIDNEXT/.test(line)) continue;
      expect(whole).toContain(line);
    }
    expect(text).toContain('* 1 FETCH (BODY[] {293}\n');
    expect(session.type('laptop', 'echo $?')).toBe('0\n');
    expect(session.type('mail', 'grep -c "^Status: RO" /var/mail/bob')).toBe('1\n');
  });
});

test('mail that Postfix delivers is there for the reader', () => {
  const conf = { '/etc/dovecot/dovecot.conf': config };
  const session = new MailSession(mailScenario(conf, ['/usr/lib/postfix/sbin/master', 'dovecot']));
  session.type(
    'laptop',
    'swaks --to ann@shop.example --server mail --from you@laptop --hide-all --body unique',
  );
  const shown = session.typeAll('laptop', [
    'telnet mail 143',
    'a LOGIN ann secret',
    'a SELECT INBOX',
    'a FETCH 1 BODY[TEXT]',
    'a LOGOUT',
  ]);
  expect(shown).toContain('* 1 EXISTS\n* 1 RECENT\n');
  expect(shown).toContain('\nunique\n');
  expect(session.type('mail', 'grep imap-login /var/log/mail.log')).toContain(
    'dovecot: imap-login: Login: user=<ann>, method=PLAIN, rip=192.168.1.20, lip=192.168.1.25, mpid=',
  );
  const again = session.typeAll('laptop', [
    'telnet mail 110',
    'USER ann',
    'PASS secret',
    'DELE 1',
    'QUIT',
  ]);
  expect(again).toContain('+OK Marked to be deleted.\n');
  expect(session.type('mail', 'wc -c /var/mail/ann')).toBe('0 /var/mail/ann\n');
});

test('as packaged, a password in clear is taken from this machine alone', () => {
  const session = new MailSession(mailScenario({}, ['dovecot']));
  const shown = session.typeAll('laptop', ['telnet mail 143', 'a LOGIN bob secret', 'a LOGOUT']);
  expect(shown).toContain('LOGINDISABLED] Dovecot (Debian) ready.');
  expect(shown).toContain('a NO [PRIVACYREQUIRED] Plaintext authentication disallowed');
  const own = session.typeAll('mail', ['telnet 127.0.0.1 143', 'a LOGIN bob secret', 'a LOGOUT']);
  expect(own).toContain('] Logged in\n');
});

test('a wrong line of dovecot.conf is named', () => {
  expect(parseDovecot('protocols = imap\nnonsense = 1\n')).toEqual({
    ...{ ok: false, line: 2, text: 'Unknown setting: nonsense' },
  });
  expect(parseDovecot('passdb {\n  driver = shadow\n}\n').ok).toBe(true);
});

test('any file is read as a mailbox, and a mailbox goes there and back', () => {
  const head = fc.constantFrom(
    'From a@b  Thu Nov 26 01:58:04 2026\n',
    'Subject: x\n',
    '\n',
    '>From y\n',
    'Status: RO\n',
    '.\n',
  );
  const text = fc.array(fc.oneof(head, fc.string())).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (file) => {
      const mails = parseMbox(file);
      const again = parseMbox(formatMailbox(mails));
      expect(again.length).toBeGreaterThanOrEqual(mails.length > 0 ? 1 : 0);
      expect(formatDotted(file).endsWith('.\r\n')).toBe(true);
    }),
  );
  const mails = parseMbox(box);
  expect(parseMbox(formatMailbox(mails))).toEqual(
    mails.map((mail) => ({ ...mail, recent: false })),
  );
});

test('any words and sets are read or refused', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(50), (line, last) => {
      parseWords(line);
      for (const number of parseSet(line, last) ?? []) expect(Number.isInteger(number)).toBe(true);
    }),
  );
  expect(parseSet('1:3,5,*', 7)).toEqual([1, 2, 3, 5, 7]);
  expect(parseWords('LOGIN "a b" (x (y)) BODY[HEADER.FIELDS (A B)]')).toEqual([
    ...['LOGIN', 'a b', ['x', ['y']], 'BODY[HEADER.FIELDS (A B)]'],
  ]);
  expect(parseWords('"open')).toBe(null);
});

test('bytes of any kind leave the server listening', () => {
  const session = fresh();
  session.type('laptop', "printf '\\377\\0 (\\r\\n\\r\\na LOGIN {5}\\r\\n' | nc -N mail 143");
  expect(session.type('laptop', 'nc -zv mail 143')).toContain('succeeded');
});
