/** The network of the captures: laptop, the router gw with dnsmasq, and ns with named. */
import type { HostSpec } from '@/contract/scenario';
import { Session } from '../../scenario/scenario-fixtures';
import { brokenZone, zoneText } from './zones.test-helper';

const plain = { terminals: 2, browser: false, firewall: [], forward: false, sysctl: {} };

export const namedConf = `options {
	directory "/etc/bind";
	recursion no;
};
zone "shop.example" { type primary; file "/etc/bind/shop.zone"; };
zone "113.0.203.in-addr.arpa" { type master; file "/etc/bind/113.zone"; };
zone "broken.example" { type primary; file "/etc/bind/broken.zone"; };
`;

const dnsmasqConf = `no-resolv
server=203.0.113.53
log-queries
log-facility=/var/log/dnsmasq.log
cache-size=150
address=/blocked.example/0.0.0.0
host-record=printer.lan,192.168.1.9
local=/lan/
`;

type Hosts = Record<'laptop' | 'gw' | 'ns', HostSpec>;

export function dnsHosts(changes: Partial<Record<keyof Hosts, Partial<HostSpec>>> = {}): Hosts {
  return {
    laptop: {
      ...plain,
      kind: 'laptop',
      user: 'you',
      interfaces: { eth0: { lan: 'home', addr: '192.168.1.20/24' } },
      routes: [{ to: 'default', via: '192.168.1.1' }],
      browser: true,
      ...changes.laptop,
      files: { '/etc/resolv.conf': 'nameserver 192.168.1.1\n', ...changes.laptop?.files },
    },
    gw: {
      ...plain,
      kind: 'router',
      interfaces: {
        eth0: { lan: 'home', addr: '192.168.1.1/24' },
        eth1: { lan: 'wan', addr: '203.0.113.1/24' },
      },
      forward: true,
      programs: [{ run: 'dnsmasq -k' }],
      ...changes.gw,
      files: { '/etc/dnsmasq.conf': dnsmasqConf, ...changes.gw?.files },
    },
    ns: {
      ...plain,
      kind: 'server',
      interfaces: { eth0: { lan: 'wan', addr: '203.0.113.53/24' } },
      routes: [{ to: 'default', via: '203.0.113.1' }],
      programs: [{ run: 'named -f' }],
      ...changes.ns,
      files: {
        '/etc/bind/named.conf': namedConf,
        '/etc/bind/shop.zone': zoneText('shop'),
        '/etc/bind/113.zone': zoneText('113'),
        '/etc/bind/broken.zone': brokenZone,
        ...changes.ns?.files,
      },
    },
  };
}

export function dnsSession(changes: Parameters<typeof dnsHosts>[0] = {}): Session {
  return new Session({
    id: 'dns',
    startsAt: '2026-11-23T13:11:59Z',
    lans: ['home', 'wan'],
    hosts: dnsHosts(changes),
  });
}
