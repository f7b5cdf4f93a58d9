import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '@/contract/action';
import { traceEvent } from '@/contract/trace';
import { step, stepThrough } from '../world/step';
import { viewWorld } from '../world/view-world';
import { hostsOf, type World } from '../world/world';
import { checkIndexes } from './check-indexes.test-helper';
import { createWorld, performAction } from './engine';
import { programTable } from './program-table';
import { twoHosts } from './test-scenario.test-helper';

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const host = fc.constantFrom('laptop', 'phone');
const processOf = { laptop: ['server', 'other'], phone: ['client', 'second'] };
const addr = fc.constantFrom(
  '0.0.0.0',
  '127.0.0.1',
  '192.168.1.20',
  '192.168.1.50',
  '192.168.1.99',
  '::',
  '::1',
  '8.8.8.8',
  'nonsense',
);
const port = fc.constantFrom(0, 80, 8000, 8001, 40000, 65535, 70000, -1);
const fd = fc.constantFrom('a', 'b', 'c', 'd');
const onOff = fc.constantFrom(0, 1);

type Sketch = { call: string; fd?: string; as?: string; args?: Record<string, unknown> };
const sketch: fc.Arbitrary<Sketch> = fc.oneof(
  fc.record({
    call: fc.constant('socket'),
    as: fd,
    args: fc.record({ type: fc.constantFrom('tcp', 'udp', 'tcp6', 'udp6') }),
  }),
  fc.record({ call: fc.constantFrom('bind', 'connect'), fd, args: fc.record({ addr, port }) }),
  fc.record({
    call: fc.constant('listen'),
    fd,
    args: fc.record({ backlog: fc.integer({ min: -1, max: 3 }) }),
  }),
  fc.record({ call: fc.constant('accept'), fd, as: fd }),
  fc.record({
    call: fc.constant('send'),
    fd,
    args: fc.record({ data: fc.constantFrom('', 'hello', 'x'.repeat(3000)) }),
  }),
  fc.record({
    call: fc.constant('sendto'),
    fd,
    args: fc.record({ data: fc.constant('dgram'), addr, port }),
  }),
  fc.record({
    call: fc.constantFrom('recv', 'recvfrom'),
    fd,
    args: fc.record({ max: fc.constantFrom(0, 3, 65536) }),
  }),
  fc.record({
    call: fc.constant('shutdown'),
    fd,
    args: fc.record({ how: fc.constantFrom('rd', 'wr', 'rdwr') }),
  }),
  fc.record({
    call: fc.constantFrom('close', 'getsockname', 'getpeername', 'getsockopt', 'nosuchcall'),
    fd,
  }),
  fc.record({
    call: fc.constant('setsockopt'),
    fd,
    args: fc.record({
      option: fc.constantFrom(
        'SO_REUSEADDR',
        'SO_REUSEPORT',
        'IPV6_V6ONLY',
        'O_NONBLOCK',
        'SO_LINGER',
        'SO_KEEPALIVE',
        'SO_RCVTIMEO',
        'TCP_USER_TIMEOUT',
        'SO_BROADCAST',
      ),
      value: fc.oneof(onOff, fc.constantFrom([1, 0], [1, 1, 1, 2], [0, 0])),
    }),
  }),
);
const handCall: fc.Arbitrary<Action> = fc
  .tuple(host, fc.nat({ max: 1 }), sketch)
  .map(([where, which, made]) => ({
    do: 'call',
    host: where,
    process: processOf[where as 'laptop' | 'phone'][which] ?? '',
    ...made,
  }));
const other: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 50, 3000, 70_000) }),
  fc.constant<Action>({ do: 'wait' }),
  fc.record({
    do: fc.constant('link' as const),
    host,
    iface: fc.constantFrom('eth0', 'eth9'),
    state: fc.constantFrom('up' as const, 'down' as const),
  }),
  fc.record({
    do: fc.constant('power' as const),
    host,
    state: fc.constantFrom('on' as const, 'off' as const, 'cut' as const),
  }),
  fc.record({
    do: fc.constant('firewall' as const),
    host,
    rules: fc.constantFrom<Extract<Action, { do: 'firewall' }>['rules']>(
      [],
      [{ hook: 'in', proto: 'tcp', dport: 8000, action: 'drop' }],
      [{ hook: 'out', action: 'reject-port' }],
      [{ hook: 'in', proto: 'tcp', action: 'reject-rst' }],
    ),
  }),
);
const lines = fc.constantFrom(
  'nc -l 8000',
  'nc -zv 192.168.1.20 8000',
  'ss -tan',
  'echo hi | nc -N laptop 8000',
  'sleep 3 &',
  'python3 -m http.server 8000',
  'cat /etc/hosts | wc -l',
  'cd /tmp; pwd',
  'nosuch',
  'jobs',
  'fg',
  "echo 'open",
);
const typed: fc.Arbitrary<Action> = fc.record({
  do: fc.constant('type' as const),
  host,
  tty: fc.constantFrom(0, 0, 7),
  line: lines,
});
const key: fc.Arbitrary<Action> = fc.record({
  do: fc.constant('key' as const),
  host,
  tty: fc.constant(0),
  key: fc.constantFrom('C' as const, 'Z' as const, 'D' as const),
});
const anyAction = fc.oneof(
  { weight: 8, arbitrary: handCall },
  { weight: 2, arbitrary: other },
  { weight: 3, arbitrary: typed },
  { weight: 1, arbitrary: key },
);
const actions = fc.array(anyAction, { maxLength: 25 });

