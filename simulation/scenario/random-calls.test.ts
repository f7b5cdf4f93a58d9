import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OracleCase, OracleOutcome, OracleSocket, OracleStep } from '@/contract/oracle';
import { runOracleCase } from './oracle';

const base = {
  title: '',
  lans: ['lan'],
  hosts: {
    A: { interfaces: { eth0: { lan: 'lan', addr: '10.0.0.1/24' } } },
    B: { interfaces: { eth0: { lan: 'lan', addr: '10.0.0.2/24' } } },
  },
  procs: {
    c: { host: 'A', user: 'root' },
    s: { host: 'B', user: 'root' },
    t: { host: 'B', user: 'user' },
  },
} satisfies Omit<OracleCase, 'id' | 'steps'>;

const addresses = ['0.0.0.0', '10.0.0.1', '10.0.0.2', '127.0.0.1', '10.0.0.255', '192.168.9.9'];
const addresses6 = ['::', '::1', '::ffff:10.0.0.2', '::ffff:127.0.0.1', 'fd00::1'];
const actions = ['drop', 'reject-rst', 'reject-port', 'reject-host', 'reject-net', 'reject-admin'];

const of = <T>(values: readonly T[]) => fc.constantFrom(...values);
const proc = of(['c', 's', 't']);
const sock = of(['a', 'b', 'l', 'x']);
const end = {
  addr: fc.oneof({ weight: 4, arbitrary: of(addresses) }, { weight: 1, arbitrary: of(addresses6) }),
  port: of([0, 80, 81, 5000, 65616]),
};
const call = (op: string, more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({ op: fc.constant(op), proc, sock, ...more });
const onHost = (op: string, more: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ op: fc.constant(op), host: of(['A', 'B']), ...more });
const option = fc.oneof(
  fc.record({ option: of(['SO_REUSEADDR', 'SO_REUSEPORT', 'O_NONBLOCK']), value: of([0, 1]) }),
  fc.record({
    option: fc.constant('SO_LINGER'),
    value: of([
      [1, 0],
      [1, 1],
      [0, 0],
    ]),
  }),
  fc.record({
    option: fc.constant('SO_KEEPALIVE'),
    value: of([
      [1, 1, 1, 2],
      [0, 1, 1, 1],
    ]),
  }),
  fc.record({ option: fc.constant('TCP_USER_TIMEOUT'), value: of([0, 800]) }),
);

const step = fc.oneof(
  { weight: 6, arbitrary: call('socket', { type: of(['tcp', 'tcp', 'udp', 'tcp6', 'udp6']) }) },
  { weight: 4, arbitrary: call('bind', end) },
  { weight: 4, arbitrary: call('listen', { backlog: of([0, 1, 5]) }) },
  { weight: 6, arbitrary: call('connect', end) },
  { weight: 4, arbitrary: call('accept', { as: sock }) },
  { weight: 4, arbitrary: call('send', { size: of([0, 5, 1449, 30_000]) }) },
  { weight: 2, arbitrary: call('sendto', { ...end, data: fc.constant('hi') }) },
  { weight: 4, arbitrary: call('recv', { max: of([0, 3, 65_536]) }) },
  { weight: 2, arbitrary: call('shutdown', { how: of(['rd', 'wr', 'rdwr']) }) },
  { weight: 3, arbitrary: call('close') },
  { weight: 2, arbitrary: of(['poll', 'getsockname', 'getpeername']).chain((op) => call(op)) },
  { weight: 1, arbitrary: call('getsockopt', { option: fc.constant('SO_ERROR') }) },
  {
    weight: 4,
    arbitrary: fc.tuple(call('setsockopt'), option).map(([one, two]) => ({ ...one, ...two })),
  },
  { weight: 1, arbitrary: fc.record({ op: of(['kill', 'exit']), proc }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('sleep'), ms: of([50, 1000, 70_000]) }) },
  {
    weight: 1,
    arbitrary: onHost('firewall_add', {
      rule: fc.record({
        hook: of(['in', 'out']),
        proto: fc.constant('tcp'),
        action: of(actions),
      }),
    }),
  },
  { weight: 2, arbitrary: onHost('firewall_clear', {}) },
  {
    weight: 1,
    arbitrary: onHost('link', { iface: fc.constant('eth0'), state: of(['up', 'down']) }),
  },
  { weight: 1, arbitrary: onHost('power_cut', {}) },
);
// Every history begins with a connection, or most of it would be errors.
const opening: OracleStep[] = [
  { proc: 's', op: 'socket', sock: 'l', type: 'tcp' },
  { proc: 's', op: 'bind', sock: 'l', addr: '0.0.0.0', port: 80 },
  { proc: 's', op: 'listen', sock: 'l', backlog: 1 },
  { proc: 'c', op: 'socket', sock: 'a', type: 'tcp' },
  { proc: 'c', op: 'connect', sock: 'a', addr: '10.0.0.2', port: 80 },
];
const history = fc
  .array(step, { minLength: 3, maxLength: 24 })
  .map((steps) => ({ ...base, id: 'random', steps: [...opening, ...(steps as OracleStep[])] }));

function run(oracle: OracleCase): OracleOutcome {
  const outcome = runOracleCase(oracle);
  if ('unsupported' in outcome) throw new Error(outcome.unsupported);
  return outcome;
}

/** What must be true of a host's socket table at any time. */
function expectSound(rows: readonly OracleSocket[]): void {
  const connections = rows.filter(({ proto, state }) => proto === 'tcp' && state !== 'LISTEN');
  const ends = connections.map(({ local, peer }) => `${local} ${peer}`);
  expect(new Set(ends).size, `two connections have the same ends: ${ends}`).toBe(ends.length);
  for (const { state, local, peer, recv_q, send_q } of rows) {
    expect(local.endsWith(':0'), `${state} ${local} has no port`).toBe(false);
    expect(Number(recv_q) >= 0 || recv_q === 'big').toBe(true);
    expect(Number(send_q) >= 0 || send_q === 'big').toBe(true);
    const connected = !['LISTEN', 'UNCONN'].includes(state);
    expect(peer.endsWith(':*'), `${state} ${local} ${peer}`).toBe(!connected);
    if (state === 'SYN-SENT') expect(send_q).toBe(1);
    if (state === 'TIME-WAIT') expect([recv_q, send_q]).toEqual([0, 0]);
  }
}

describe('any calls in any order', () => {
  it('never break the kernel, and leave sound tables after each', () => {
    fc.assert(
      fc.property(history, (oracle) => {
        for (const { sockets, result } of run(oracle).steps) {
          expect(result).toMatch(/^(ok|blocked|E[A-Z0-9]+)$/);
          for (const rows of Object.values(sockets ?? {})) expectSound(rows);
        }
      }),
      { numRuns: 1000, seed: 6 },
    );
  }, 120_000);

  it('give the same answers each time', () => {
    fc.assert(
      fc.property(history, (oracle) => {
        expect(run(oracle)).toEqual(run(oracle));
      }),
      { numRuns: 60, seed: 7 },
    );
  }, 60_000);
});
