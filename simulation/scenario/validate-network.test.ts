import { describe, expect, test } from 'vitest';
import type { Finding } from '@/contract/sandbox';
import { type HostSpec, type ScenarioSource, scenario } from '@/contract/scenario';
import { freeAddresses, networkFor } from './segment';
import { validateNames } from './validate-names';
import { validateNetwork } from './validate-network';

type Loose = Partial<Omit<HostSpec, 'interfaces'>>;

/** A host with one interface per `lan address` given. */
const host = (kind: HostSpec['kind'], plugs: readonly string[], more: Loose = {}) => ({
  kind,
  interfaces: Object.fromEntries(
    plugs.map((plug, index) => {
      const [lan = '', addr = ''] = plug.split(' ');
      return [`eth${index}`, { lan, addr }];
    }),
  ),
  ...more,
});

const world = (hosts: Record<string, unknown>, more: object = {}): ScenarioSource =>
  scenario.parse({ id: 'w', version: 1, title: 'W', lans: ['home', 'net'], hosts, ...more });

/** Kinds and places, short enough to be read. */
const brief = (findings: readonly Finding[]) =>
  findings
    .filter(({ kind }) => kind !== 'empty-network')
    .map(({ kind, path }) => `${kind} ${path.join('.')}`);

const laptop = host('laptop', ['home 192.168.1.20/24']);
const routed = { routes: [{ to: 'default', via: '192.168.1.1' }] };
const server = host('server', ['net 10.0.0.5/24'], {
  routes: [{ to: 'default', via: '10.0.0.1' }],
});
const router = (more: Loose = { forward: true }) =>
  host('router', ['home 192.168.1.1/24', 'net 10.0.0.1/24'], more);

describe('validateNetwork', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['two hosts on one segment', { laptop, phone: host('phone', ['home 192.168.1.50/24']) }, []],
    ['no host at all', {}, ['no-hosts hosts']],
    [
      'a host without an address',
      { laptop, phone: host('phone', ['home']) },
      ['no-address hosts.phone.interfaces.eth0.addr'],
    ],
    [
      'an address without its length',
      { laptop: host('laptop', ['home 192.168.1.20']) },
      ['no-address hosts.laptop.interfaces.eth0.addr'],
    ],
    [
      'a host without an interface',
      { box: host('server', []) },
      ['no-interface hosts.box.interfaces'],
    ],
    [
      'the same address twice on a segment',
      { laptop, phone: host('phone', ['home 192.168.1.20/24']) },
      ['address-twice hosts.phone.interfaces.eth0.addr'],
    ],
    [
      'the first and the last address of a network, and one of loopback',
      {
        a: host('laptop', ['home 192.168.1.0/24']),
        b: host('laptop', ['home 192.168.1.255/24']),
        c: host('laptop', ['home 127.0.0.5/8']),
      },
      ['a', 'b', 'c'].map((name) => `reserved-address hosts.${name}.interfaces.eth0.addr`),
    ],
    [
      'an address of another network than the neighbours have',
      {
        laptop,
        tablet: host('phone', ['home 192.168.1.21/24']),
        phone: host('phone', ['home 10.1.1.1/24']),
      },
      ['other-network hosts.phone.interfaces.eth0.addr'],
    ],
    [
      'a router between two segments',
      { laptop: { ...laptop, ...routed }, router: router(), server },
      [],
    ],
    [
      'a router that does not forward',
      { laptop: { ...laptop, ...routed }, router: router({}), server },
      [
        'idle-gateway hosts.laptop.routes.0.via',
        'idle-gateway hosts.server.routes.0.via',
        'no-route hosts.laptop.routes',
        'no-route hosts.server.routes',
      ],
    ],
    [
      'a laptop that knows no router',
      { laptop, router: router(), server },
      ['no-route hosts.laptop.routes'],
    ],
    [
      'a server with no way back, behind a router that hides who asks',
      {
        laptop: { ...laptop, ...routed },
        router: router({
          forward: true,
          nat: [{ chain: 'postrouting', iface: 'eth1', to: 'masquerade' }],
        }),
        server: host('server', ['net 10.0.0.5/24']),
      },
      [],
    ],
    [
      'a laptop that knows no router, and one that would hide it',
      {
        laptop,
        router: router({
          forward: true,
          nat: [{ chain: 'postrouting', iface: 'eth1', to: 'masquerade' }],
        }),
        server,
      },
      ['no-route hosts.laptop.routes'],
    ],
    [
      'routers that nobody has, that are far, and that are none',
      {
        laptop: {
          ...laptop,
          routes: [
            { to: 'default', via: '192.168.1.9' },
            { to: 'default', via: '10.9.9.9' },
            { to: 'somewhere', via: '192.168.1.9' },
            { to: '10.0.0.0/8', via: 'router' },
          ],
        },
      },
      [
        'bad-gateway hosts.laptop.routes.0.via',
        'bad-gateway hosts.laptop.routes.1.via',
        'bad-prefix hosts.laptop.routes.2.to',
        'bad-gateway hosts.laptop.routes.3.via',
      ],
    ],
    [
      'programs that are not there, an empty line, a script of its own',
      {
        laptop: {
          ...laptop,
          files: { '/home/you/run.sh': '#!/bin/sh\n', 'notes.txt': 'x', '/tmp/': 'x' },
          programs: ['apache', '', '/usr/sbin/nginx', '/home/you/run.sh'].map((run) => ({ run })),
        },
      },
      [
        'bad-file hosts.laptop.files.notes.txt',
        'bad-file hosts.laptop.files./tmp/',
        'unknown-program hosts.laptop.programs.0.run',
        'no-command hosts.laptop.programs.1.run',
      ],
    ],
    [
      'rules and names that speak of no address',
      {
        laptop: {
          ...laptop,
          firewall: [{ hook: 'in', src: '10.0.0.0/33', action: 'drop' }],
          nat: [{ chain: 'postrouting', dst: '! 10.0.0.0/8', src: 'home', to: 'masquerade' }],
          names: { here: ['a.example'], '10.0.0.1': ['b.example'] },
        },
      },
      [
        'bad-prefix hosts.laptop.firewall.0.src',
        'bad-prefix hosts.laptop.nat.0.src',
        'bad-name-address hosts.laptop.names.here',
      ],
    ],
  ])('%s', (_, hosts, expected) => {
    expect(brief(validateNetwork(world(hosts), ['nginx', 'python3']))).toEqual(expected);
  });

  test('a segment with nobody on it, and a start that is no time', () => {
    const findings = validateNetwork(world({ laptop }, { startsAt: 'tomorrow' }));
    expect(findings.map(({ kind, path }) => [kind, ...path])).toEqual([
      ['time', 'startsAt'],
      ['empty-network', 'lans', 1],
    ]);
  });
});

