/** `ip link set` and `ip addr add|del`: messages of iproute2 6.1, and what becomes of the packets. */
import { describe, expect, test } from 'vitest';
import { ProbeSession } from '../../scenario/probe-worlds.test-helper';

describe('ip changes the machine', () => {
  const session = new ProbeSession();
  const root = (line: string) => session.type('laptop', `sudo ${line}`);
  const open = () => session.type('phone', 'nc -zv -w 1 192.168.1.20 5432').includes('succeeded');

  test('a link that is down carries nothing, and up again it does', () => {
    expect(open()).toBe(true);
    expect(root('ip link set eth0 down')).toBe('');
    expect(session.type('laptop', 'ip -br link show eth0')).toContain('DOWN');
    expect(open()).toBe(false);
    expect(root('ip link set dev eth0 up')).toBe('');
    expect(open()).toBe(true);
  });

  test('an address is added, answers, and is taken away', () => {
    const reach = () => session.type('phone', 'nc -zv -w 1 192.168.1.21 5432');
    expect(reach()).not.toContain('succeeded');
    // The phone has given up asking who has it.
    session.do({ do: 'wait', ms: 5000 });
    expect(root('ip addr add 192.168.1.21/24 dev eth0')).toBe('');
    expect(reach()).toContain('succeeded');
    expect(session.type('laptop', 'ip addr show eth0')).toContain('inet 192.168.1.21/24');
    expect(root('ip addr del 192.168.1.21/24 dev eth0')).toBe('');
    session.do({ do: 'wait', ms: 60_000 });
    expect(reach()).not.toContain('succeeded');
  });

  test.each([
    ['ip link set nosuch up', 'Cannot find device "nosuch"\n', 1],
    ['ip addr add 10.0.0.1/24 dev nosuch', 'Cannot find device "nosuch"\n', 1],
    ['ip addr add x dev eth0', 'Error: any valid prefix is expected rather than "x".\n', 1],
    ['ip addr add 192.168.1.20/24 dev eth0', 'Error: ipv4: Address already assigned.\n', 2],
    ['ip addr del 1.2.3.4/24 dev eth0', 'Error: ipv4: Address not found.\n', 2],
    ['ip addr add 1.2.3.4/24', 'Not enough information: "dev" argument is required.\n', 1],
    ['ip link set', 'Not enough information: "dev" argument is required.\n', 255],
  ])('%s', (line, text, status) => {
    expect(root(line)).toBe(text);
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  });
});
