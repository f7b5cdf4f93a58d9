import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PacketView, type TraceEvent, tcpStateName, traceEvent } from '@/contract/trace';
import { transitions } from '@/simulation/tcp/transition';
import { captionFor } from './captions';
import { errors } from './errors';

const end = fc.record({
  addr: fc.constantFrom('127.0.0.1', '0.0.0.0', '::1', '192.168.1.20', '192.168.1.50'),
  port: fc.integer({ min: 0, max: 65535 }),
});
const callNames = [
  'socket',
  'setsockopt',
  'getsockopt',
  'bind',
  'listen',
  'connect',
  'accept',
  'send',
  'sendto',
  'recv',
  'recvfrom',
  'shutdown',
  'getsockname',
  'getpeername',
  'read',
  'write',
  'close',
  'poll',
  'isatty',
  'pipe',
  'open',
  'stat',
  'readdir',
  'unlink',
  'chdir',
  'spawn',
  'thread',
  'wait',
  'kill',
  'foreground',
  'exit',
  'sleep',
  'now',
  'random',
  'sockets',
  'processes',
  'interfaces',
  'routes',
  'sysctl',
  'firewall',
  'power-off',
  'whoami',
  'uname',
  'ping',
  'interact',
  'show',
  'some-new-call',
];
const common = { at: fc.nat(200_000), host: fc.constantFrom('laptop', 'phone') };
const packets: fc.Arbitrary<PacketView> = fc.record(
  {
    id: fc.nat(),
    proto: fc.constantFrom('tcp', 'udp', 'icmp'),
    src: end,
    dst: end,
    flags: fc.constantFrom('S', 'SA', 'A', 'PA', 'FA', 'FPA', 'R', 'RA', ''),
    seq: fc.nat(),
    ack: fc.nat(),
    window: fc.nat(65535),
    ttl: fc.nat(255),
    data: fc.constantFrom(
      '',
      'hello\n',
      'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
      '\u0000\u001b[1m\u00ff',
    ),
    role: fc.constantFrom(
      'retransmit',
      'keepalive',
      'handshake-ack',
      'ack',
      'echo-request',
      'echo-reply',
      'port-unreachable',
    ),
  },
  { requiredKeys: ['id', 'proto', 'src', 'dst', 'flags', 'seq', 'ack', 'window', 'ttl', 'data'] },
);
const result = fc.oneof(
  fc.record({
    ok: fc.constant(true as const),
    value: fc.constantFrom<unknown>(
      undefined,
      null,
      3,
      '',
      'x',
      {},
      { fd: 4, peer: { addr: '192.168.1.50', port: 37454 } },
    ),
  }),
  fc.record({
    ok: fc.constant(false as const),
    errno: fc.constantFrom(...Object.keys(errors), 'ENEW'),
  }),
);
const args = fc.dictionary(
  fc.constantFrom(
    'addr',
    'port',
    'type',
    'data',
    'backlog',
    'how',
    'option',
    'value',
    'ms',
    'path',
    'name',
    'pid',
    'signal',
  ),
  fc.constantFrom<unknown>(
    'tcp',
    'udp',
    'tcp6',
    0,
    1,
    9000,
    '127.0.0.1',
    'wr',
    'SO_REUSEADDR',
    [1, 0],
    null,
  ),
);
const lines = fc.constantFrom(
  '',
  'ss -tlnp',
  'Listening on 0.0.0.0 9000\n',
  '\u001b[1mhi\u001b[0m',
  '\n\n',
);
const states = fc.constantFrom(...tcpStateName.options);
const event: fc.Arbitrary<TraceEvent> = fc.oneof(
  fc.record(
    {
      ...common,
      kind: fc.constant('call' as const),
      pid: fc.nat(9),
      program: fc.constantFrom('nc', 'server'),
      call: fc.constantFrom(...callNames),
      fd: fc.nat(9),
      args,
      result,
      phase: fc.constantFrom('start', 'return', 'both'),
    },
    { requiredKeys: ['at', 'host', 'kind', 'pid', 'program', 'call', 'args', 'phase'] },
  ),
  fc.record({
    ...common,
    kind: fc.constantFrom('sent', 'arrived'),
    via: fc.constantFrom('lo', 'wifi'),
    packet: packets,
  }),
  fc.record({
    ...common,
    kind: fc.constant('lost' as const),
    via: fc.constant('wifi'),
    packet: packets,
    reason: fc.constantFrom(
      'firewall-drop',
      'firewall-reject',
      'link-down',
      'no-neighbour',
      'no-route',
      'queue-full',
      'not-mine',
      'loss',
      'ttl',
    ),
  }),
  fc.record({
    ...common,
    kind: fc.constant('state' as const),
    socket: fc.nat(9),
    local: end,
    peer: fc.option(end),
    from: states,
    to: states,
    cause: fc.constantFrom(...transitions.map(({ event }) => event), 'something new'),
    rfc: fc.constant('3.10.7'),
  }),
  fc.record({
    ...common,
    kind: fc.constant('queue' as const),
    socket: fc.nat(9),
    local: end,
    change: fc.constantFrom('syn', 'completed', 'accepted', 'overflow'),
    waiting: fc.nat(9),
    limit: fc.nat(9),
  }),
  fc.record({
    ...common,
    kind: fc.constant('output' as const),
    tty: fc.constant('0'),
    pid: fc.nat(9),
    text: lines,
  }),
  fc.record(
    {
      ...common,
      kind: fc.constant('process' as const),
      pid: fc.nat(9),
      program: fc.constant('nc'),
      change: fc.constantFrom('started', 'exited', 'stopped', 'continued', 'killed'),
      status: fc.nat(255),
      signal: fc.constantFrom('SIGINT', 'SIGTERM'),
    },
    { requiredKeys: ['at', 'host', 'kind', 'pid', 'program', 'change'] },
  ),
  fc.record(
    {
      ...common,
      kind: fc.constant('command' as const),
      tty: fc.constant('0'),
      line: lines,
      change: fc.constantFrom('started', 'finished'),
      status: fc.nat(255),
    },
    { requiredKeys: ['at', 'host', 'kind', 'tty', 'line', 'change'] },
  ),
  fc.record({
    ...common,
    kind: fc.constant('file' as const),
    path: fc.constant('/etc/hosts'),
    pid: fc.nat(9),
  }),
  fc.record({
    ...common,
    kind: fc.constant('machine' as const),
    change: fc.constantFrom(
      'firewall',
      'link',
      'segment',
      'power',
      'browse',
      'ignored',
      'sysctl',
      'address',
      'tamper',
    ),
    detail: fc.constantFrom('', 'eth0 down', 'home loss 30% delay 200ms 20ms'),
  }),
  fc.record(
    {
      ...common,
      kind: fc.constant('page' as const),
      url: fc.constantFrom('http://192.168.1.20:8000/', 'http://shop.example/a'),
      status: fc.integer({ min: 100, max: 599 }),
      error: fc.constantFrom('ERR_CONNECTION_REFUSED', 'ERR_NEW'),
    },
    { requiredKeys: ['at', 'host', 'kind', 'url'] },
  ),
);

test('every event of every kind is told in sentences without a gap', () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(event, fc.array(event, { maxLength: 12 }), (one, before) => {
      traceEvent.parse(one);
      kinds.add(one.kind);
      const { say, why } = captionFor(one, { before });
      for (const text of why === undefined ? [say] : [say, why]) {
        expect(text).toMatch(/^\S.*[.”?:]$/u);
        expect(text).not.toMatch(/undefined|NaN|\[object| null\b|\$\{| {2}|\.\.$/);
        expect(text.length).toBeLessThan(260);
      }
    }),
    { numRuns: 2000 },
  );
  expect(kinds.size).toBe(traceEvent.def.options.length);
});
