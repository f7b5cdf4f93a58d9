import { expect, test } from 'vitest';
import type { TraceEvent } from '@/contract/trace';
import { isSilent, latestAttempt, standingAttempt } from './attempt';
import { connectCall, packetEvent, segment, serverEndpoint } from './fixtures/worlds';

const again = (id: number, at: number) =>
  packetEvent('sent', 'phone', segment(id, 'S', { role: 'retransmit' }), at);
const first = [connectCall(1000), packetEvent('sent', 'phone', segment(1, 'S'), 1000)];

test('nothing was tried, so there is no attempt', () => {
  expect(latestAttempt([], 50)).toBeNull();
  expect(latestAttempt([packetEvent('sent', 'laptop', segment(1, 'PA'))], 0)).toBeNull();
});

test.each([
  ['open', { ok: true } as const, null],
  ['refused', { ok: false, errno: 'ECONNREFUSED' } as const, 'ECONNREFUSED'],
  ['timeout', { ok: false, errno: 'ETIMEDOUT' } as const, 'ETIMEDOUT'],
  ['unreachable', { ok: false, errno: 'ENETUNREACH' } as const, 'ENETUNREACH'],
])('connect() that returns %s says so', (outcome, result, errno) => {
  const attempt = latestAttempt([...first, connectCall(1002, result)], 9000);
  expect(attempt).toMatchObject({ outcome, errno, took: 2, host: 'phone', target: serverEndpoint });
});

test('silence counts the tries and goes on until now', () => {
  const attempt = latestAttempt([...first, again(2, 2000), again(3, 4000)], 5000);
  expect(attempt).toMatchObject({ outcome: null, took: 4000, retries: [1000, 3000] });
  expect(attempt && isSilent(attempt)).toBe(true);
});

test('a question that is a moment old is not silence yet', () => {
  const attempt = latestAttempt(first, 1001);
  expect(attempt && isSilent(attempt)).toBe(false);
});

test('a connect() that does not block is decided by the state of its socket', () => {
  const begun = connectCall(1000, { ok: false, errno: 'EINPROGRESS' });
  const state = (to: 'ESTABLISHED' | 'CLOSED', cause: string): TraceEvent => ({
    at: 1002,
    host: 'phone',
    kind: 'state',
    socket: 9,
    local: segment(1, 'S').src,
    peer: serverEndpoint,
    from: 'SYN-SENT',
    to,
    cause,
    rfc: '3.10.7.3',
  });
  const sent = packetEvent('sent', 'phone', segment(1, 'S'), 1000);
  const opened = latestAttempt([begun, sent, state('ESTABLISHED', 'receive SYN,ACK')], 2000);
  expect(opened?.outcome).toBe('open');
  const refused = latestAttempt([begun, sent, state('CLOSED', 'receive RST')], 2000);
  expect(refused).toMatchObject({ outcome: 'refused', errno: 'ECONNREFUSED' });
});

test('a reset after connecting replaces open', () => {
  const read: TraceEvent = {
    at: 1500,
    host: 'phone',
    kind: 'call',
    pid: 300,
    program: 'browser',
    call: 'recv',
    args: {},
    phase: 'return',
    result: { ok: false, errno: 'ECONNRESET' },
  };
  const attempt = latestAttempt([...first, connectCall(1002, { ok: true }), read], 2000);
  expect(attempt).toMatchObject({ outcome: 'reset', errno: 'ECONNRESET' });
});

test('a name that is not found is an attempt without a port', () => {
  const said: TraceEvent = {
    at: 5,
    host: 'phone',
    kind: 'output',
    tty: 'phone:0',
    pid: 2,
    text: 'curl: (6) Could not resolve host: nosuch.example\n',
  };
  expect(latestAttempt([said], 9)).toMatchObject({
    outcome: 'noname',
    target: { addr: 'nosuch.example', port: null },
  });
});

test('a new try forgets the one before it', () => {
  const done = connectCall(1002, { ok: false, errno: 'ECONNREFUSED' });
  expect(latestAttempt([...first, done, connectCall(3000)], 3000)?.outcome).toBeNull();
});

const refusal = [...first, connectCall(1002, { ok: false, errno: 'ECONNREFUSED' })];
const listenerState = (from: 'LISTEN' | 'CLOSED', to: 'LISTEN' | 'CLOSED' | 'SYN-RECEIVED') =>
  ({
    ...{ at: 5000, host: 'laptop', kind: 'state', socket: 4, local: serverEndpoint, peer: null },
    ...{ from, to, cause: '', rfc: '' },
  }) satisfies TraceEvent;
const machineEvent = (change: string) =>
  ({ at: 5000, host: 'laptop', kind: 'machine', change, detail: '' }) satisfies TraceEvent;

test.each<[string, TraceEvent]>([
  ['a listener goes', listenerState('LISTEN', 'CLOSED')],
  ['a listener comes', listenerState('CLOSED', 'LISTEN')],
  ['a rule changes', machineEvent('firewall')],
  ['a cable is pulled', machineEvent('link')],
  ['a machine starts', machineEvent('power')],
  ['an address is entered', machineEvent('browse')],
])('the picture drops an outcome when %s, and has it again further back', (_, event) => {
  expect(standingAttempt(refusal, 4000)?.outcome).toBe('refused');
  expect(standingAttempt([...refusal, event], 5000)).toBeNull();
  expect(latestAttempt([...refusal, event], 5000)?.outcome).toBe('refused');
  expect(standingAttempt([...refusal, event, ...refusal], 9000)?.outcome).toBe('refused');
});

test('an outcome stands while others look around, and while a handshake leaves LISTEN', () => {
  const quiet = [listenerState('LISTEN', 'SYN-RECEIVED'), machineEvent('ignored')];
  expect(standingAttempt([...refusal, ...quiet], 5000)?.outcome).toBe('refused');
});

test('a wait that is undecided outlasts the change that may end it', () => {
  expect(standingAttempt([...first, machineEvent('firewall')], 5000)?.took).toBe(4000);
});
