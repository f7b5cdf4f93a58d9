/** curl over TLS against captures of curl 7.88.1 with OpenSSL 3.0.19 and nginx 1.22.1. */
import { describe, expect, test } from 'vitest';
import { tlsFixture, tlsScenario } from '../../program/tls/tls-files.test-helper';
import { tidy } from '../../scenario/captures.test-helper';
import { Session } from '../../scenario/scenario-fixtures';

/** Tickets that come once curl has left: on one machine they are faster than its goodbye. */
const late =
  /(?<=Closing connection 0\n)(\* TLSv1\.3 \(IN\), TLS handshake, Newsession Ticket \(4\):\n)+\* old SSL.*\n/;

describe('as captured', () => {
  const session = new Session(tlsScenario());
  session.type('phone', 'cd');
  test.each(tlsFixture.captures.filter(({ command }) => command.startsWith('curl')))(
    '$command',
    ({ command, terminal, status }) => {
      const shown = session.type('phone', command);
      expect(tidy(shown)).toBe(tidy(terminal).replace(late, ''));
      expect(session.type('phone', 'echo $?')).toBe(`${status}\n`);
    },
  );
});

describe('the course’s transcript', () => {
  const session = new Session(tlsScenario());
  test.each([
    [
      'curl -sS --resolve shop.example:443:192.168.1.20 https://shop.example/ 2>&1 | head -1',
      'curl: (60) SSL certificate problem: self-signed certificate\n',
    ],
    [
      'curl -sS --cacert shop.pem --resolve shop.example:443:192.168.1.20 https://shop.example/',
      'ok\n',
    ],
    [
      'curl -sS --cacert shop.pem https://192.168.1.20/ 2>&1 | head -1',
      "curl: (60) SSL: no alternative certificate subject name matches target host name '192.168.1.20'\n",
    ],
    ['curl -s -o /dev/null -w "%{http_code}\\n" http://192.168.1.20:443/', '400\n'],
    [
      'curl -sS https://192.168.1.20:80/',
      'curl: (35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number\n',
    ],
    [
      'curl -sI http://192.168.1.20/ | head -3',
      'HTTP/1.1 301 Moved Permanently\r\nServer: nginx/1.22.1\r\nDate: DATE\r\n',
    ],
    [
      'echo | openssl s_client -connect 192.168.1.20:443 -servername shop.example 2>&1 | grep -E "CONNECTED|subject|issuer|Protocol|Verif|verify error"',
      'verify error:num=18:self-signed certificate\nCONNECTED(00000003)\n' +
        'subject=CN = shop.example\nissuer=CN = shop.example\n' +
        'Verification error: self-signed certificate\n    Protocol  : TLSv1.2\n' +
        '    Verify return code: 18 (self-signed certificate)\n',
    ],
  ])('%s', (line, shown) => {
    expect(tidy(session.type('phone', line))).toBe(shown);
  });
});

describe('a browser', () => {
  const session = new Session(tlsScenario());
  test.each([
    ['https://shop.example:8443/', undefined],
    ['https://shop.example:8448/', undefined],
    ['https://192.168.1.20:8448/', undefined],
    ['https://shop.example:8444/', 'ERR_CERT_DATE_INVALID'],
    ['https://shop.example:8445/', 'ERR_CERT_DATE_INVALID'],
    ['https://shop.example:8446/', 'ERR_CERT_AUTHORITY_INVALID'],
    ['https://shop.example:8447/', 'ERR_CERT_COMMON_NAME_INVALID'],
    ['https://shop.example/', 'ERR_CERT_AUTHORITY_INVALID'],
    ['https://shop.example:80/', 'ERR_SSL_PROTOCOL_ERROR'],
  ])('%s shows %s', (url, error) => {
    const page = session.browse('phone', url);
    expect(page?.error).toBe(error);
    if (error === undefined) expect(page).toMatchObject({ status: 200, text: 'ok' });
  });
});

test('what passes between them cannot be read from the packets', () => {
  const session = new Session(tlsScenario());
  expect(session.type('phone', 'curl -s https://shop.example:8443/')).toBe('ok\n');
  const sent = session.events.flatMap((event) =>
    event.kind === 'sent' && 'packet' in event ? [event.packet.data] : [],
  );
  const all = sent.join('');
  expect(all).toContain('shop.example');
  expect(all).not.toContain('HTTP/1.1 200');
  expect(all).not.toContain('User-Agent');
});
