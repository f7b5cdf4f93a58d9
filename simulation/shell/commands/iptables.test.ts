/** iptables on the simulated hosts, against v1.8.9 of Debian 12, each session in a fresh namespace. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viewWorld } from '../../scenario/engine';
import { Session } from '../../scenario/scenario-fixtures';
import { hostOf } from '../../world/world';
import captured from '../fixtures/network/iptables.json';
import { parseIptables } from './iptables-parse';

const start = new Session().world;
function fresh(): Session {
  const session = new Session();
  session.world = start;
  return session;
}

/** What the real tool does and this firewall has not. */
const notHere = [
  'iptables -A INPUT',
  'iptables -A INPUT -p tcp --syn --dport 8000 -j DROP',
  'iptables -A INPUT -p tcp --dport 8000:8010 -j DROP',
  'iptables -A INPUT ! -s 192.168.1.50 -j DROP',
  'iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT',
  'iptables -t nat -S',
  'iptables -A INPUT -p tcp --dport 8000',
  'iptables -A INPUT -p tcp --dport 8000 -j REJECT --reject-with icmp-proto-unreachable',
  'iptables -A INPUT -p tcp --dport 8000 -j REJECT --reject-with icmp-net-prohibited',
  'iptables -A INPUT -p tcp --dport 8000 -j REJECT --reject-with icmp-host-prohibited',
];

describe.each(captured.sessions.map((rows, index) => ({ rows, index })))(
  'session $index',
  ({ rows }) => {
    const session = fresh();
    for (const { user, command, status, terminal } of rows) {
      test(`${user}: ${command}`, () => {
        const line = user === 'root' ? `sudo ${command}` : command;
        expect(session.type('laptop', line)).toBe(terminal);
        expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
      });
    }
  },
);

test('what is real and not simulated says so, and changes nothing', () => {
  const session = fresh();
  for (const command of notHere) {
    const text = session.type('laptop', `sudo ${command}`);
    expect([command, text]).toEqual([command, expect.stringContaining('not in this simulation')]);
  }
  expect(hostOf(session.world, 'laptop')?.firewall).toEqual([]);
});

describe('the rules that are made', () => {
  const rule = 'INPUT -p tcp --dport 8000 -j';
  const laptop = (session: Session) =>
    viewWorld(session.world).hosts.find(({ name }) => name === 'laptop');

  test('are those of the firewall buttons, told by the same event', () => {
    const typed = fresh();
    const pressed = fresh();
    typed.type('laptop', `sudo iptables -A ${rule} DROP`);
    pressed.do({
      do: 'firewall',
      host: 'laptop',
      rules: [{ hook: 'in', proto: 'tcp', dport: 8000, action: 'drop' }],
    });
    expect(laptop(typed)?.firewall).toEqual(laptop(pressed)?.firewall);
    const told = ({ events }: Session) => events.filter(({ kind }) => kind === 'machine');
    expect(told(typed).map((event) => ({ ...event, at: 0 }))).toEqual(
      told(pressed).map((event) => ({ ...event, at: 0 })),
    );
    typed.type('laptop', `sudo iptables -D ${rule} DROP`);
    expect(laptop(typed)?.firewall).toEqual([]);
  });

  test('decide about packets, and count them as the kernel does', () => {
    const session = fresh();
    session.type('laptop', 'nc -lk 8000', 1);
    session.type('laptop', `sudo iptables -A ${rule} REJECT --reject-with tcp-reset`);
    expect(session.type('phone', 'nc -zv 192.168.1.20 8000')).toContain('Connection refused');
    expect(session.type('laptop', 'sudo iptables -nvL INPUT')).toContain('    1    60 REJECT ');
    session.type('laptop', `sudo iptables -I INPUT -s 192.168.1.50 -p tcp -j ACCEPT`);
    expect(session.type('phone', 'nc -zv 192.168.1.20 8000')).toContain('succeeded!');
    session.type('laptop', 'sudo iptables -Z');
    expect(session.type('laptop', 'sudo iptables -nvL INPUT')).toContain('    0     0 ACCEPT ');
  });

  test('a policy of DROP is silent to all that no rule lets in', () => {
    const session = fresh();
    session.type('laptop', 'nc -lk 8000', 1);
    session.type('laptop', 'sudo iptables -P INPUT DROP');
    expect(session.type('phone', 'nc -zv -w1 192.168.1.20 8000')).toContain('timed out');
    session.type('laptop', `sudo iptables -A ${rule} ACCEPT`);
    expect(session.type('phone', 'nc -zv -w1 192.168.1.20 8000')).toContain('succeeded!');
  });
});

test('any words end with a status and never throw', () => {
  const words = [
    ...['-A', 'INPUT', '-p', 'tcp', '--dport', '80', '-j', 'DROP', '-L', '-nvL', '-D', '1', '-s'],
    ...['10.0.0.0/8', '-P', '-I', '--jump=REJECT', '--reject-with', '!', '-', '--', '-x', '-m'],
  ];
  const word = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(...words));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (line) => {
      const read = parseIptables(line);
      expect('status' in read ? read.status : 0).toBeLessThan(5);
    }),
    { numRuns: 1000 },
  );
});