const copyOf = (world: World): World => JSON.parse(JSON.stringify(world)) as World;

function play(world: World, list: readonly Action[]): World {
  return list.reduce((now, action) => performAction(now, action).at(-1)?.world ?? now, world);
}

/** Through and through. */
function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozen);
}

describe('a session', () => {
  it('gives the same bytes for the same seed and actions', () => {
    fc.assert(
      fc.property(seed, actions, (start, list) => {
        const once = JSON.stringify(play(createWorld(twoHosts, start), list));
        expect(JSON.stringify(play(createWorld(twoHosts, start), list))).toBe(once);
      }),
      { numRuns: 15 },
    );
  });

  it('goes on the same from any world in the middle, even from one that was written down', () => {
    fc.assert(
      fc.property(
        seed,
        actions,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (start, list, where) => {
          const stops = [];
          let world = createWorld(twoHosts, start);
          for (const action of list) {
            const made = performAction(world, action);
            stops.push(...made);
            world = made.at(-1)?.world ?? world;
          }
          const middle = stops[Math.floor(where * (stops.length - 1))]?.world;
          if (!middle) return;
          const go = (from: World) => {
            let now = from;
            for (let count = 0; count < 60; count += 1) now = step(now, programTable)?.world ?? now;
            return JSON.stringify(now);
          };
          // Without the worlds in between, which are what is frozen on the way.
          const through = (from: World) => {
            const end = stepThrough(
              from,
              programTable,
              () => true,
              () => {},
              60,
            );
            expect(isFrozen(end)).toBe(true);
            return JSON.stringify(end);
          };
          // Twice from the same object (its programs have moved on by then), once from paper.
          const first = go(middle);
          expect(go(middle)).toBe(first);
          expect(go(copyOf(middle))).toBe(first);
          expect(through(middle)).toBe(first);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('never throws, tells only events of the contract, and keeps its tables in order', () => {
    fc.assert(
      fc.property(seed, fc.array(anyAction, { maxLength: 40 }), (start, list) => {
        let world = createWorld(twoHosts, start);
        for (const action of list) {
          const stops = performAction(world, action);
          expect(stops.length).toBeGreaterThan(0);
          for (const { events } of stops) for (const event of events) traceEvent.parse(event);
          world = stops.at(-1)?.world ?? world;
          checkTables(world);
          for (const machine of hostsOf(world)) checkIndexes(world, machine);
        }
      }),
      { numRuns: 40 },
    );
  });
});

function checkTables(world: World): void {
  for (const { name, sockets } of viewWorld(world).hosts) {
    const keys = new Set<string>();
    for (const row of sockets) {
      if (row.limit !== null) {
        const done = row.waiting.filter(({ queue }) => queue === 'accept').length;
        expect(done).toBeLessThanOrEqual(row.limit + 1);
      }
      if (!row.peer || row.proto === 'udp' || row.tcpState === 'CLOSED') continue;
      const key = [name, row.local.addr, row.local.port, row.peer.addr, row.peer.port].join(' ');
      expect(keys.has(key), `two connections ${key}`).toBe(false);
      keys.add(key);
    }
  }
}

describe('a stream', () => {
  it('loses, doubles and reorders no byte while packets are lost and delayed', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 8 }),
        parts,
        (start, loss, jitter, sizes) => {
          const call = (where: string, process: string, name: string, more: object): Action =>
            ({ do: 'call', host: where, process, call: name, ...more }) as Action;
          let world: World = {
            ...createWorld(twoHosts, start, {}),
            links: { home: { loss: loss / 10, jitter } },
          };
          const run = (action: Action) => {
            const stops = performAction(world, action, {});
            world = stops.at(-1)?.world ?? world;
            return stops.flatMap(({ events }) => events);
          };
          run(call('laptop', 'server', 'socket', { as: 'l', args: { type: 'tcp' } }));
          run(call('laptop', 'server', 'bind', { fd: 'l', args: { addr: '0.0.0.0', port: 8000 } }));
          run(call('laptop', 'server', 'listen', { fd: 'l', args: { backlog: 5 } }));
          run(call('laptop', 'server', 'accept', { fd: 'l', as: 'x' }));
          run(call('phone', 'client', 'socket', { as: 'k', args: { type: 'tcp' } }));
          run(
            call('phone', 'client', 'connect', {
              fd: 'k',
              args: { addr: '192.168.1.20', port: 8000 },
            }),
          );
          let sent = '';
          sizes.forEach((size, index) => {
            const data = String.fromCharCode(97 + index).repeat(size) + String(index);
            sent += data;
            run(call('phone', 'client', 'send', { fd: 'k', args: { data } }));
          });
          run(call('phone', 'client', 'shutdown', { fd: 'k', args: { how: 'wr' } }));
          for (let count = 0; count < 40; count += 1) run({ do: 'wait', ms: 20_000 });
          let got = '';
          for (let count = 0; count < 80; count += 1) {
            const events = run(call('laptop', 'server', 'recv', { fd: 'x', args: { max: 700 } }));
            const back = events.find(
              (event) => event.kind === 'call' && event.call === 'recv' && event.result,
            );
            if (back?.kind !== 'call' || !back.result?.ok) break;
            if (back.result.value === '') break;
            got += String(back.result.value);
          }
          expect(got).toBe(sent);
        },
      ),
      { numRuns: 30 },
    );
  });
});
