import { describe, expect, test } from 'vitest';
import type { PacketView, TraceEvent } from '@/contract/trace';
import { transitions } from '@/simulation/tcp/transition';
import { readBytes } from './caption-context';
import { captionFor } from './captions';

const phone = { addr: '192.168.1.50', port: 37454 };
const laptop = { addr: '192.168.1.20', port: 8000 };
let nextId = 1;
const packet = (some: Partial<PacketView>): PacketView => ({
  id: nextId++,
  proto: 'tcp',
  src: phone,
  dst: laptop,
  flags: 'S',
  seq: 1000,
  ack: 0,
  window: 64240,
  ttl: 64,
  data: '',
  ...some,
});
const sent = (at: number, host: string, some: Partial<PacketView>): TraceEvent => ({
  kind: 'sent',
  at,
  host,
  via: 'wifi',
  packet: packet(some),
});
const listening = (addr: string): TraceEvent => ({
  kind: 'state',
  at: 0,
  host: 'laptop',
  socket: 7,
  local: { addr, port: 8000 },
  peer: null,
  from: 'CLOSED',
  to: 'LISTEN',
  cause: 'passive OPEN',
  rfc: '3.10.1',
});
const call = (some: Partial<Extract<TraceEvent, { kind: 'call' }>>): TraceEvent => ({
  kind: 'call',
  at: 5,
  host: 'laptop',
  pid: 700,
  program: 'server',
  call: 'socket',
  args: {},
  phase: 'both',
  ...some,
});
const told = (event: TraceEvent, before: TraceEvent[] = []): string => {
  const { say, why } = captionFor(event, { before });
  return why === undefined ? say : `${say} ${why}`;
};

describe('a refusal', () => {
  const syn = sent(1, 'phone', {});
  const rst = sent(2, 'laptop', { src: laptop, dst: phone, flags: 'RA', seq: 0 });

  test('a RST to a SYN is told as refused, and names the listener on the other address', () => {
    expect(told(rst, [listening('127.0.0.1'), syn])).toBe(
      'laptop’s kernel answers 192.168.1.50:37454 at once with RST: refused. The only listener with port 8000 there is on 127.0.0.1:8000, and that is another address.',
    );
  });

  test('without any listener it says that no program was asked', () => {
    expect(told(rst, [syn])).toContain('No socket listens on 192.168.1.20:8000. No program was');
  });

  test('a socket that is bound and does not listen is named as the reason', () => {
    const bind = call({
      call: 'bind',
      fd: 3,
      args: { addr: '192.168.1.20', port: 8000 },
      result: { ok: true, value: { local: laptop } },
    });
    expect(told(rst, [bind, syn])).toContain(
      'server has bound 192.168.1.20:8000 and has not called',
    );
    const ended: TraceEvent = {
      kind: 'process',
      at: 6,
      host: 'laptop',
      pid: 700,
      program: 'server',
      change: 'exited',
    };
    expect(told(rst, [bind, ended, syn])).toContain('No socket listens on 192.168.1.20:8000.');
  });

  test('a firewall that rejects is named, since a server may be listening', () => {
    const rejected: TraceEvent = {
      kind: 'lost',
      at: 2,
      host: 'laptop',
      via: 'wifi',
      packet: packet({}),
      reason: 'firewall-reject',
    };
    expect(told(rst, [listening('0.0.0.0'), syn, rejected])).toContain(
      'A firewall rule has it say',
    );
  });

  test('a RST within a connection is told as breaking off', () => {
    const agreed = sent(2, 'laptop', { src: laptop, dst: phone, flags: 'SA' });
    expect(
      told(sent(9, 'laptop', { src: laptop, dst: phone, flags: 'R' }), [syn, agreed]),
    ).toContain('breaks the connection off');
  });
});

test('a SYN that is repeated is told with its number and how long nothing came', () => {
  const first = sent(10, 'phone', {});
  const second = sent(1010, 'phone', { role: 'retransmit' });
  const third = sent(2010, 'phone', { role: 'retransmit' });
  expect(told(second, [first])).toContain('Nothing came back for 1 s');
  expect(told(third, [first, second])).toContain('Try 3.');
});

test('connect() that times out is told with the time it took', () => {
  const asked = call({
    call: 'connect',
    at: 0,
    phase: 'start',
    args: { addr: '192.168.1.20', port: 8000 },
  });
  const answer = call({
    call: 'connect',
    at: 134_000,
    phase: 'return',
    args: { addr: '192.168.1.20', port: 8000 },
    result: { ok: false, errno: 'ETIMEDOUT' },
  });
  expect(told(answer, [asked])).toContain(
    'fails for server after 2 min 14 s with ETIMEDOUT: the kernel',
  );
});

test.each([
  ['socket', { type: 'tcp' }, { fd: 3 }, 'gets descriptor 3'],
  ['bind', { addr: '127.0.0.1', port: 9000 }, undefined, 'only programs on laptop can reach it'],
  ['bind', { addr: '0.0.0.0', port: 9000 }, undefined, 'stands for every address of laptop'],
  [
    'bind',
    { addr: '127.0.0.1', port: 0 },
    { local: laptop },
    'the kernel binds its socket to 192.168.1.20:8000',
  ],
  ['listen', { backlog: 5 }, undefined, 'up to 6 finished connections wait'],
  ['listen', { backlog: 0 }, undefined, 'one finished connection wait'],
  [
    'accept',
    {},
    { fd: 4, peer: phone },
    'takes a waiting connection to 192.168.1.50:37454 at once',
  ],
  ['recv', {}, 'hello\n', 'reads 6 bytes: “hello”'],
  ['recv', {}, '', 'reads the end of the data'],
])('%s(%j) that succeeds', (name, args, value, expected) => {
  expect(told(call({ call: name, fd: 3, args, result: { ok: true, value } }))).toContain(expected);
});

test('accept() that blocks sleeps, and is woken by the kernel', () => {
  expect(told(call({ call: 'accept', phase: 'start' }))).toContain('falls asleep');
  expect(
    told(call({ call: 'accept', phase: 'return', result: { ok: true, value: { peer: phone } } })),
  ).toContain('The kernel wakes server: accept() hands it a new socket');
});

test('a page of status 400 is told as the program’s no, not the network’s', () => {
  expect(
    told({ kind: 'page', at: 1, host: 'phone', url: 'http://192.168.1.20:8000/', status: 400 }),
  ).toContain('The program said no.');
});

test('every way a connection can end is told by its cause', () => {
  const endings = transitions.filter(({ from, to }) => to === 'CLOSED' && from !== 'LISTEN');
  const vague = endings.filter(({ from, event, rfc }) =>
    / is gone\./.test(
      told({
        kind: 'state',
        at: 1,
        host: 'laptop',
        socket: 1,
        local: laptop,
        peer: phone,
        from,
        to: 'CLOSED',
        cause: event,
        rfc,
      }),
    ),
  );
  expect(endings.length).toBeGreaterThan(20);
  expect(vague).toEqual([]);
});

describe('what a packet carries', () => {
  test('is quoted where it is text, and never where it is bytes of another kind', () => {
    expect(readBytes('GET / HTTP/1.1\r\n')).toBe('GET / HTTP/1.1\r\n');
    expect(readBytes('caf\xc3\xa9\x1b[1m')).toBe('caf\u00e9\x1b[1m');
    // A DNS question, and a TLS greeting.
    expect(readBytes('\x84\x84\x01\x20\x00\x01\x00\x00\x00\x00\x00\x00\x04shop')).toBe('');
    expect(readBytes('\x16\x03\x01\x02\x00')).toBe('');
  });
});