describe('validateNames', () => {
  test('finds what a host leaves behind that is gone', () => {
    const gone = world(
      { laptop: { ...laptop, container: { image: 'x', on: 'box' } } },
      {
        links: { attic: { loss: 5 } },
        goals: [
          {
            id: 'one',
            text: 'x',
            check: { probe: { from: 'phone', to: 'laptop', port: 1, is: 'open' } },
          },
          { id: 'one', text: 'x', check: { printed: { host: 'laptop', pattern: '(' } } },
        ],
        hints: [{ text: 'x', goal: 'two' }],
        faults: [
          { text: 'x', actions: [{ do: 'power', host: 'phone', state: 'off' }] },
          { text: 'x', actions: [{ do: 'segment', lan: 'attic', quality: {} }] },
        ],
      },
    );
    expect(brief(validateNames(gone))).toEqual([
      'unknown hosts.laptop.container.on',
      'unknown links.attic',
      'twice goals.1.id',
      'unknown faults.0.actions.0.host',
      'unknown faults.1.actions.0.lan',
      'unknown hints.0.goal',
      'unknown goals.0.check',
      'pattern goals.1.check',
      'unproved goals',
    ]);
  });
});

describe('freeAddresses', () => {
  test('goes on where the segment has room, a router first', () => {
    const here = world({
      a: host('laptop', ['home 192.168.7.10/24']),
      b: host('laptop', ['home 192.168.7.12/24']),
    });
    expect(freeAddresses(here, 'home', 'phone', 2)).toEqual(['192.168.7.11/24', '192.168.7.13/24']);
    expect(freeAddresses(here, 'home', 'router', 1)).toEqual(['192.168.7.1/24']);
  });

  test('takes a network of its own for a new segment, and ends where a small one is full', () => {
    const small = world({ a: host('laptop', ['home 192.168.1.1/30']) });
    expect(freeAddresses(small, 'home', 'laptop', 5)).toEqual(['192.168.1.2/30']);
    const here = world({ laptop });
    expect(networkFor(here, 'net')).toBe('192.168.2.0/24');
  });
});
