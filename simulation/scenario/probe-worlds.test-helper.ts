/** The network in which nmap, traceroute and tcpdump were captured: two hosts, a router, a web server. */
import type { HostSpec, Scenario } from '@/contract/scenario';
import { Session } from './scenario-fixtures';

const host = (spec: Partial<HostSpec>): HostSpec => ({
  kind: 'server',
  user: 'you',
  interfaces: {},
  terminals: 2,
  browser: false,
  firewall: [],
  forward: false,
  sysctl: {},
  ...spec,
});
const gate = (via: string) => [{ to: 'default', via }];

export function probeScenario(): Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'hosts'> {
  return {
    id: 'probes',
    startsAt: '2026-11-23T13:07:00Z',
    lans: ['home', 'outside'],
    hosts: {
      laptop: host({
        interfaces: { eth0: { lan: 'home', addr: '192.168.1.20/24' } },
        routes: gate('192.168.1.1'),
        firewall: [
          { hook: 'in', proto: 'tcp', dport: 8080, action: 'drop' },
          { hook: 'in', proto: 'tcp', dport: 8081, action: 'reject-port' },
        ],
        programs: [{ run: 'python3 -m http.server 5432', user: 'you' }],
      }),
      phone: host({
        interfaces: { eth0: { lan: 'home', addr: '192.168.1.50/24' } },
        routes: gate('192.168.1.1'),
      }),
      router: host({
        kind: 'router',
        interfaces: {
          eth0: { lan: 'home', addr: '192.168.1.1/24' },
          eth1: { lan: 'outside', addr: '203.0.113.1/24' },
        },
        forward: true,
      }),
      web: host({
        interfaces: { eth0: { lan: 'outside', addr: '203.0.113.10/24' } },
        routes: gate('203.0.113.1'),
      }),
    },
  };
}

/** A session whose prompts are taken off, whatever the host is called. */
export class ProbeSession extends Session {
  constructor(scenario = probeScenario()) {
    super(scenario);
  }
  override read(name: string, tty = 0): string {
    return super.read(name, tty).replace(/(?:you|root)@[a-z-]+:\S*[$#] $/, '');
  }
}
