import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SocketRow } from '../../host/system-call';
import { runCanned } from './canned-kernel.test-helper';
import { ss } from './ss';

type Capture = {
  host: string;
  user: string;
  command: string;
  columns: number | null;
  status: number;
  terminal?: string;
  stdout?: string;
  stderr?: string;
};
const captures: Capture[] = JSON.parse(
  readFileSync('simulation/shell/fixtures/network/ss.json', 'utf8'),
).captures;

function row(id: number, local: string, state: string, queues: string, owner = ''): SocketRow {
  const at = local.lastIndexOf(':');
  const addr = local.slice(0, at);
  const [program = '', pid, fd, user = 'you'] = owner.split(' ');
  const [recvQ, sendQ] = queues.split('/').map(Number);
  return {
    ...{ id, state, recvQ: recvQ ?? 0, sendQ: sendQ ?? 0, peer: null },
    proto: state === 'UNCONN' ? 'udp' : 'tcp',
    family: addr.includes(':') ? 6 : 4,
    v6only: addr === '::1',
    local: { addr, port: Number(local.slice(at + 1)) },
    owners: owner ? [{ program, pid: Number(pid), fd: Number(fd), user }] : [],
  };
}

/** The sockets of the machine on which the captures were made. */
const sockets: SocketRow[] = [
  row(1, '0.0.0.0:9998', 'UNCONN', '0/0', 'nc 9793 3'),
  row(2, '127.0.0.1:5432', 'LISTEN', '0/244', 'python3 9792 4'),
  row(3, '0.0.0.0:8080', 'LISTEN', '0/1', 'nc 9794 3 root'),
  row(4, '0.0.0.0:8000', 'LISTEN', '1/10', 'python3 9792 3'),
  {
    ...row(5, '192.168.1.20:8000', 'ESTAB', '0/0'),
    peer: { addr: '192.168.1.50', port: 53240 },
  },
  row(6, '::1:8000', 'LISTEN', '0/5', 'python3 9792 5'),
  row(7, ':::9000', 'LISTEN', '0/128', 'python3 9792 6'),
];
const files = {
  '/etc/hosts':
    '127.0.0.1 localhost\n::1 localhost ip6-localhost\n192.168.1.20 laptop\n192.168.1.50 phone\n',
};

/** Memory, congestion control and cgroups are not simulated; -w and plain ss meet netlink there. */
const left = /^ss(| -tln[mie]| -w| -s)$|\||localhost:8000$/;

describe('ss against captures of iproute2 6.1', () => {
  test.each(captures.filter(({ command }) => !left.test(command)))(
    '$command ($columns columns, $user)',
    ({ command, columns, user, status, terminal, stdout, stderr }) => {
      const run = runCanned(ss, command.split(' '), { columns, user, files, sockets });
      expect(run.status).toBe(status);
      if (terminal === undefined) {
        expect(run.out).toBe(stdout);
        expect(run.error).toBe(stderr);
      } else {
        expect(run.both).toBe(terminal);
      }
    },
  );
});

test('ss -s counts by family', () => {
  const run = runCanned(ss, ['ss', '-s'], { sockets });
  expect(run.out).toContain('TCP:   6 (estab 1, closed 0, orphaned 0, timewait 0)\n');
  expect(run.out).toContain('UDP\t  1         1         0        \n');
  expect(run.out).toContain('TCP\t  6         4         2        \n');
});

test('owners of other users are shown to root alone', () => {
  const line = ['ss', '-tlnp', 'sport', '=', ':8080'];
  expect(runCanned(ss, line, { sockets }).out).not.toContain('users:');
  expect(runCanned(ss, line, { sockets, user: 'root' }).out).toContain('("nc",pid=9794,fd=3)');
});

test('any words end with a status and never throw', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '-tlnp',
      '-s',
      'state',
      'sport',
      '=',
      ':80',
      '(',
      ')',
      'or',
      'not',
      'dst',
      '::',
    ),
  );
  const columns = fc.option(fc.integer({ min: 1, max: 300 }));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), columns, (args, width) => {
      const run = runCanned(ss, ['ss', ...args], { sockets, files, columns: width });
      expect([0, 1, 255]).toContain(run.status);
    }),
    { numRuns: 1000 },
  );
});
