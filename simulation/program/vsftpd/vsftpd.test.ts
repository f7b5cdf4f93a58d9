/** vsftpd and ftp over the simulated network, against captures of vsftpd 3.0.3 and tnftp. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { MailSession, mailScenario } from '../../scenario/mail-fixtures';
import { type TypedCapture, tidyMail } from '../../scenario/replay.test-helper';
import {
  formatExtended,
  formatHostPort,
  parseExtended,
  parseHostPort,
  parsePassivePort,
} from './endpoint';
import { parseFtpSettings } from './settings';

const conf =
  'listen=YES\nanonymous_enable=YES\nlocal_enable=YES\nwrite_enable=YES\nanon_root=/srv/ftp\n';
const files = {
  '/etc/vsftpd.conf': conf,
  '/srv/ftp/pub/readme.txt': 'hello ftp\n',
};

function fresh(): MailSession {
  const scenario = mailScenario(files, []);
  const { mail } = scenario.hosts;
  if (!mail) throw new Error('no mail host');
  // The homes are made by their owners, so that they may write there.
  const setUp = [{ run: 'sleep 1', user: 'ann' }, { run: 'vsftpd' }];
  const hosts = { ...scenario.hosts, mail: { ...mail, programs: setUp } };
  const session = new MailSession({ ...scenario, hosts });
  session.type('mail', "sudo -u ann sh -c 'cd /home/ann; echo hi ann > notes.txt; mkdir docs'");
  return session;
}

/** Takes out ports, dates, owners and speeds. */
function tidy(text: string): string {
  return (
    tidyMail(text.replaceAll('mail.shop.example', 'mail'))
      .replace(/\(\|\|\|\d+\|\)/g, '(|||PORT|)')
      .replace(/,\d+,\d+\)\./g, ',HIGH,LOW).')
      .replace(/[A-Z][a-z]{2} \d\d \d\d:\d\d /g, 'DATE ')
      .replace(/\b(2001|1000) {5}/g, 'OWNER    ')
      .replace(/\d+\.\d\d KiB\/s/g, 'SPEED')
      .replace(/ +SPEED/g, ' SPEED')
      .replace(/ {2}0% \|.*?ETA/g, '')
      // The real one has umask 077; files here have no umask.
      .replaceAll('-rw-------', '-rw-r--r--')
      .replace(/\r/g, '')
      .replace(/^213 2026\d+$/gm, '213 STAMP')
  );
}

/** Every line of what is shown stands in the capture too, and the other way round. */
function compare(session: MailSession, capture: TypedCapture, skip: RegExp): void {
  const typed = (capture.typed ?? []).filter((line) => !skip.test(line));
  const shown = tidy(session.typeAll('laptop', [capture.command, ...typed]));
  const real = tidy(capture.terminal ?? '');
  const lines = new Set(real.split('\n'));
  const extra = shown
    .split('\n')
    .slice(1)
    .filter((line) => !lines.has(line));
  expect(extra).toEqual([]);
}

const captures: TypedCapture[] = loadCaptures('ftp');
const byHand = captures.filter(({ command }) => command.startsWith('telnet'));

describe('the control connection by hand', () => {
  test.each(byHand)('$typed', (capture) => {
    compare(fresh(), capture, /^(LIST|PORT .*)$/);
  });

  test('a listing without a second connection is refused', () => {
    const lines = ['telnet ftp 21', 'USER ann', 'PASS secret', 'LIST', 'QUIT'];
    expect(fresh().typeAll('laptop', lines)).toContain('425 Use PORT or PASV first.\n');
  });
});

