/** tcpdump over the simulated network, against captures of version 4.99.3 of the same traffic. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksum } from '../../packet/internet-checksum';
import { type Capture, loadCaptures } from '../../scenario/captures.test-helper';
import { ProbeSession, probeScenario } from '../../scenario/probe-worlds.test-helper';
import { formatAscii, formatHex } from './tcpdump-bytes';
import { parseFilter, splitFilter } from './tcpdump-filter';
import { formatDns } from './tcpdump-format';

/** Takes out clocks, chosen numbers, windows, and the options of TCP that are not modelled. */
const plain = (text = '') =>
  text
    .replace(/^\d\d:\d\d:\d\d\.\d{6}/gm, 'TIME')
    .replace(/, options \[[^\]]*\]/g, '')
    .replace(/win \d+/g, 'win N')
    .replace(/(192\.168\.1\.50|127\.0\.0\.1|phone)\.\d{5}/g, '$1.PORT')
    .replace(/seq \d{6,}, ack \d{6,}/g, 'seq N, ack N')
    .replace(/(?:seq|ack) \d{6,}/g, 'seq N')
    .replace(/ id \d+/g, ' id N')
    .replace(/cksum 0x.{4} \([^)]*\)/g, 'cksum')
    .replace(/, length \d+\)/g, ', length N)')
    .replace(/is-at [0-9a-f:]+/g, 'is-at MAC')
    .replace(/^\d+\+/gm, 'ID+')
    .replace(/\d+ packets? received by filter/g, 'N received by filter');

type Traffic = Capture & { traffic: [string, string] | null };

/** Hexadecimal has the times of the options in it; devices differ. */
const left = /-X|-A|-D|udp port 53|tcpdump -n port$|-Z|-S|nc -u/;

describe('tcpdump', () => {
  const rows = (loadCaptures('tcpdump') as Traffic[]).filter(
    ({ command, traffic }) => !left.test(`${command} ${traffic?.[1]}`),
  );
  test.each(rows)('$command', ({ command, traffic, terminal = '', user }) => {
    const session = new ProbeSession();
    let shown = session.type('laptop', user === 'root' ? `sudo ${command}` : command);
    if (traffic) {
      const [host, line] = traffic;
      session.type(host === 'srv' ? 'laptop' : 'phone', line, host === 'srv' ? 1 : 0);
      shown += session.read('laptop');
    }
    if (terminal.includes('^C')) shown += session.key('laptop', 'C');
    // The kernel's acknowledgements may come with the data or before them.
    const lines = (text: string) =>
      plain(text)
        .split('\n')
        .filter((line) => !/Flags \[\.\]|tcp 0$|seq 1[^:]*157:|\d+ packets captured/.test(line))
        .map((line) => line.replace(/(seq \d+(:\d+)?|ack \d+|length \d{3,}).*$/, '$1'));
    const loose = terminal.includes('^C') && command.includes('tcp port 5432');
    if (loose) expect(lines(shown).slice(0, 5)).toEqual(lines(terminal).slice(0, 5));
    else expect(plain(shown)).toBe(plain(terminal));
  });

  test('a question of ARP is seen by all of the segment, its answer by both ends alone', () => {
    const session = new ProbeSession();
    session.type('laptop', 'sudo tcpdump -tn -i eth0 arp', 1);
    session.type('router', 'sudo tcpdump -tn -i eth0 arp');
    session.read('router');
    session.read('laptop', 1);
    session.type('laptop', 'ping -c 1 192.168.1.50');
    const question = 'ARP, Request who-has 192.168.1.50 tell 192.168.1.20, length 28';
    expect(session.read('router').trim()).toBe(question);
    const [first, second = ''] = session.read('laptop', 1).trim().split('\n');
    expect(first).toBe(question);
    expect(second).toMatch(/^ARP, Reply 192\.168\.1\.50 is-at 02:42(:[0-9a-f]{2}){4}, length 28$/);
  });

  test('the transcript of traffic on the wire', () => {
    const session = new ProbeSession();
    session.type('laptop', 'sudo tcpdump -n -i eth0 tcp');
    session.type('phone', 'nc -z 192.168.1.20 9999');
    session.type('phone', 'curl -s -o /dev/null http://192.168.1.20:5432/');
    const lines = plain(session.read('laptop')).split('\n');
    const cut = lines.map((line) => line.replace(/, win N.*/, ''));
    expect(cut.slice(0, 4)).toEqual([
      'TIME IP 192.168.1.50.PORT > 192.168.1.20.9999: Flags [S], seq N',
      'TIME IP 192.168.1.20.9999 > 192.168.1.50.PORT: Flags [R.], seq 0, seq N',
      'TIME IP 192.168.1.50.PORT > 192.168.1.20.5432: Flags [S], seq N',
      'TIME IP 192.168.1.20.5432 > 192.168.1.50.PORT: Flags [S.], seq N, ack N',
    ]);
    expect(cut).toContain('TIME IP 192.168.1.50.PORT > 192.168.1.20.5432: Flags [.], ack 1');
    expect(cut.join('\n')).toMatch(/Flags \[P\.\], seq 1:82, ack 1\n/);
    expect(cut.join('\n')).toMatch(/Flags \[F\.\], seq 82, ack \d+\n/);
  });

  test('-A shows what is said, and a name is asked for by packets that can be seen', () => {
    const session = new ProbeSession();
    session.type('laptop', 'sudo tcpdump -n -A -i eth0 port 5432');
    session.type('phone', 'curl -s -o /dev/null http://192.168.1.20:5432/');
    expect(session.read('laptop')).toContain('GET / HTTP/1.1\nHost: 192.168.1.20:5432\n');
    const scenario = probeScenario();
    const { phone } = scenario.hosts;
    if (phone) phone.files = { '/etc/resolv.conf': 'nameserver 192.168.1.20\n' };
    const asking = new ProbeSession(scenario);
    asking.type('laptop', 'sudo tcpdump -n -i eth0 -c 1 udp port 53');
    asking.type('phone', 'dig +tries=1 +time=1 shop.example');
    expect(plain(asking.read('laptop'))).toMatch(
      /IP 192\.168\.1\.50\.PORT > 192\.168\.1\.20\.53: \d+\+ \[1au\] A\? shop\.example\. \(\d+\)\n1 packet captured\n/,
    );
  });
});

describe('bytes', () => {
  test('the checksum of a header that holds its own is zero (RFC 1071)', () => {
    const header =
      '\x45\x00\x00\x3c\x82\x53\x40\x00\x40\x06\x34\xd2\xc0\xa8\x01\x32\xc0\xa8\x01\x14';
    expect(checksum(header)).toBe(0);
    expect(formatHex(header)).toBe(
      '\t0x0000:  4500 003c 8253 4000 4006 34d2 c0a8 0132  E..<.S@.@.4....2\n' +
        '\t0x0010:  c0a8 0114                                ....\n',
    );
    expect(formatAscii('a\r\n\x00b')).toBe('a\n.b');
  });

  test('no bytes make the printer of DNS throw, and no words the filter', () => {
    const bytes = fc.array(fc.nat(255)).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(bytes, (text) => {
        formatDns(text);
      }),
    );
    const words = [
      'tcp',
      'port',
      '80',
      'and',
      'not',
      '(',
      ')',
      'src',
      'host',
      '10.0.0.1',
      'net',
      'or',
    ];
    const word = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (line) => {
        const parsed = parseFilter(splitFilter(line), {});
        if (!parsed.ok) expect(parsed.message).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});
