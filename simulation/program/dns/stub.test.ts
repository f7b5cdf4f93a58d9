/** How programs look names up, against captures of glibc 2.36 and of the tools of Debian 12. */
import { describe, expect, test } from 'vitest';
import { type Capture, loadCaptures } from '../../scenario/captures.test-helper';
import { checkMoment } from '../../scenario/check-world';
import { programTable } from '../../scenario/program-table';
import { dnsSession } from './dns-session.test-helper';
import { parseNameSources, parseResolverConf } from './resolver-conf';

const tidy = (text = '') =>
  text
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/= [\d./]+ ms/g, '= T ms')
    .replace(/id: \d+/g, 'id: N')
    .replace(/Query time: \d+/g, 'Query time: N')
    .replace(/COOKIE: [0-9a-f]+/g, 'COOKIE: C')
    .replace(/WHEN: .*/g, 'WHEN: NOW');

/** Takes out the names that a scenario gives its hosts; the captures had only these. */
const ownHosts =
  "printf '127.0.0.1 localhost\\n192.168.1.20 laptop\\n192.168.1.1 gw\\n' | sudo tee /etc/hosts";

describe('a host with a resolver', () => {
  // Programs of other families, Python's path, an order by chance, one's own half of a capture.
  const left = /^(wget|psql|telnet|python3)|multi|mail\.shop\.example -W/;
  const rows = loadCaptures('dns-stub').filter(({ command }) => !left.test(command));
  const session = dnsSession();
  for (const name of ['laptop', 'gw']) session.type(name, ownHosts);
  session.type('gw', 'pkill -HUP dnsmasq');
  test.each(rows)('$command', ({ command, terminal, status }: Capture) => {
    const shown = session.type('laptop', command).replace(/\r/g, '');
    expect(tidy(shown)).toBe(tidy(terminal?.replace(/\r/g, '')));
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  });
});

type Failing = Capture & { note: string; resolv: string; seconds: number };

describe('a resolver that fails', () => {
  const rows = (loadCaptures('dns-failing') as Failing[]).filter(
    ({ note, command }) =>
      /^(refused socket|no nameserver|search refusedsock)$/.test(note) &&
      !/^(nslookup)/.test(command),
  );
  test.each(rows)('$note: $command', ({ command, terminal, status, resolv }) => {
    const session = dnsSession({ laptop: { files: { '/etc/resolv.conf': resolv } } });
    session.type('laptop', ownHosts);
    expect(tidy(session.type('laptop', command))).toBe(tidy(terminal));
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  });

  const silent = { gw: { firewall: [{ hook: 'in' as const, action: 'drop' as const }] } };
  const spent = (session: ReturnType<typeof dnsSession>, line: string) => {
    const began = session.world.now;
    const text = session.type('laptop', line);
    return { text, seconds: Math.round((session.world.now - began) / 1000) };
  };

  test('a silent one is asked twice for five seconds', () => {
    const session = dnsSession(silent);
    expect(spent(session, 'ping -c1 shop.example')).toEqual({
      text: 'ping: shop.example: Temporary failure in name resolution\n',
      seconds: 10,
    });
  });

  test('options set the times, as captured: 3 s for three tries of one', () => {
    const resolv = 'nameserver 192.168.1.1\noptions timeout:1 attempts:3\n';
    const session = dnsSession({ ...silent, laptop: { files: { '/etc/resolv.conf': resolv } } });
    expect(spent(session, 'curl http://x.example/')).toEqual({
      text: 'curl: (6) Could not resolve host: x.example\n',
      seconds: 3,
    });
  });

  test('the second server answers after the first was silent', () => {
    const resolv = 'nameserver 192.168.1.1\nnameserver 203.0.113.53\n';
    const session = dnsSession({ ...silent, laptop: { files: { '/etc/resolv.conf': resolv } } });
    const { text, seconds } = spent(session, 'getent hosts 203.0.113.10');
    // The same rule drops what the router would pass on.
    expect([text, seconds]).toEqual(['203.0.113.10    shop.example\n', 5]);
  });

  test('curl gives up when its own time is over', () => {
    const session = dnsSession(silent);
    expect(spent(session, 'curl -m 3 http://shop.example/').text).toBe(
      'curl: (28) Resolving timed out after 3000 milliseconds\n',
    );
    expect(session.type('laptop', 'echo $?')).toBe('28\n');
  });
});

