/** Whatever is typed after them, the commands of mail, files and directory end without a fault. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MailSession, mailScenario } from './mail-fixtures';

const start = new MailSession(
  mailScenario({}, ['/usr/lib/postfix/sbin/master', 'dovecot', 'vsftpd']),
).world;

const flags: Readonly<Record<string, readonly string[]>> = {
  telnet: ['-4', '-6', '-l', '-?', 'mail', '25', '143', '99999', 'smtp', 'nosuch'],
  swaks: [
    '--to',
    'bob@shop.example',
    '--server',
    'mail',
    '-s',
    '--quit-after',
    'RCPT',
    '--port',
    '--auth',
    '-h-Subject',
    '--hide-all',
  ],
  ftp: ['-n', '-a', '-p', '-A', 'mail', '21', '22', 'ann@mail', '-P', '-?'],
  ldapsearch: [
    '-x',
    '-H',
    'ldap://mail',
    'ldap://',
    '-b',
    'dc=a',
    '-LLL',
    '-s',
    'base',
    '(a=b)',
    '-D',
    '-w',
    '-z',
  ],
  ldapwhoami: ['-x', '-H', 'ldap://mail:25', '-D', '-w'],
  sendmail: ['-t', '-v', '-f', 'bob', '-bp', '-bs', '-q', '-i', 'bob@shop.example', '-o'],
  mailq: ['-x', 'y'],
  postfix: ['start', 'stop', 'reload', 'status', 'check', 'flush', '-c'],
  dovecot: ['-F', '-n', '-c'],
  slapd: ['-h', 'ldap:///', '-f', '-d', '1', 'http://x'],
  vsftpd: ['/etc/vsftpd.conf', '/nowhere', '-o'],
  identity: ['/etc/identity.json', '/etc/passwd'],
};

test.each(Object.keys(flags))('%s with any words', (name) => {
  const word = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...(flags[name] ?? [])) },
    {
      weight: 1,
      arbitrary: fc.string({ maxLength: 8 }).map((text) => text.replace(/['\n\r]/g, '')),
    },
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 5 }),
      fc.constantFrom('laptop', 'mail'),
      (words, host) => {
        const session = new MailSession();
        session.world = start;
        session.type(host, [name, ...words.map((one) => `'${one}'`)].join(' '));
        session.do({ do: 'type', host, tty: 0, line: 'quit' });
        session.do({ do: 'key', host, tty: 0, key: 'D' });
        session.do({ do: 'key', host, tty: 0, key: 'C' });
        expect(session.terminal(host).text).not.toContain('fault in the program');
      },
    ),
    { numRuns: 12 },
  );
});
