/** Postfix, swaks, sendmail and telnet over the simulated network, against captures of the real ones. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { MailSession, mailScenario } from '../../scenario/mail-fixtures';
import { replay, type TypedCapture, tidyMail } from '../../scenario/replay.test-helper';
import { parsePath } from './address';
import { createBounce } from './bounce';
import { formatMbox } from './local';
import { formatQueue } from './pickup';
import { type Message, parseMessage } from './queue';
import { parseMainCf, parseMasterCf, readParameter } from './settings';
import { formatData } from './smtp';
import { answerLine, type Facts, newSession } from './smtp-session';

const captures: TypedCapture[] = loadCaptures('smtp');
const start = new MailSession().world;

function fresh(): MailSession {
  const session = new MailSession();
  session.world = start;
  return session;
}

/** How this simulation differs on purpose from the machine of the captures. */
function known(text: string): string {
  return text.replace('(unknown [192.168.1.20])', '(laptop [192.168.1.20])');
}

describe('telnet and swaks from the laptop', () => {
  // Left: typed faster than answered (the BDAT lines, the many foo), a session cut off by the
  // capture, options that are refused here by name, and what needs Net::SSLeay or a closed network.
  const left =
    /^telnet (-x|mail nosuchport)|--tls|--output-file|--port$|mail:110|8\.8\.8\.8|^swaks --to \S+ --from \S+$/;
  const rows = captures.filter(
    ({ host, command, status, typed = [] }, index) =>
      host === 'laptop' &&
      /^(telnet|swaks)/.test(command) &&
      status !== 'killed' &&
      !left.test(command) &&
      !typed.includes('BDAT 3') &&
      captures.findIndex(
        (one) => one.command === command && String(one.typed) === String(typed),
      ) === index,
  );
  test.each(rows)('$command ($typed)', (row) => {
    const session = fresh();
    const shown = replay(session, row);
    expect(tidyMail(known(shown))).toBe(tidyMail(known(row.terminal ?? '')));
    expect(Number(session.type('laptop', 'echo $?'))).toBe(row.status);
  });
});

test('what swaks sends is in the mailbox and in the log as the real server writes them', () => {
  const session = fresh();
  session.type('laptop', 'swaks --to bob@shop.example --server mail --from ann@laptop');
  const box = captures.find(({ command }) => command === 'cat /var/mail/bob')?.terminal ?? '';
  const second = /From ann@laptop[\s\S]*?\n\n\n\n/.exec(box)?.[0] ?? '';
  expect(tidyMail(session.type('mail', 'cat /var/mail/bob'))).toBe(tidyMail(second));
  const log = session.type('mail', 'cat /var/log/mail.log').replace(/\[\d+\]:/g, '[N]:');
  expect(log).toMatch(/postfix\/smtpd\[N\]: [0-9A-F]{11}: client=laptop\[192\.168\.1\.20\]\n/);
  // The real one: from=<ann@laptop>, size=428, with a message id of six digits as here.
  expect(log).toContain(': from=<ann@laptop>, size=428, nrcpt=1 (queue active)\n');
  expect(log).toContain(
    'disconnect from laptop[192.168.1.20] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5\n',
  );
  expect(log).toContain(
    'relay=local, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)\n',
  );
});

test('mail for another domain goes to the server of that domain', () => {
  const session = fresh();
  session.type(
    'mail',
    'swaks --to bob@other.example --server 127.0.0.1 --from bob@shop.example --hide-all',
  );
  const box = session.type('other', 'cat /var/mail/bob');
  expect(box).toContain('Received: from mail.shop.example (mail [192.168.1.25])\n');
  expect(session.type('mail', 'mailq')).toBe('Mail queue is empty\n');
});

