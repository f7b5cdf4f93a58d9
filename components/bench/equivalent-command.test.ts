/** What the bench offers to type is known to the virtual shell and does the same. */
import { expect, test } from 'vitest';
import type { Action } from '@/contract/action';
import { Session } from '@/simulation/scenario/scenario-fixtures';
import { hostOf } from '@/simulation/world/world';
import { commandForAction } from './equivalent-command';

const rules: Extract<Action, { do: 'firewall' }>['rules'] = [
  { hook: 'in', proto: 'tcp', dport: 8000, action: 'drop' },
  { hook: 'in', proto: 'tcp', action: 'drop' },
  { hook: 'out', iface: 'eth0', proto: 'udp', sport: 53, action: 'reject-port' },
  { hook: 'in', iface: 'lo', src: '127.0.0.1', dst: '127.0.0.0/8', action: 'accept' },
  { hook: 'in', proto: 'tcp', dport: 80, action: 'reject-rst' },
  { hook: 'forward', proto: 'icmp', action: 'reject-admin' },
  { hook: 'in', action: 'drop', policy: true },
];

test.each(rules.map((rule) => ({ rule })))('$rule is what its command makes', ({ rule }) => {
  const equivalent = commandForAction({ do: 'firewall', host: 'laptop', rules: [rule] });
  const session = new Session();
  expect(session.type('laptop', equivalent?.line ?? '')).toBe('');
  expect(hostOf(session.world, 'laptop')?.firewall).toEqual([rule]);
});

test('no rules is what iptables -F leaves', () => {
  const session = new Session();
  session.do({ do: 'firewall', host: 'laptop', rules: [...rules.slice(0, 3)] });
  const equivalent = commandForAction({ do: 'firewall', host: 'laptop', rules: [] });
  expect(session.type('laptop', equivalent?.line ?? '')).toBe('');
  expect(hostOf(session.world, 'laptop')?.firewall).toEqual([]);
});

test('switching off is what poweroff does', () => {
  const equivalent = commandForAction({ do: 'power', host: 'laptop', state: 'off' });
  const session = new Session();
  session.type('laptop', equivalent?.line ?? '');
  expect(hostOf(session.world, 'laptop')?.power).toBe('off');
});
