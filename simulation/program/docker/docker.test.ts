/** docker on a simulated server; what it prints is written from documentation of version 28. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostSpec, Scenario } from '@/contract/scenario';
import { ProbeSession } from '../../scenario/probe-worlds.test-helper';
import { formatDuration } from './format';
import { parseRun } from './run-order';
import { parsePublish, publishRules } from './state';

const host = (spec: Partial<HostSpec>): HostSpec => ({
  ...{ kind: 'server', user: 'root', interfaces: {}, terminals: 1, browser: false },
  ...{ firewall: [], forward: false, sysctl: {} },
  ...spec,
});
const container = (addr: string, image: string, run: string) =>
  host({
    kind: 'container',
    container: { image, on: 'server' },
    interfaces: { eth0: { lan: 'bridge', addr: `${addr}/16` } },
    routes: [{ to: 'default', via: '172.17.0.1' }],
    programs: [{ run }],
  });

const scenario = (): Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'hosts'> => ({
  id: 'containers',
  startsAt: '2026-11-23T13:07:00Z',
  lans: ['home', 'bridge'],
  hosts: {
    server: host({
      interfaces: {
        eth0: { lan: 'home', addr: '192.168.1.20/24' },
        docker0: { lan: 'bridge', addr: '172.17.0.1/16' },
      },
      forward: true,
    }),
    phone: host({ interfaces: { eth0: { lan: 'home', addr: '192.168.1.50/24' } } }),
    'shop-1': container('172.17.0.2', 'shop', 'python3 -m http.server 8000'),
    'shop-2': container('172.17.0.3', 'shop', 'python3 -m http.server 8000'),
    inward: container('172.17.0.4', 'inward', 'python3 -m http.server 8000 --bind 127.0.0.1'),
  },
});

const code = (url: string) => `curl -sS -m 3 -o /dev/null -w "%{http_code}\\n" ${url}`;

describe('docker run -p', () => {
  const session = new ProbeSession(scenario());
  const server = (line: string) => session.type('server', line);
  const phone = (line: string) => session.type('phone', line);

  test('a container that was not started is dark', () => {
    expect(server('docker ps')).toBe(
      'CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES\n',
    );
    expect(phone(code('http://192.168.1.20:8080/'))).toContain('(7)');
  });

  test('publishes on every address, by translation and by a proxy that listens', () => {
    expect(server('docker run -d -p 8080:8000 --name web shop')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(server("docker ps --format '{{.Ports}}'")).toBe(
      '0.0.0.0:8080->8000/tcp, [::]:8080->8000/tcp\n',
    );
    expect(server('docker ps')).toMatch(
      /^CONTAINER ID {3}IMAGE {5}COMMAND {18}CREATED {18}STATUS {18}.*\n[0-9a-f]{12} {3}shop {6}"python3 -m http\.ser…"  /,
    );
    expect(server('docker port web')).toBe('8000/tcp -> 0.0.0.0:8080\n8000/tcp -> [::]:8080\n');
    const listed = server('ss -tlnp');
    expect(listed).toMatch(/LISTEN +0 +4096 +0\.0\.0\.0:8080 .*docker-proxy/);
    expect(listed).toMatch(/\[::\]:8080 .*docker-proxy/);
    expect(phone(code('http://192.168.1.20:8080/'))).toBe('200\n');
    expect(server(code('http://127.0.0.1:8080/'))).toBe('200\n');
    expect(server(code('http://192.168.1.20:8080/'))).toBe('200\n');
    expect(server('nft list ruleset')).toContain(
      'fib daddr type local tcp dport 8080 dnat to 172.17.0.2:8000',
    );
  });

  test('a rule of ufw against the port does not stop it', () => {
    server('ufw enable');
    server('ufw deny 8080');
    expect(phone(code('http://192.168.1.20:8080/'))).toBe('200\n');
    server('ufw disable');
  });

  test('a port can be given away once', () => {
    expect(server('docker run -d -p 8080:8000 --name second shop')).toMatch(
      /^[0-9a-f]{64}\ndocker: Error response from daemon: .* endpoint second \([0-9a-f]{64}\): Bind for 0\.0\.0\.0:8080 failed: port is already allocated\n/,
    );
    expect(server('docker rm second')).toBe('second\n');
    server('nc -lk 9000 > /dev/null 2>&1 &');
    expect(server('docker run -d -p 9000:8000 --name second shop')).toContain(
      'failed to bind host port for 0.0.0.0:9000:172.17.0.3:8000/tcp: address already in use\n',
    );
    expect(server('docker rm second; docker run -d --name web shop')).toContain(
      'Conflict. The container name "/web" is already in use by container',
    );
  });

  test('what it says, it says to its log; commands run inside', () => {
    expect(server('docker logs web')).toContain('"GET / HTTP/1.1" 200 -\n');
    expect(server('docker exec web hostname')).toBe('shop-1\n');
    expect(server('docker exec web ss -tln')).toContain('0.0.0.0:8000');
    expect(server('docker exec web nosuch; echo $?')).toContain(
      'exec: "nosuch": executable file not found in $PATH: unknown\n127\n',
    );
  });

  test('stopped, it is gone from the ports of the host', () => {
    expect(server('docker rm web')).toContain(
      'cannot remove container "/web": container is running',
    );
    expect(server('docker stop web')).toBe('web\n');
    expect(server('ss -tln')).not.toContain('8080');
    expect(phone(code('http://192.168.1.20:8080/'))).toContain('(7)');
    expect(server("docker ps -a --format '{{.Names}} {{.Status}}'")).toMatch(/^web Exited \(0\) /);
    expect(server('docker start web')).toBe('web\n');
    expect(phone(code('http://192.168.1.20:8080/'))).toBe('200\n');
    server('docker stop web');
    expect(server('docker rm web; docker ps -aq')).toBe('web\n');
  });

  test('a program that listens inside on 127.0.0.1 is reached by nobody', () => {
    server('docker run -d -p 8080:8000 --name in inward');
    expect(server(code('http://127.0.0.1:8080/'))).toContain(
      'curl: (56) Recv failure: Connection reset by peer\n',
    );
    expect(phone(code('http://192.168.1.20:8080/'))).toContain('curl: (7) ');
    server('docker rm -f in');
  });

  test('an address before the port keeps it to that address', () => {
    server('docker run -d -p 127.0.0.1:8080:8000 --name own shop');
    expect(server(code('http://127.0.0.1:8080/'))).toBe('200\n');
    expect(phone(code('http://192.168.1.20:8080/'))).toContain('curl: (7) ');
    expect(server("docker ps --format '{{.Ports}}'")).toBe('127.0.0.1:8080->8000/tcp\n');
  });

  test('what there is not is said by name', () => {
    expect(server('docker run -d nosuch')).toMatch(
      /^Unable to find image 'nosuch:latest' locally\ndocker: Error response from daemon: pull access denied for nosuch, /,
    );
    expect(server('docker stop nosuch')).toBe(
      'Error response from daemon: No such container: nosuch\n',
    );
    expect(server('docker foo')).toContain('docker: unknown command: docker foo\n');
  });
});

test('a container without its host is no scenario', () => {
  const lonely = scenario();
  delete lonely.hosts.server;
  expect(() => new ProbeSession(lonely)).toThrow('"shop-1" is to run on "server"');
});

test('ports are read as docker reads them, and any words without a throw', () => {
  expect(parsePublish('127.0.0.1:5432:5432')).toEqual([
    { addr: '127.0.0.1', hostPort: 5432, port: 5432 },
  ]);
  expect(
    publishRules({ addr: '172.17.0.2', ports: [{ addr: '::', hostPort: 1, port: 2 }] }),
  ).toEqual([]);
  expect([0, 1000, 5000, 61_000, 7_200_000].map(formatDuration)).toEqual([
    'Less than a second',
    '1 second',
    '5 seconds',
    'About a minute',
    '2 hours',
  ]);
  const word = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('-d', '-p', '1:2', '--name', 'x1', 'shop'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (line) => {
      const read = parseRun(line);
      if (typeof read === 'string') expect(read).not.toBe('');
    }),
  );
});
