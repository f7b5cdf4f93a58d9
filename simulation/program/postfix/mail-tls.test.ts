/** Dovecot, Postfix, swaks and `openssl s_client -starttls` by TLS, against captures of the real ones. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MailSession, mailScenario } from '../../scenario/mail-fixtures';
import { replay, type TypedCapture, tidyMail } from '../../scenario/replay.test-helper';

const fixture: { files: Record<string, string>; captures: TypedCapture[] } = JSON.parse(
  readFileSync('simulation/shell/fixtures/network/mail-tls.json', 'utf8'),
);
const {
  'mail.pem': certificate = '',
  'mail.key': key = '',
  'ca.pem': authority = '',
} = fixture.files;

const dovecotConf = `ssl = yes
ssl_cert = </etc/ssl/mail.pem
ssl_key = </etc/ssl/mail.key
auth_mechanisms = plain login
`;
const mainCf = `myhostname = mail.shop.example
mydestination = shop.example, mail.shop.example, localhost
mynetworks = 127.0.0.0/8
inet_protocols = ipv4
smtpd_tls_cert_file = /etc/ssl/mail.pem
smtpd_tls_key_file = /etc/ssl/mail.key
smtpd_tls_security_level = may
smtp_tls_security_level = may
smtp_tls_CAfile = /etc/ssl/ca.pem
smtp_tls_loglevel = 1
smtpd_tls_loglevel = 1
`;
const masterCf = `smtp      inet  n       -       n       -       -       smtpd
submission inet n       -       n       -       -       smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
smtps     inet  n       -       n       -       -       smtpd
  -o syslog_name=postfix/smtps
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
2525      inet  n       -       n       -       -       smtpd
  -o smtpd_sasl_auth_enable=yes
2526      inet  n       -       n       -       -       smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_security_level=none
`;

function scenarioWith(files: Record<string, string> = {}): ReturnType<typeof mailScenario> {
  const given = {
    ...{ '/etc/ssl/mail.pem': certificate, '/etc/ssl/mail.key': key, '/etc/ssl/ca.pem': authority },
    ...{ '/etc/dovecot/dovecot.conf': dovecotConf, '/etc/postfix/main.cf': mainCf },
    '/etc/postfix/master.cf': masterCf,
    ...files,
  };
  const scenario = mailScenario(given, ['/usr/lib/postfix/sbin/master -w', 'dovecot -F']);
  const { laptop } = scenario.hosts;
  if (laptop) laptop.files = { '/home/you/ca.pem': authority };
  return { ...scenario, startsAt: '2026-11-26T04:40:00Z' };
}
const start = new MailSession(scenarioWith()).world;

function fresh(): MailSession {
  const session = new MailSession();
  session.world = start;
  return session;
}

/** Takes out keys, tickets, threads and lines of OpenSSL's sources, which differ from run to run. */
function tidyTls(text: string): string {
  return tidyMail(text.replace(/[\0\r]/g, ''))
    .replace(/^(CONNECTED\()[0-9A-F]+/gm, '$1N')
    .replace(/^40[0-9A-F]{8}7[EF]0000:/gm, 'THREAD:')
    .replace(/(Session-ID|PSK): [0-9A-F]+/g, '$1: HEX')
    .replace(/^ {4}00\w0 - .*$/gm, 'DUMP')
    .replace(/Start Time: \d+/g, 'Start Time: N');
}

/** Lines typed before the answer to the one before had come: their order is the capture's. */
const hurried = /AUTHENTICATE PLAIN =|mail:587 -starttls smtp$|telnet mail 2525/;
const sorted = (text: string) => text.split('\n').sort();

describe('from the laptop', () => {
  // A capture that was cut off: the real Dovecot makes who has guessed three times wait.
  const rows = fixture.captures.filter(({ status }) => status !== -2);
  test.each(rows)('$command ($typed)', (row) => {
    const session = fresh();
    const shown = tidyTls(replay(session, row));
    const real = tidyTls(row.terminal ?? '');
    if (hurried.test(row.command)) expect(sorted(shown)).toEqual(sorted(real));
    else expect(shown).toBe(real);
    if (row.status !== -9) expect(Number(session.type('laptop', 'echo $?'))).toBe(row.status);
  });
});

const logOf = (session: MailSession) => session.type('mail', 'cat /var/log/mail.log');
const by13 =
  'TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256';
const submit =
  'swaks --to bob@shop.example --from ann@laptop --server mail:587 --hide-all -tls -au bob -ap';

test('mail by submission is received with ESMTPSA, and the log names the service and who it was', () => {
  const session = fresh();
  session.type('laptop', `${submit} secret`);
  const log = logOf(session);
  expect(log).toContain(
    `Anonymous TLS connection established from laptop[192.168.1.20]: ${by13}\n`,
  );
  expect(log).toMatch(
    /postfix\/submission\/smtpd\[\d+\]: [0-9A-F]{11}: client=laptop\[192\.168\.1\.20\], sasl_method=LOGIN, sasl_username=bob\n/,
  );
  expect(log).toContain('ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=8\n');
  expect(session.type('mail', 'cat /var/mail/bob')).toContain(' (Postfix) with ESMTPSA id ');
  session.type('laptop', `${submit} wrong`);
  expect(logOf(session)).toContain(
    'warning: laptop[192.168.1.20]: SASL LOGIN authentication failed: (reason unavailable), sasl_username=bob\n',
  );
});

test('a server takes the chance of STARTTLS where the next one offers it', () => {
  const session = new MailSession(
    scenarioWith({
      '/etc/postfix/main.cf': `${mainCf}relayhost = [127.0.0.1]:2527\n`,
      '/etc/postfix/master.cf': `${masterCf}2527 inet n - n - - smtpd -o smtpd_relay_restrictions=reject\n`,
    }),
  );
  const send = 'swaks --to bob@far.example --from bob@shop.example --server 127.0.0.1 --hide-all';
  session.type('mail', send);
  session.type('mail', 'sleep 1');
  const log = logOf(session);
  expect(log).toContain(
    `Trusted TLS connection established to 127.0.0.1[127.0.0.1]:2527: ${by13}\n`,
  );
});

describe('what the log says of files that do not fit', () => {
  const dovecot = (lines: string) =>
    new MailSession(scenarioWith({ '/etc/dovecot/dovecot.conf': lines }));
  const complain = 'dovecot: imap-login: Error: Failed to initialize SSL server context: ';
  test.each([
    ['ssl = yes', "Can't load SSL certificate (ssl_cert setting): The certificate is empty"],
    [
      'ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/ca.pem',
      "Couldn't parse private SSL key (ssl_key setting) (maybe ssl_key_password is wrong?): error:1E08010C:DECODER routines::unsupported: No supported data to decode. Input type: PEM",
    ],
    [
      'ssl_cert = </etc/ssl/ca.pem\nssl_key = </etc/ssl/mail.key',
      "Can't load SSL private key (ssl_key setting): Key is for a different cert than ssl_cert",
    ],
  ])('dovecot.conf %j', (lines, text) => {
    const session = dovecot(`${lines}\n`);
    const shown = session.typeAll('laptop', ['telnet mail 143', 'a STARTTLS']);
    expect(shown).toContain(
      'a OK Begin TLS negotiation now.\n* BYE [UNAVAILABLE] TLS initialization failed.\nConnection closed',
    );
    expect(logOf(session)).toContain(`${complain}${text}: user=<>, rip=192.168.1.20`);
    expect(session.type('laptop', 'openssl s_client -connect mail:993 -brief')).toContain(
      'write:errno=104\n',
    );
  });

  test('a file that is not there keeps Dovecot from starting', () => {
    const session = dovecot('ssl = no\n');
    expect(session.type('mail', 'ss -tln')).not.toMatch(/:99[35]/);
    session.type('mail', "echo 'ssl_cert = </nofile.pem' > /etc/dovecot/dovecot.conf");
    expect(session.type('mail', 'dovecot -F')).toBe(
      "doveconf: Fatal: Error in configuration file /etc/dovecot/dovecot.conf line 1: ssl_cert: Can't open file /nofile.pem: No such file or directory\n",
    );
    session.type('mail', "echo 'ssl = maybe' > /etc/dovecot/dovecot.conf");
    expect(session.type('mail', 'dovecot -F')).toContain('line 1: Invalid value: maybe\n');
  });

  test('Postfix goes on without TLS, and drops who calls where it must be', () => {
    const broken = mainCf.replace('_cert_file = /etc/ssl/mail.pem', '_cert_file = /nofile');
    const session = new MailSession(scenarioWith({ '/etc/postfix/main.cf': broken }));
    const shown = session.type('laptop', 'swaks --to bob@shop.example --server mail --tls');
    expect(shown).toContain(
      '<** 454 4.7.0 TLS not available due to local problem\n*** STARTTLS attempted but failed\n',
    );
    session.type('laptop', 'nc mail 465 < /dev/null');
    const log = logOf(session);
    expect(log).toContain(
      'warning: cannot get RSA certificate from file "/nofile": disabling TLS support\n',
    );
    expect(log).toContain(':../crypto/bio/bss_file.c:308:calling fopen(/nofile, r):\n');
    expect(log).toContain(
      'warning: Wrapper-mode request dropped from laptop[192.168.1.20] for service smtps. TLS context initialization failed. For details see earlier warnings in your logs.\n',
    );
  });
});

test('who does not believe the certificate leaves a line on both sides', () => {
  const session = fresh();
  session.type('laptop', 'openssl s_client -connect mail:993 -verify_return_error -brief');
  session.type('laptop', 'openssl s_client -connect mail:465 -verify_return_error -brief');
  const log = logOf(session);
  const reason = 'error:0A000418:SSL routines::tlsv1 alert unknown ca:';
  expect(log).toContain(
    `imap-login: Disconnected: Connection closed: SSL_accept() failed: ${reason} SSL alert number 48 (no auth attempts in 0 secs): user=<>, rip=192.168.1.20, lip=192.168.1.25, TLS handshaking: SSL_accept() failed: ${reason} SSL alert number 48\n`,
  );
  expect(log).toContain(`TLS library problem: ${reason}../ssl/record/rec_layer_s3.c:1602:SSL`);
  expect(log).toContain('disconnect from laptop[192.168.1.20] commands=0/0\n');
});
