/** openssl against captures of OpenSSL 3.0.19, of whose sources one line has moved since. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pemFile, tlsFixture, tlsScenario } from '../../program/tls/tls-files.test-helper';
import { Session } from '../../scenario/scenario-fixtures';

/** Numbers of sockets and threads, chance, and what another moment shows. */
function tidy(text: string): string {
  return text
    .replace(/CONNECTED\([0-9A-F]+\)/, 'CONNECTED(N)')
    .replace(/^[0-9A-F]{16}:error/gm, 'THREAD:error')
    .replace('rec_layer_s3.c:1601:', 'rec_layer_s3.c:1602:')
    .replace(/((?:Session-ID|Master-Key): )[0-9A-F]+/g, '$1HEX')
    .replace(/(    [0-9a-f]{4} - ).*/g, '$1DUMP')
    .replace(/Start Time: \d+/, 'Start Time: N')
    .replace(/Date: .*/, 'Date: D');
}

/**
 * Left out: a run in which the tickets were faster than the end of the input, keys made by chance,
 * a resolver that was out of reach, and what waited for its input.
 */
const left =
  /^openssl (req .*rsa:2048|s_client .*nosuch|s_client .*(:8443 <|:8443 -quiet <)|x509 -foo)/;

describe('as captured', () => {
  const session = new Session(tlsScenario());
  const captured = tlsFixture.captures.filter(
    ({ command }) => command.includes('openssl') && !left.test(command),
  );
  test.each(captured)('$command', ({ command, terminal, status }) => {
    expect(tidy(session.type('phone', command))).toBe(tidy(terminal));
    expect(session.type('phone', 'echo $?')).toBe(`${status}\n`);
  });
});

test('a line is typed through the connection, and tickets are told of', () => {
  const session = new Session(tlsScenario());
  const report = session.type('phone', 'openssl s_client -connect shop.example:8443');
  expect(report).toContain('Verify return code: 0 (ok)\n---\n');
  expect(report.match(/Post-Handshake New Session Ticket arrived/g)).toHaveLength(2);
  expect(report).toContain('    00e0 - ');
  session.type('phone', 'GET / HTTP/1.0');
  expect(session.type('phone', '')).toMatch(/HTTP\/1\.1 200 OK[^]*\nok\nclosed\n/);
});

test('a certificate made here is served, believed where it is given, and shown', () => {
  const session = new Session(tlsScenario());
  const made = session.type(
    'laptop',
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 30 -subj /C=XX/CN=shop.example -addext 'subjectAltName=DNS:shop.example,IP:192.168.1.20'",
  );
  expect(made).toMatch(/^([.+]+\*[.+]+\*[.+]+\n){2}-----\n$/);
  expect(
    session.type(
      'laptop',
      'openssl x509 -in c.pem -noout -subject -issuer -dates -ext subjectAltName',
    ),
  ).toBe(
    'subject=C = XX, CN = shop.example\nissuer=C = XX, CN = shop.example\n' +
      'notBefore=Nov 26 02:34:21 2026 GMT\nnotAfter=Dec 26 02:34:21 2026 GMT\n' +
      'X509v3 Subject Alternative Name: \n    DNS:shop.example, IP Address:192.168.1.20\n',
  );
  expect(session.type('laptop', 'openssl verify -CAfile c.pem c.pem')).toBe('c.pem: OK\n');
  const conf = '/tmp/tlscap/nginx.conf';
  session.type(
    'laptop',
    `sed -i 's#p/shop.pem#../../root/c.pem#; s#p/shop.key#../../root/k.pem#' ${conf}`,
  );
  session.type('laptop', `nginx -c ${conf} -s reload`);
  session.type('phone', `echo '${session.type('laptop', 'cat c.pem').trim()}' > mine.pem`);
  expect(session.type('phone', 'curl -s --cacert mine.pem https://192.168.1.20/')).toBe('ok\n');
});

test('openssl ends for any arguments', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom(...['req', 's_client', 'verify', 'x509', '-in', 'good.pem', '-text', '-noout']),
    fc.constantFrom(...['-connect', 'shop.example:8443', ':', '-subj', '/CN=a', '-ext', '-brief']),
  );
  const session = new Session(tlsScenario());
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      const quoted = words.map((one) => `'${one.replace(/[^\x20-\x7e]|'/g, '')}'`).join(' ');
      session.type('phone', `openssl ${quoted} < /dev/null > /dev/null 2>&1`);
      expect(session.type('phone', 'echo $?')).toMatch(/^[012]\n$/);
    }),
    { numRuns: 60 },
  );
});

test('a file without a certificate is named', () => {
  const session = new Session(tlsScenario());
  expect(pemFile('good.key')).toContain('PRIVATE KEY');
  expect(
    session.type('phone', 'openssl s_client -connect shop.example -CAfile good.key'),
  ).toContain('no certificate or crl found');
});
