/** ssh and sshd over the simulated network. */
import { expect, test } from 'vitest';
import { loadCaptures } from '../scenario/captures.test-helper';
import { homeScenario, Session } from '../scenario/scenario-fixtures';

test.each([
  ['ssh phone hostname', 'phone\n', 0],
  ['ssh root@phone whoami', 'root\n', 0],
  ['ssh phone "echo out; echo err >&2; exit 3"', 'out\nerr\n', 3],
  ['ssh phone nosuch', 'bash: line 1: nosuch: command not found\n', 127],
  ['echo hello | ssh phone cat', 'hello\n', 0],
  ['ssh phone pwd', '/home/you\n', 0],
])('%s', (line, text, status) => {
  const session = new Session();
  expect(session.type('laptop', line).replaceAll('\r', '')).toBe(text);
  expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
});

test('where it does not get through it says what OpenSSH says', () => {
  const session = new Session(homeScenario({ phone: { programs: [] } }));
  const rows = loadCaptures('ssh').filter(({ command }) => !/ -h$| -y$/.test(command));
  for (const { command, terminal, status } of rows) {
    expect([command, session.type('laptop', command)]).toEqual([command, terminal]);
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  }
});

test('without a command it is a shell there', () => {
  const session = new Session();
  session.type('laptop', 'ssh phone');
  expect(session.type('laptop', 'hostname')).toContain('phone\n');
  session.type('laptop', 'exit');
  expect(session.type('laptop', 'hostname')).toBe('laptop\n');
});

test('what it carries cannot be read on the wire', () => {
  const session = new Session();
  session.type('laptop', 'ssh phone echo a-secret');
  const data = session.events.flatMap((event) =>
    event.kind === 'sent' ? [event.packet.data] : [],
  );
  expect(data.some((bytes) => bytes.startsWith('SSH-2.0-OpenSSH'))).toBe(true);
  expect(data.join('')).not.toContain('a-secret');
});

test('Ctrl-C here ends the command there', () => {
  const session = new Session();
  session.type('laptop', 'ssh phone nc -l 9000');
  expect(session.type('phone', 'ss -Htln sport = :9000')).toContain(':9000');
  session.key('laptop', 'C');
  expect(session.type('phone', 'ss -Htln sport = :9000')).toBe('');
});
