import { expect, test } from 'vitest';
import type { HostView, WorldView } from '@/simulation/world/view';
import { onlyHosts } from './only-hosts';

const host = (name: string, ...lans: string[]): HostView => ({
  ...{ name, kind: 'server', power: 'on', processes: [], sockets: [], firewall: [] },
  ...{ terminals: [], browser: null },
  interfaces: lans.map((lan) => ({ name: lan, lan, up: true, addrs: [] })),
});
const view: WorldView = {
  ...{ now: 0, inFlight: [], lans: ['home', 'outside'] },
  hosts: [host('laptop', 'home'), host('router', 'home', 'outside'), host('web', 'outside')],
};

test('of the networks, those stay that two of the hosts are on', () => {
  const near = onlyHosts(view, ['laptop', 'router']);
  expect(near.hosts.map(({ name }) => name)).toEqual(['laptop', 'router']);
  expect(near.lans).toEqual(['home']);
  expect(onlyHosts(view, ['web']).lans).toEqual([]);
  expect(onlyHosts(view, ['laptop', 'router', 'web'])).toEqual(view);
});