test('where there is DNS, mail goes to the host that the MX record names', () => {
  const zone = `$TTL 300
@ IN SOA ns hostmaster 1 3600 600 86400 300
@ IN NS ns
ns IN A 192.168.1.25
@ IN MX 20 nowhere
@ IN MX 10 box
box IN A 192.168.1.40
nowhere IN A 192.168.1.99
`;
  const files = {
    '/etc/resolv.conf': 'nameserver 127.0.0.1\n',
    '/etc/bind/named.conf': 'zone "far.example" { type primary; file "/etc/bind/far.zone"; };\n',
    '/etc/bind/far.zone': zone,
  };
  const session = new MailSession(
    mailScenario(files, ['named -f', '/usr/lib/postfix/sbin/master']),
  );
  session.type(
    'other',
    "sed -i 's/^mydestination = /mydestination = far.example, /' /etc/postfix/main.cf",
  );
  const send = (to: string) =>
    session.type('mail', `swaks --to ${to} --server 127.0.0.1 --from bob@shop.example --hide-all`);
  send('bob@far.example');
  session.type('mail', 'sleep 1');
  const log = session.type('mail', 'grep postfix/smtp.*to= /var/log/mail.log');
  expect(log).toContain('relay=box.far.example[192.168.1.40]:25');
  expect(session.type('other', 'grep -c ^From: /var/mail/bob')).toBe('1\n');
  const found = session.type('mail', 'swaks --to bob@far.example --quit-after CONNECT');
  expect(found).toContain('=== Trying box.far.example:25...\n=== Connected to box.far.example.\n');
  send('bob@none.far.example');
  session.type('mail', 'sleep 1');
  expect(session.type('mail', 'grep status=bounced /var/log/mail.log')).toContain(
    'status=bounced (Host or domain name not found. Name service error for name=none.far.example type=MX: Host not found)',
  );
});

test('a recipient who is unknown over there comes back as a notification', () => {
  const session = fresh();
  session.type(
    'mail',
    'swaks --to x@other.example --server 127.0.0.1 --from bob@shop.example --hide-all',
  );
  const shown = session.type('mail', 'cat /var/mail/bob');
  const box = captures.find(({ command }) => command === 'cat /var/mail/bob')?.terminal ?? '';
  const real = /From MAILER-DAEMON[\s\S]*?\n--\S+--\n\n/.exec(box)?.[0] ?? '';
  const plain = (text: string) =>
    tidyMail(text)
      .replace(/QUEUEID\.\d+/g, 'QUEUEID.N')
      .replaceAll('203.0.113.40', '192.168.1.40');
  expect(plain(shown)).toBe(plain(real));
});

test('with no server there the mail waits in the queue, and goes out once there is one', () => {
  const session = fresh();
  session.type('other', 'postfix stop');
  session.type(
    'mail',
    'swaks --to bob@other.example --server 127.0.0.1 --from bob@shop.example --hide-all',
  );
  const real = captures.find(({ terminal }) => terminal?.startsWith('-Queue ID-'))?.terminal ?? '';
  const shown = session.type('mail', 'sleep 1; mailq');
  expect(tidyMail(shown)).toBe(tidyMail(real.replace('203.0.113.40', '192.168.1.40')));
  session.type('other', 'postfix start');
  session.type('mail', 'postfix flush; sleep 1');
  expect(session.type('mail', 'mailq')).toBe('Mail queue is empty\n');
  expect(session.type('other', 'grep -c ^From: /var/mail/bob')).toBe('1\n');
});

test('sendmail completes the header as cleanup does', () => {
  const session = fresh();
  session.type('mail', "printf 'Subject: cli\\n\\nby hand\\n' | sendmail bob");
  const shown = session.type('mail', 'cat /var/mail/bob');
  const real =
    captures.find(({ command }) => command.includes('| sendmail bob; sleep'))?.terminal ?? '';
  expect(tidyMail(shown)).toBe(tidyMail(real.slice(real.indexOf('From root@'))));
});

test('home_mailbox puts mail into a Maildir that belongs to its reader', () => {
  const session = fresh();
  session.type('mail', 'echo "home_mailbox = Maildir/" >> /etc/postfix/main.cf');
  session.type('mail', 'mkdir /home/bob');
  session.type('laptop', 'swaks --to root@shop.example --server mail --from ann@laptop --hide-all');
  expect(session.type('mail', 'ls /root/Maildir | cat')).toBe('cur\nnew\ntmp\n');
  expect(session.type('mail', 'cat /root/Maildir/new/* | head -1')).toBe(
    'Return-Path: <ann@laptop>\n',
  );
});

describe('the command postfix', () => {
  const rows = captures.filter(
    ({ host, command }) => host === 'mail' && /^postfix\b/.test(command),
  );
  test.each(rows)('$command', ({ command, terminal, status }) => {
    const session = fresh();
    expect(tidyMail(session.type('mail', command))).toBe(tidyMail(terminal ?? ''));
    expect(Number(session.type('mail', 'echo $?'))).toBe(status);
  });
  test('stop closes the ports', () => {
    const session = fresh();
    session.type('mail', 'postfix stop');
    expect(session.type('mail', 'ss -Htln')).toBe('');
    expect(session.type('laptop', 'telnet mail 25')).toContain('Connection refused');
    session.type('mail', 'postfix start');
    expect(session.type('mail', 'ss -Htln')).toContain(':25 ');
  });
});

