/** The outputs that the course quotes, character by character, and the servers' logs and life. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../host/program';
import { sys } from '../../host/system';
import { programTable } from '../../scenario/program-table';
import { Session } from '../../scenario/scenario-fixtures';
import { decodeMessage } from './decode-message';
import { dnsHosts, dnsSession, namedConf } from './dns-session.test-helper';
import { encodeMessage } from './encode-message';
import { createResponse, type Message } from './message';
import { formatName } from './name';
import { answerAsNamed } from './named-answer';
import { readNamedConf } from './named-conf';
import { NOERROR, NXDOMAIN, REFUSED } from './record-types';
import { testZones } from './zones.test-helper';

/** The server of those transcripts: it knew one name, refused one domain, and no EDNS. */
const toy: Program = {
  name: 'toy',
  usage: 'toy',
  summary: 'answers as the server of the transcripts did',
  main: function* () {
    const opened = yield* sys.socket('udp');
    if (!opened.ok) return 1;
    yield* sys.bind(opened.value, '127.0.0.53', 53);
    for (;;) {
      const got = yield* sys.recvfrom(opened.value);
      const decoding = got.ok ? decodeMessage(got.value.data) : null;
      if (!got.ok || !decoding?.ok) continue;
      const query = decoding.message;
      const name = query.question[0]?.name ?? [];
      const text = formatName(name);
      const known = text === 'shop.example.';
      const code = known ? NOERROR : text.endsWith('refuse.example.') ? REFUSED : NXDOMAIN;
      const blank = createResponse(query, code);
      const data = { type: 'A' as const, addr: '203.0.113.10' };
      const reply: Message = {
        ...blank,
        flags: { ...blank.flags, ra: true },
        answer: known ? [{ name, class: 1, ttl: 300, data }] : [],
      };
      yield* sys.sendto(opened.value, encodeMessage(reply), got.value.addr, got.value.port);
    }
  },
};

const steady = (text: string) =>
  text
    .replace(/id: \d+/g, 'id: N')
    .replace(/time: \d+ msec/, 'time: N msec')
    .replace(/:\d\d UTC/, ':SS UTC');

describe('the transcripts of DNS', () => {
  const hosts = dnsHosts({ laptop: { programs: [{ run: 'toy' }] } });
  const scenario = { id: 'toy', startsAt: '2026-11-23T13:11:59Z', lans: ['home', 'wan'], hosts };
  const session = new Session(scenario, { ...programTable, toy });

  test('dig @127.0.0.53 shop.example', () => {
    expect(steady(session.type('laptop', 'dig @127.0.0.53 shop.example'))).toBe(`
; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> @127.0.0.53 shop.example
; (1 server found)
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: N
;; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0

;; QUESTION SECTION:
;shop.example.			IN	A

;; ANSWER SECTION:
shop.example.		300	IN	A	203.0.113.10

;; Query time: N msec
;; SERVER: 127.0.0.53#53(127.0.0.53) (UDP)
;; WHEN: Mon Nov 23 13:11:SS UTC 2026
;; MSG SIZE  rcvd: 46

`);
  });

  test.each([
    [
      'dig @127.0.0.53 nosuch.example | grep status',
      ';; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: N\n',
    ],
    [
      'dig @127.0.0.53 x.refuse.example | grep status',
      ';; ->>HEADER<<- opcode: QUERY, status: REFUSED, id: N\n',
    ],
    ['dig @127.0.0.53 +short shop.example', '203.0.113.10\n'],
    [
      'curl -sS http://nosuch.shop.example/',
      'curl: (6) Could not resolve host: nosuch.shop.example\n',
    ],
  ])('%s', (line, text) => {
    expect(steady(session.type('laptop', line))).toBe(text);
  });

  test('nobody on the port, and nobody at all', () => {
    const refused = ';; communications error to 127.0.0.1#53: connection refused\n'.repeat(3);
    const banner = (line: string) =>
      `\n; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> ${line}\n; (1 server found)\n` +
      ';; global options: +cmd\n;; no servers could be reached\n';
    const line = '@127.0.0.1 shop.example';
    expect(session.type('laptop', `dig ${line}`)).toBe(refused + banner(line));
    expect(session.type('laptop', 'echo $?')).toBe('9\n');
    const far = '@192.168.1.99 shop.example +time=1 +tries=1';
    expect(session.type('laptop', `dig ${far}`)).toBe(
      `;; communications error to 192.168.1.99#53: timed out\n${banner(far)}`,
    );
    expect(session.type('laptop', 'echo $?')).toBe('9\n');
  });
});