describe('the order of sources', () => {
  test('the hosts file wins for programs, and dig does not read it', () => {
    const session = dnsSession();
    session.type('laptop', "echo '127.0.0.1 shop.example' | sudo tee -a /etc/hosts");
    expect(session.type('laptop', 'getent hosts shop.example')).toBe(
      '127.0.0.1       shop.example\n',
    );
    expect(session.type('laptop', 'dig +short shop.example')).toBe('203.0.113.10\n');
  });

  test('nsswitch.conf can leave DNS out, or put it first', () => {
    const files = { '/etc/nsswitch.conf': 'hosts: files\n' };
    const session = dnsSession({ laptop: { files } });
    expect(session.type('laptop', 'ping -c1 shop.example')).toBe(
      'ping: shop.example: Name or service not known\n',
    );
    const first = { '/etc/nsswitch.conf': 'hosts: dns [NOTFOUND=return] files\n' };
    const other = dnsSession({ laptop: { files: first } });
    expect(other.type('laptop', 'getent ahosts nosuch.shop.example')).toBe('');
  });

  test('short names are tried with the search list', () => {
    const resolv = 'nameserver 192.168.1.1\nsearch nosuch.shop.example shop.example\n';
    const session = dnsSession({ laptop: { files: { '/etc/resolv.conf': resolv } } });
    expect(session.type('laptop', 'getent hosts mail')).toBe(
      '203.0.113.25    mail.shop.example mail\n',
    );
    expect(session.type('laptop', 'host mail')).toBe(
      'mail.shop.example has address 203.0.113.25\n',
    );
  });

  test('a browser tells a name that is not there from a resolver that is not there', () => {
    const session = dnsSession();
    expect(session.browse('laptop', 'http://nosuch.shop.example/')?.error).toBe(
      'DNS_PROBE_FINISHED_NXDOMAIN',
    );
    session.type('laptop', "echo 'nameserver 127.0.0.9' | sudo tee /etc/resolv.conf");
    expect(session.browse('laptop', 'http://shop.example/')?.error).toBe('ERR_NAME_NOT_RESOLVED');
  });

  test('the files are read as glibc reads them', () => {
    expect(
      parseResolverConf('# x\nnameserver ::1\nnameserver x\noptions ndots:99 timeout:0\n'),
    ).toEqual({
      ...{ servers: ['::1'], search: [], ndots: 15, timeout: 1, attempts: 2, rotate: false },
    });
    expect(parseResolverConf('', 'laptop.home.example').search).toEqual(['home.example']);
    expect(parseNameSources('hosts: files mdns4_minimal [NOTFOUND=return] dns # x\n')).toEqual([
      { name: 'files', stop: false },
      { name: 'mdns4_minimal', stop: true },
      { name: 'dns', stop: false },
    ]);
  });
});

describe('caching', () => {
  const ttl = (text: string) => Number(/\t(\d+)\tIN\tA\t/.exec(text)?.[1]);
  test('the TTL counts down, the old answer stays until it is over, and then the new one comes', () => {
    const session = dnsSession();
    const ask = () => session.type('laptop', 'dig +noall +answer shop.example');
    expect(ttl(ask())).toBe(300);
    session.type('ns', 'sed -i s/203.0.113.10$/203.0.113.99/ /etc/bind/shop.zone');
    session.type('ns', 'pkill -HUP named');
    expect(session.type('laptop', 'dig +short @203.0.113.53 shop.example')).toBe('203.0.113.99\n');
    session.do({ do: 'wait', ms: 100_000 });
    const later = ask();
    expect(later).toContain('203.0.113.10\n');
    expect(ttl(later)).toBe(200);
    session.do({ do: 'wait', ms: 200_000 });
    expect(ask()).toContain('203.0.113.99\n');
  });

  test('that there is no such name is remembered for as long as the SOA says', () => {
    const session = dnsSession();
    const status = () => /status: (\w+)/.exec(session.type('laptop', 'dig new.shop.example'))?.[1];
    expect(status()).toBe('NXDOMAIN');
    session.type('ns', "echo 'new A 203.0.113.7' >> /etc/bind/shop.zone; pkill -HUP named");
    expect(status()).toBe('NXDOMAIN');
    session.do({ do: 'wait', ms: 61_000 });
    expect(status()).toBe('NOERROR');
  });

  test('a goal that looks a name up asks as a program does', () => {
    const session = dnsSession();
    const moment = { world: session.world, events: [], programs: programTable };
    const check = (host: string, name: string) =>
      checkMoment(moment, { resolve: { host, name, addr: '203.0.113.10' } });
    expect(check('laptop', 'shop.example')).toEqual({
      met: true,
      observed: 'laptop takes shop.example for 203.0.113.10, 2001:db8::10',
    });
    expect(check('laptop', 'shpo.example').observed).toBe('laptop does not know shpo.example');
    expect(check('ns', 'laptop').met).toBe(false);
  });
});