test('reject_unauth_destination says 554, and a sender in mynetworks may relay', () => {
  const facts: Facts = {
    ...{ hostname: 'm', banner: 'm', origin: 'm', localDomains: ['shop.example'], users: ['bob'] },
    ...{
      restrictions: ['permit_mynetworks', 'reject_unauth_destination'],
      sizeLimit: 10,
      vrfy: true,
    },
    ...{ networks: ['10.0.0.0/8'], peer: { name: 'x', addr: '192.0.2.1' } },
    ...{ tls: { level: 'none', ready: false }, sasl: { on: false, secret: false } },
  };
  const mail = answerLine(facts, newSession, 'MAIL FROM:<>\r\n').session;
  const line = 'RCPT TO:<x@elsewhere.example>\r\n';
  expect(answerLine(facts, mail, line).reply).toBe(
    '554 5.7.1 <x@elsewhere.example>: Relay access denied',
  );
  const inside = { ...facts, peer: { name: 'x', addr: '10.1.2.3' } };
  expect(answerLine(inside, mail, line).reply).toBe('250 2.1.5 Ok');
});

test('any lines are answered, and never in a fault', () => {
  const facts: Facts = {
    ...{
      hostname: 'm',
      banner: 'm',
      origin: 'm',
      localDomains: ['a'],
      users: [],
      restrictions: [],
    },
    ...{ networks: [], sizeLimit: 10, vrfy: true, peer: { name: 'x', addr: '::1' } },
    ...{ tls: { level: 'may', ready: true }, sasl: { on: true, secret: false } },
  };
  const word = fc.constantFrom(
    'EHLO',
    'MAIL',
    'FROM:',
    'RCPT',
    'TO:<',
    'DATA',
    'BDAT',
    '<>',
    'constructor',
    ' ',
  );
  const line = fc
    .array(fc.oneof(fc.string(), word), { maxLength: 6 })
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      let session = newSession;
      for (const one of lines) {
        const answer = answerLine(facts, session, one);
        expect(answer.reply).toMatch(/^(\d{3}[ -]|$)/);
        session = answer.session;
      }
    }),
  );
});

test('bytes of any kind leave the server listening', () => {
  const session = fresh();
  session.type('laptop', "printf '\\377\\0\\r\\n.\\r\\nMAIL FROM:<\\200>\\r\\n' | nc -N mail 25");
  expect(session.type('laptop', 'swaks --quit-after CONNECT --server mail --to a@b')).toContain(
    '220 mail.shop.example ESMTP Postfix',
  );
});

test('texts go there and back', () => {
  const text = fc
    .array(fc.string({ unit: fc.constantFrom('.', 'a', ' ', '>') }))
    .map((lines) => `${lines.join('\n')}\n`);
  fc.assert(
    fc.property(text, (content) => {
      const wire = formatData(content);
      const lines = wire.slice(0, -3).replaceAll('\r\n', '\n').replace(/^\./gm, '');
      expect(lines).toBe(content);
      expect(formatMbox('a@b', content, 0)).toMatch(/^From a@b {2}Thu Jan {2}1 00:00:00 1970\n/);
      const message: Message = { id: 'A', arrived: 1, sender: 'a@b', recipients: [], content };
      expect(parseMessage(JSON.stringify(message))).toEqual(message);
      expect(createBounce(message, [], 'h', 'B', 0).sender).toBe('');
      expect(formatQueue([message], String)).toContain('in 1 Request.');
    }),
  );
  fc.assert(
    fc.property(fc.string(), (given) => {
      expect(typeof parsePath(given, true).ok).toBe('boolean');
      expect(parseMessage(given)).toBe(null);
      parseMasterCf(given);
      expect(typeof readParameter(parseMainCf(given).parameters, given)).toBe('string');
    }),
  );
});

test('main.cf: lines that go on, names in values, and what is no setting', () => {
  const { parameters, wrong } = parseMainCf(
    '# c\na = 1,\n  2\nb = $a ${a}\nmydomain = x\nnonsense\n',
  );
  expect(readParameter(parameters, 'b')).toBe('1, 2 1, 2');
  expect(readParameter(parameters, 'mydestination')).toBe(', localhost.x, localhost');
  expect(wrong).toEqual(['nonsense']);
});

test('a person who is not root may give in mail, and the sender is that person', () => {
  const session = fresh();
  session.type('mail', "printf 'To: ann@shop.example\\n\\nhi\\n' | sudo -u bob sendmail -t");
  expect(session.type('mail', 'grep ^Return-Path /var/mail/ann')).toBe(
    'Return-Path: <bob@mail.shop.example>\n',
  );
});