describe('named', () => {
  test('says what it loads, and what it cannot', () => {
    const session = dnsSession();
    expect(
      session.type(
        'ns',
        "grep -c 'zone broken.example/IN: not loaded due to errors.' /var/log/syslog",
      ),
    ).toBe('1\n');
    const log = session.type('ns', 'cat /var/log/syslog');
    expect(log).toMatch(/^Nov 23 13:11:59 ns named\[\d+\]: starting BIND 9\.18\.49/);
    expect(log).toContain(
      "dns_rdata_fromtext: /etc/bind/broken.zone:3: near '1.2.3.400': bad dotted quad\n",
    );
    expect(log).toContain('zone shop.example/IN: loaded serial 2026112301\n');
  });

  test('a bad file leaves the old zone, and its port is root’s', () => {
    const session = dnsSession();
    session.type('ns', "echo 'bad A 1.2.3' >> /etc/bind/shop.zone; pkill -HUP named");
    expect(session.type('laptop', 'dig +short @203.0.113.53 shop.example')).toBe('203.0.113.10\n');
    expect(session.type('laptop', 'named -g -c /nonexistent')).toMatch(
      /^23-Nov-2026 13:1\d:\d\d\.\d{3} starting BIND [^]*open: \/nonexistent: file not found\n.* loading configuration: file not found\n.* exiting \(due to fatal error\)\n$/,
    );
  });

  test('it goes into the background and ends by signal', () => {
    const session = dnsSession({ ns: { programs: [] } });
    session.type('ns', 'named');
    expect(session.type('laptop', 'dig +short @203.0.113.53 shop.example')).toBe('203.0.113.10\n');
    session.type('ns', 'pkill named');
    expect(session.type('ns', 'pgrep named; ss -Huln | wc -l')).toBe('0\n');
  });

  test('the query log names who asked for what, and how', () => {
    const conf = namedConf.replace('recursion no;', 'recursion no; querylog yes;');
    const session = dnsSession({ ns: { files: { '/etc/bind/named.conf': conf } } });
    session.type(
      'laptop',
      'dig @203.0.113.53 +tcp shop.example; dig +noedns @203.0.113.53 x.other',
    );
    const log = session.type(
      'ns',
      "grep client /var/log/syslog | sed 's/.*(shop/(shop/; s/.*(x/(x/'",
    );
    expect(log).toBe(
      '(shop.example): query: shop.example IN A +E(0)TK (203.0.113.53)\n' +
        '(x.other): query: x.other IN A + (203.0.113.53)\n' +
        '(x.other): query failed (REFUSED) for x.other/IN/A at query.c:5708\n',
    );
  });

  test('allow-query refuses the others', () => {
    const conf = namedConf.replace('recursion no;', 'recursion no; allow-query { localhost; };');
    const session = dnsSession({ ns: { files: { '/etc/bind/named.conf': conf } } });
    expect(
      session.type('laptop', 'dig @203.0.113.53 shop.example | grep -o "status: [A-Z]*"'),
    ).toBe('status: REFUSED\n');
    expect(session.type('ns', 'dig @127.0.0.1 +short shop.example')).toBe('203.0.113.10\n');
  });

  test('any bytes get an answer or none, and never a fault', () => {
    const reading = readNamedConf(namedConf, 'named.conf');
    if (!reading.ok) throw new Error(reading.error.message);
    const zones = testZones.map(({ origin, zone }) => {
      const setting = reading.settings.zones[0];
      if (!setting) throw new Error('no zone');
      return { setting: { ...setting, origin }, zone, modified: 0 };
    });
    const state = { settings: reading.settings, zones, interfaces: [] };
    const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
    const good = encodeMessage({
      ...{ id: 7, response: false, opcode: 0, code: 0, answer: [], authority: [], additional: [] },
      flags: { aa: false, tc: false, rd: true, ra: false, z: false, ad: false, cd: false },
      question: [{ name: ['www', 'shop', 'example'], type: 1, class: 1 }],
      edns: null,
    });
    const bytes = fc.oneof(
      fc.string({ unit: byte, maxLength: 80 }),
      fc
        .tuple(fc.nat(good.length - 1), byte)
        .map(([at, one]) => good.slice(0, at) + one + good.slice(at + 1)),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom('udp' as const, 'tcp' as const), (one, over) => {
        const caller = { addr: '192.0.2.1', port: 5000, over, own: '192.0.2.53', seconds: 0 };
        const { reply } = answerAsNamed(one, caller, state);
        if (reply !== null) expect(reply.slice(0, 2)).toBe(one.slice(0, 2));
      }),
      { numRuns: 600 },
    );
  });
});