describe('ftp', () => {
  const rows = captures.filter(
    ({ command, typed = [] }) =>
      /^ftp (ftp|nosuch|ftp 22|192\.168\.1\.99)$/.test(command) && !typed.includes('wrong'),
  );
  test.each(rows)('$command ($typed)', (capture) => {
    const session = fresh();
    const real = {
      ...capture,
      terminal: (capture.terminal ?? '').replace(/\(ftp:root\)/g, '(ftp:you)'),
    };
    const typed = (real.typed ?? []).filter((line) => !/^(status|!pwd|help|debug)$/.test(line));
    const shown = tidy(session.typeAll('laptop', [real.command, ...typed]))
      .split('\n')
      .slice(1);
    const lines = new Set(tidy(real.terminal).split('\n'));
    const extra = shown.filter((line) => !lines.has(line) && !/^Password: |^\d+ bytes/.test(line));
    expect(extra).toEqual([]);
  });

  test('a file that was fetched is the same, and one that was left too', () => {
    const session = fresh();
    session.typeAll('laptop', [
      'ftp ftp',
      'ann',
      'secret',
      'get notes.txt',
      'put notes.txt copy.txt',
      'bye',
    ]);
    expect(session.type('laptop', 'cat notes.txt')).toBe('hi ann\n');
    expect(session.type('mail', 'cat /home/ann/copy.txt')).toBe('hi ann\n');
    expect(session.type('mail', 'ls -l /home/ann/copy.txt')).toContain(' ann ');
    expect(session.type('mail', 'grep -c "OK LOGIN" /var/log/vsftpd.log')).toBe('1\n');
  });

  test('two connections: 21 stays, and each transfer has one of its own', () => {
    const session = fresh();
    session.typeAll('laptop', ['ftp ftp', 'ann', 'secret', 'ls']);
    const ports = session.events.flatMap((event) =>
      event.kind === 'sent' &&
      event.packet.proto === 'tcp' &&
      event.packet.src.addr === '192.168.1.20'
        ? [event.packet.dst.port]
        : [],
    );
    expect(new Set(ports).size).toBe(2);
    expect(session.type('laptop', 'ss -Htn state established', 1)).toContain('192.168.1.25:21');
  });

  test('in active mode the server calls back', () => {
    const session = fresh();
    const shown = session.typeAll('laptop', ['ftp ftp', 'ann', 'secret', 'passive', 'ls', 'bye']);
    expect(shown).toContain('200 EPRT command successful. Consider using EPSV.\n150 Here comes');
    expect(shown).toContain(' notes.txt\n226 Directory send OK.\n');
  });
});

test('endpoints go there and back, and any words are read or refused', () => {
  const octet = fc.nat(255);
  fc.assert(
    fc.property(
      octet,
      octet,
      octet,
      octet,
      fc.integer({ min: 1, max: 65535 }),
      (a, b, c, d, port) => {
        const one = { addr: `${a}.${b}.${c}.${d}`, port };
        expect(parseHostPort(formatHostPort(one))).toEqual(one);
        expect(parseExtended(formatExtended(one))).toEqual(one);
        expect(parsePassivePort(`229 x (|||${port}|)`)).toBe(port);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseHostPort(text);
      parseExtended(text);
      parsePassivePort(text);
      parseFtpSettings(text);
    }),
  );
});

test('settings that are not known end the server with its words', () => {
  expect(parseFtpSettings('nonsense=1')).toEqual({
    ...{ ok: false, text: 'unrecognised variable in config file: nonsense' },
  });
  expect(parseFtpSettings('write_enable=perhaps').ok).toBe(false);
  const session = fresh();
  session.type('mail', 'kill $(pgrep vsftpd); echo nonsense=1 >> /etc/vsftpd.conf');
  expect(session.type('mail', 'vsftpd')).toBe(
    '500 OOPS: unrecognised variable in config file: nonsense\n',
  );
});

test('bytes of any kind leave the server listening', () => {
  const session = fresh();
  session.type('laptop', "printf '\\377\\0\\r\\nUSER \\200\\r\\nPASS\\r\\n' | nc -N ftp 21");
  expect(session.type('laptop', 'nc -zv ftp 21')).toContain('succeeded');
});
