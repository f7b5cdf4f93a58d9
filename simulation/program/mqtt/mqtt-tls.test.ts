/** MQTT by TLS, against captures of mosquitto 2.0.11. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { MailSession, mailScenario } from '../../scenario/mail-fixtures';

const { files }: { files: Record<string, string> } = JSON.parse(
  readFileSync('simulation/shell/fixtures/network/mail-tls.json', 'utf8'),
);
const conf = `listener 1883
allow_anonymous true
listener 8883
cafile /etc/ssl/ca.pem
certfile /etc/ssl/mail.pem
keyfile /etc/ssl/mail.key
`;

function started(settings = conf): MailSession {
  const given = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`/etc/ssl/${name}`, text]),
  );
  const scenario = mailScenario({ ...given, '/etc/mosquitto/tls.conf': settings }, [
    'mosquitto -v -c /etc/mosquitto/tls.conf',
  ]);
  const { laptop } = scenario.hosts;
  if (laptop) {
    laptop.names = { '192.168.1.25': ['broker.shop.example', 'mail'] };
    laptop.files = {
      '/home/you/ca.pem': files['ca.pem'] ?? '',
      '/home/you/other.pem': files['other.pem'] ?? '',
    };
  }
  return new MailSession({ ...scenario, startsAt: '2026-11-26T04:55:00Z' });
}
const start = started().world;

function fresh(): MailSession {
  const session = new MailSession();
  session.world = start;
  return session;
}

describe('from the laptop', () => {
  // Whether the real subscriber hears of the failure while it connects is a race.
  const rows = loadCaptures('mqtt-tls').filter(({ command }) => !/use-os-certs/.test(command));
  test.each(rows)('$command', ({ command, terminal, status }) => {
    const session = fresh();
    let shown = session.type('laptop', command);
    for (let wait = 0; wait < 30 && session.terminal('laptop').running !== null; wait += 1) {
      session.do({ do: 'wait', ms: 100 });
      shown += session.read('laptop');
    }
    expect(shown).toBe(terminal ?? '');
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  });
});

test('a message by TLS reaches who listens in clear', () => {
  const session = fresh();
  session.type('mail', 'mosquitto_sub -h localhost -t home/temp -C 1', 1);
  const by = 'mosquitto_pub -h broker.shop.example -p 8883 --cafile ca.pem';
  session.type('laptop', `${by} -t home/temp -m 31`);
  expect(session.read('mail', 1)).toContain('31\n');
});

describe('a broker with files that do not fit', () => {
  const run = (listener: string) =>
    started('listener 1\n')
      .type('mail', `printf '${listener}' > /t; mosquitto -c /t; echo $?`)
      .replace(/^\d{10}: /gm, '');
  const head =
    'Opening ipv4 listen socket on port 8883.\nOpening ipv6 listen socket on port 8883.\n';
  test.each([
    [
      'certfile /nofile\\nkeyfile /etc/ssl/mail.key',
      'Error: Unable to load server certificate "/nofile". Check certfile.\nOpenSSL Error[0]: error:80000002:system library::No such file or directory\nOpenSSL Error[1]: error:10080002:BIO routines::system lib\nOpenSSL Error[2]: error:0A080002:SSL routines::system lib\n',
    ],
    [
      'certfile /etc/ssl/ca.pem\\nkeyfile /etc/ssl/mail.key',
      'Error: Unable to load server key file "/etc/ssl/mail.key". Check keyfile.\nOpenSSL Error[0]: error:05800074:x509 certificate routines::key values mismatch\n',
    ],
    [
      'cafile /nofile\\ncertfile /etc/ssl/mail.pem\\nkeyfile /etc/ssl/mail.key',
      'Error: Unable to load CA certificates. Check cafile "/nofile".\nOpenSSL Error[0]: error:80000002:system library::No such file or directory\nOpenSSL Error[1]: error:10000080:BIO routines::no such file\nOpenSSL Error[2]: error:05880002:x509 certificate routines::system lib\n',
    ],
  ])('%j', (lines, text) => {
    expect(run(`listener 8883\\n${lines}\\n`)).toContain(`${head}${text}1\n`);
  });
});