describe('dnsmasq', () => {
  test('its log tells what was forwarded and what was cached', () => {
    const session = dnsSession();
    session.type('laptop', 'dig +short www.shop.example; dig +short www.shop.example');
    const log = session.type('gw', "sed 's/^.*dnsmasq.[0-9]*.: //' /var/log/dnsmasq.log | tail -8");
    expect(log).toContain(
      'cached www.shop.example is <CNAME>\ncached shop.example is 203.0.113.10\n',
    );
    expect(log).toContain(
      'forwarded www.shop.example to 203.0.113.53\nreply www.shop.example is <CNAME>\n',
    );
  });

  test('a port that is taken or not its own is told, as captured', () => {
    const session = dnsSession();
    expect(session.type('gw', 'dnsmasq')).toBe(
      '\ndnsmasq: failed to create listening socket for port 53: Address already in use\n',
    );
    expect(session.type('laptop', 'dnsmasq -d')).toBe(
      '\ndnsmasq: failed to create listening socket for port 53: Permission denied\n',
    );
    expect(session.type('laptop', 'echo $?')).toBe('2\n');
  });

  test('without an answer from above it is silent, and what it knows it still says', () => {
    const session = dnsSession();
    session.type('laptop', 'dig +short shop.example');
    session.type('ns', 'pkill named');
    expect(session.type('laptop', 'dig +short shop.example')).toBe('203.0.113.10\n');
    expect(session.type('laptop', 'dig +tries=1 +time=3 +noall new.shop.example')).toBe(
      ';; communications error to 192.168.1.1#53: timed out\n;; no servers could be reached\n',
    );
  });

  test('the most special of its lines decides who is asked', () => {
    const conf = 'no-resolv\nserver=/shop.example/203.0.113.53\nlocal=/example/\n';
    const session = dnsSession({ gw: { files: { '/etc/dnsmasq.conf': conf } } });
    const look = (line: string) => session.type('laptop', line);
    expect(look('dig +short shop.example')).toBe('203.0.113.10\n');
    expect(look('dig shpo.example | grep -o "status: [A-Z]*"')).toBe('status: NXDOMAIN\n');
    expect(look('dig other.net | grep -o "status: [A-Z]*"')).toBe('status: REFUSED\n');
  });

  test('with bind-interfaces it answers from the address that was asked', () => {
    const conf = 'no-resolv\nserver=203.0.113.53\nbind-interfaces\n';
    const session = dnsSession({ gw: { files: { '/etc/dnsmasq.conf': conf } } });
    const line = 'dig +short @203.0.113.1 shop.example';
    expect(session.type('laptop', line)).toBe('203.0.113.10\n');
  });

  test('bytes that are no question are passed over', () => {
    const session = dnsSession();
    session.type('laptop', 'printf "\\x00\\x01garbage" | nc -u -w1 192.168.1.1 53');
    session.type('laptop', 'printf "\\x00\\x04abcd" | nc -N 192.168.1.1 53');
    expect(session.type('laptop', 'dig +short +tcp shop.example')).toBe('203.0.113.10\n');
  });
});
