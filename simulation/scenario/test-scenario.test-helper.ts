/** A laptop and a phone on one segment, for tests. */
import type { HostSpec, Scenario } from '@/contract/scenario';

const host = (kind: HostSpec['kind'], addr: string, processes: string[]): HostSpec => ({
  kind,
  user: 'you',
  interfaces: { eth0: { lan: 'home', addr } },
  processes,
  terminals: 1,
  browser: false,
  firewall: [],
  forward: false,
  sysctl: {},
});

export const twoHosts: Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'hosts'> = {
  id: 'two-hosts',
  startsAt: '2026-11-23T13:10:49Z',
  lans: ['home'],
  hosts: {
    laptop: host('laptop', '192.168.1.20/24', ['server', 'other']),
    phone: host('phone', '192.168.1.50/24', ['client', 'second']),
  },
};
