/** ufw on a simulated host, against version 0.36.2 in a fresh namespace, and what its rules do. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostSpec } from '@/contract/scenario';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { ProbeSession, probeScenario } from '../../scenario/probe-worlds.test-helper';
import { parseUfwRule } from './ufw-rules';

const bare = () => {
  const scenario = probeScenario();
  scenario.hosts.laptop = { ...(scenario.hosts.laptop as HostSpec), firewall: [] };
  return new ProbeSession(scenario);
};

describe('one session', () => {
  const session = bare();
  test.each(loadCaptures('ufw'))('$user: $command', ({ command, terminal, status, user }) => {
    const line = user === 'root' ? `sudo ${command}` : command;
    expect(session.type('laptop', line)).toBe(
      // It was captured after `ufw logging off`.
      terminal?.replace('Logging: off', 'Logging: on (low)'),
    );
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  });
});

test('enabled, it lets in what is allowed and the answers to what the host asks', () => {
  const session = bare();
  const probe = (port: number) => session.type('phone', `nc -zv -w 1 192.168.1.20 ${port}`);
  session.type('phone', 'python3 -m http.server 8000 > /dev/null 2>&1 &');
  expect(probe(5432)).toContain('succeeded');
  session.type('laptop', 'sudo ufw enable');
  expect(probe(5432)).toContain('timed out');
  expect(session.type('laptop', 'nc -zv 127.0.0.1 5432')).toContain('succeeded');
  expect(
    session.type('laptop', 'curl -s -o /dev/null -w "%{http_code}\\n" http://phone:8000/'),
  ).toBe('200\n');
  session.type('laptop', 'sudo ufw allow from 192.168.1.50 to any port 5432 proto tcp');
  expect(probe(5432)).toContain('succeeded');
  session.type('laptop', 'sudo ufw allow 22');
  expect(probe(22)).toContain('refused');
  session.type('laptop', 'sudo ufw reject 25/tcp');
  expect(probe(25)).toContain('refused');
  session.type('laptop', 'sudo ufw disable');
  expect(probe(9)).toContain('refused');
});

test('any words are a rule or a complaint', () => {
  const known = [
    'from',
    'to',
    'any',
    'port',
    '22',
    '22/tcp',
    'proto',
    'tcp',
    '10.0.0.0/8',
    'in',
    'on',
  ];
  const word = fc.oneof(fc.constantFrom(...known), fc.string({ maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 7 }), (line) => {
      expect(['string', 'object']).toContain(typeof parseUfwRule('allow', line));
    }),
    { numRuns: 500 },
  );
});
