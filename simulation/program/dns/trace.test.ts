/** From the root downwards, and what a learner sees of a lookup on the bench. */
import { expect, test } from 'vitest';
import type { HostSpec } from '@/contract/scenario';
import { Session } from '../../scenario/scenario-fixtures';
import { readProbes } from '../../world/read-probes';
import { dnsSession } from './dns-session.test-helper';

const plain = { terminals: 1, browser: false, firewall: [], forward: false, sysctl: {} };

function server(addr: string, zone: string, text: string): HostSpec {
  const conf = `zone "${zone}" { type primary; file "/etc/bind/zone"; };\n`;
  return {
    ...plain,
    kind: 'server',
    interfaces: { eth0: { lan: 'net', addr: `${addr}/24` } },
    programs: [{ run: 'named -f' }],
    files: { '/etc/bind/named.conf': conf, '/etc/bind/zone': text },
  };
}
const soa = '$TTL 300\n@ SOA ns.example. h.example. 1 1 1 1 60\n';

test('dig +trace goes from the root to the zone, one server after the other', () => {
  const laptop: HostSpec = {
    ...plain,
    kind: 'laptop',
    user: 'you',
    interfaces: { eth0: { lan: 'net', addr: '192.0.2.9/24' } },
    files: { '/etc/resolv.conf': 'nameserver 192.0.2.1\n' },
  };
  const root = `${soa}@ NS a.root.example.\nexample. NS ns.example.\nns.example. A 192.0.2.2\na.root.example. A 192.0.2.1\n`;
  const example = `${soa}@ NS ns\nns A 192.0.2.2\nshop NS ns1.shop\nns1.shop A 192.0.2.3\n`;
  const shop = `${soa}@ NS ns1\nns1 A 192.0.2.3\n@ A 203.0.113.10\n`;
  const session = new Session({
    ...{ id: 'trace', startsAt: '2026-11-23T13:11:59Z', lans: ['net'] },
    hosts: {
      laptop,
      a: server('192.0.2.1', '.', root),
      b: server('192.0.2.2', 'example', example),
      c: server('192.0.2.3', 'shop.example', shop),
    },
  });
  // The addresses of servers are asked of the resolver, which here knows only the root.
  for (const [addr, name] of [
    ['192.0.2.1', 'a.root.example'],
    ['192.0.2.2', 'ns.example'],
    ['192.0.2.3', 'ns1.shop.example'],
  ]) {
    session.type('laptop', `echo '${addr} ${name}' | sudo tee -a /etc/hosts`);
  }
  const text = session
    .type('laptop', 'dig +trace shop.example')
    .replace(/\d+ bytes/g, 'N bytes')
    .replace(/in \d+ ms/g, 'in N ms');
  expect(text).toBe(`
; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> +trace shop.example
;; global options: +cmd
.			300	IN	NS	a.root.example.
;; Received N bytes from 192.0.2.1#53(192.0.2.1) in N ms

example.		300	IN	NS	ns.example.
;; Received N bytes from 192.0.2.1#53(a.root.example) in N ms

shop.example.		300	IN	NS	ns1.shop.example.
;; Received N bytes from 192.0.2.2#53(ns.example) in N ms

shop.example.		300	IN	A	203.0.113.10
shop.example.		300	IN	NS	ns1.shop.example.
;; Received N bytes from 192.0.2.3#53(ns1.shop.example) in N ms

`);
});

test('a lookup is an attempt to reach the resolver, and not the named host', () => {
  const session = dnsSession();
  session.type('laptop', 'curl -sS http://shop.example/ -m 2');
  const probes = readProbes(session.events).filter(({ host }) => host === 'laptop');
  expect(probes.map(({ proto, name, addr, port }) => [proto, name, addr, port])).toEqual([
    ['udp', null, '192.168.1.1', 53],
    ['tcp', 'shop.example', '203.0.113.10', 80],
    ['tcp', 'shop.example', '2001:db8::10', 80],
  ]);
  session.type('laptop', 'curl -sS http://shpo.example/');
  const last = readProbes(session.events).at(-1);
  expect([last?.name, last?.addr]).toEqual(['shpo.example', null]);
});
