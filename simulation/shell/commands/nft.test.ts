/** nft on the simulated hosts, against nftables 1.0.6 in a fresh namespace, and the transcripts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostSpec } from '@/contract/scenario';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { ProbeSession, probeScenario } from '../../scenario/probe-worlds.test-helper';
import { carryOut, splitNft } from './nft';

const bare = (change: Partial<HostSpec> = {}) => {
  const scenario = probeScenario();
  scenario.hosts.laptop = { ...(scenario.hosts.laptop as HostSpec), firewall: [], ...change };
  return new ProbeSession(scenario);
};

describe('one session', () => {
  const session = bare();
  test.each(loadCaptures('nft'))('$user: $command', ({ command, terminal, status, user }) => {
    const line = user === 'root' ? `sudo ${command}` : command;
    expect(session.type('laptop', line)).toBe(terminal);
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  });
});

describe('the transcripts', () => {
  const drop = {
    hook: 'in',
    proto: 'tcp',
    dport: 8080,
    action: 'drop',
    table: 'inet fw in',
  } as const;
  const listed = [
    'table inet fw {',
    '\tchain in {',
    '\t\ttype filter hook input priority filter; policy accept;',
    '\t\ttcp dport 8080 drop',
    '\t}',
    '}',
    '',
  ].join('\n');

  test('firewall: a bare drop rule hits lo too, until lo is let in', () => {
    const session = bare({
      firewall: [drop],
      programs: [{ run: 'python3 -m http.server 8080', user: 'you' }],
    });
    expect(session.type('laptop', 'sudo nft list ruleset')).toBe(listed);
    expect(session.type('laptop', 'curl -sS -m 2 http://127.0.0.1:8080/')).toMatch(
      /^curl: \(28\) Connection timed out after 20\d\d milliseconds\n$/,
    );
    session.type('laptop', 'sudo nft insert rule inet fw in iif lo accept');
    const code = 'curl -sS -m 2 -o /dev/null -w "%{http_code}\\n" http://127.0.0.1:8080/';
    expect(session.type('laptop', code)).toBe('200\n');
    expect(session.type('phone', 'nc -zv -w 3 192.168.1.20 8080')).toBe(
      'nc: connect to 192.168.1.20 port 8080 (tcp) timed out: Operation now in progress\n',
    );
  });

  test('a published port goes round the INPUT rule', () => {
    const session = bare({
      firewall: [drop],
      forward: true,
      nat: [
        {
          chain: 'prerouting',
          proto: 'tcp',
          dport: 8080,
          to: { addr: '203.0.113.10', port: 8000 },
          table: 'ip nat pre',
        },
      ],
    });
    session.type('web', 'python3 -m http.server 8000 > /dev/null 2>&1 &');
    expect(session.type('laptop', 'sudo nft list ruleset')).toBe(
      [
        'table ip nat {',
        '\tchain pre {',
        '\t\ttype nat hook prerouting priority dstnat; policy accept;',
        '\t\ttcp dport 8080 dnat to 203.0.113.10:8000',
        '\t}',
        '}',
        listed,
      ].join('\n'),
    );
    const code = 'curl -sS -m 3 -o /dev/null -w "%{http_code}\\n" http://192.168.1.20:8080/';
    session.type('laptop', 'sudo nft add rule ip nat pre tcp dport 1 dnat to 10.0.0.1');
    session.type(
      'laptop',
      "sudo nft add chain ip nat post '{ type nat hook postrouting priority srcnat; }'",
    );
    session.type('laptop', 'sudo nft add rule ip nat post masquerade');
    expect(session.type('phone', code)).toBe('200\n');
  });
});

test('a chain that drops lets in the answers to what the host has asked', () => {
  const session = bare();
  const words = [
    'add table inet fw',
    "add chain inet fw in '{ type filter hook input priority 0; policy drop; }'",
  ];
  for (const line of words) session.type('laptop', `sudo nft ${line}`);
  const code = 'curl -s -m 2 -o /dev/null -w "%{http_code}\\n" http://phone:8000/';
  session.type('phone', 'python3 -m http.server 8000 > /dev/null 2>&1 &');
  expect(session.type('laptop', code)).toBe('000\n');
  session.type('laptop', 'sudo nft add rule inet fw in ct state established,related accept');
  expect(session.type('laptop', code)).toBe('200\n');
  expect(session.type('phone', 'nc -zv -w 1 192.168.1.20 5432')).toContain('timed out');
});

test('what a chain accepts another one can still stop', () => {
  const session = bare();
  session.type('laptop', 'sudo iptables -A INPUT -p tcp --dport 5432 -j DROP');
  session.type('laptop', 'sudo nft add table inet fw');
  session.type('laptop', "sudo nft add chain inet fw in '{ type filter hook input priority 0; }'");
  session.type('laptop', 'sudo nft add rule inet fw in tcp dport 5432 accept');
  expect(session.type('phone', 'nc -zv -w 1 192.168.1.20 5432')).toContain('timed out');
  expect(session.type('laptop', 'sudo iptables -S INPUT')).toBe(
    '-P INPUT ACCEPT\n-A INPUT -p tcp -m tcp --dport 5432 -j DROP\n',
  );
  session.type('laptop', 'sudo iptables -F');
  expect(session.type('phone', 'nc -zv -w 1 192.168.1.20 5432')).toContain('succeeded');
});

test('any words change the rules or say what is wrong', () => {
  const known =
    'list add insert delete flush ruleset table chain rule inet ip fw in tcp dport 80 drop reject with { } handle 1 dnat to ct state'.split(
      ' ',
    );
  const word = fc.oneof(fc.constantFrom(...known), fc.string({ maxLength: 5 }));
  const none = { packets: 0, bytes: 0 };
  const table = { rules: [], counts: [], policies: { in: none, out: none, forward: none } };
  fc.assert(
    fc.property(fc.array(word, { maxLength: 10 }), (line) => {
      const words = splitNft(line.join(' '));
      const done = carryOut(words, { filter: [], table, nat: [] }, false);
      if ('message' in done) expect(done.message).not.toBe('');
    }),
    { numRuns: 500 },
  );
});
