// Whatever the network does to the segments, both ends have said what they said.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PacketView } from '@/contract/trace';
import { type Door, reassemble } from './reassemble';

const phone = { addr: '192.168.1.50', port: 50_000 };
const laptop = { addr: '192.168.1.20', port: 80 };
const doors: Door[] = [
  { purpose: 'web', proto: 'tcp', port: 80 },
  { purpose: 'names', proto: 'udp', port: 53 },
];

const segment = (from: 'client' | 'server', flags: string, seq: number, data = ''): PacketView => ({
  id: 0,
  proto: 'tcp',
  src: from === 'client' ? phone : laptop,
  dst: from === 'client' ? laptop : phone,
  flags,
  seq: seq >>> 0,
  ack: 0,
  window: 0,
  ttl: 64,
  data,
});

/** The conversations as the lab's panel would show them. */
const heard = (packets: PacketView[]) =>
  reassemble(
    packets.map((packet, at) => ({ at, packet })),
    doors,
    'http',
    ({ turns }) => turns.map(() => []),
  );

const saidBy = (who: 'client' | 'server', packets: PacketView[]) =>
  heard(packets)
    .flatMap(({ turns }) => turns)
    .filter(({ from }) => from === who)
    .map(({ bytes }) => bytes)
    .join('');

const hello = (isn: number, theirs: number) => [
  segment('client', 'S', isn),
  segment('server', 'SA', theirs),
];

describe('a stream', () => {
  const cut = fc.record({
    text: fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 60 }),
    isn: fc.oneof(fc.nat(0xffff_ffff), fc.constant(0xffff_fff0)),
    cuts: fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 30 })), { maxLength: 12 }),
    order: fc.infiniteStream(fc.nat(1_000)),
  });

  it('cut anywhere, doubled, overlapping and out of order, is heard once and in order', () => {
    fc.assert(
      fc.property(cut, ({ text, isn, cuts, order }) => {
        const whole = text.match(/[^]{1,7}/g) ?? [];
        const pieces = whole.map((piece, index) => ({ at: index * 7, piece }));
        const more = cuts.map(([at, size]) => ({ at, piece: text.slice(at, at + size) }));
        const segments = [...pieces, ...more]
          .map(({ at, piece }) => segment('client', 'PA', isn + 1 + at, piece))
          .map((packet) => ({ packet, key: order.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ packet }) => packet);
        expect(saidBy('client', [...hello(isn, 5), ...segments])).toBe(text);
      }),
    );
  });

  it('with a piece missing ends before it', () => {
    const packets = [
      ...hello(0, 0),
      segment('client', 'PA', 1, 'GET '),
      segment('client', 'PA', 9, 'late'),
    ];
    expect(saidBy('client', packets)).toBe('GET ');
  });

  it.each([
    [['client', 'server'], 'client closed'],
    [['server', 'client'], 'server closed'],
  ] as const)('FIN of %s: %s', (order, how) => {
    const ends = order.map((from) => segment(from, 'FA', 1));
    expect(heard([...hello(0, 0), ...ends])).toMatchObject([{ ended: how }]);
  });

  it('a FIN counts when all before it has been heard, and data may come with it', () => {
    const packets = [...hello(0, 0), segment('client', 'FPA', 3, 'cd')];
    expect(heard(packets)[0]?.ended).toBeNull();
    const [call] = heard([...packets, segment('client', 'PA', 1, 'ab')]);
    expect(call).toMatchObject({ ended: 'client closed', turns: [{ bytes: 'abcd' }] });
  });

  it('a RST ends it, but not what has ended', () => {
    expect(heard([...hello(0, 0), segment('server', 'RA', 1)])[0]?.ended).toBe('reset');
    const closed = [segment('client', 'FA', 1), segment('server', 'R', 1)];
    expect(heard([...hello(0, 0), ...closed])[0]?.ended).toBe('client closed');
  });

  it('the same ports again are another conversation; the same SYN again is not', () => {
    expect(heard([...hello(0, 0), ...hello(0, 0)])).toHaveLength(1);
    const again = [segment('client', 'PA', 1, 'x'), ...hello(90_000, 7)];
    const calls = heard([...hello(0, 0), ...again, segment('client', 'PA', 90_001, 'y')]);
    expect(calls.map(({ turns }) => turns.map(({ bytes }) => bytes).join())).toEqual(['x', 'y']);
  });

  it('turns follow one another as they were heard, with their time', () => {
    const packets = [
      ...hello(0, 0),
      segment('client', 'PA', 1, 'PING'),
      segment('server', 'PA', 1, 'PO'),
      segment('server', 'PA', 3, 'NG'),
      segment('client', 'PA', 5, 'QUIT'),
    ];
    expect(heard(packets)).toMatchObject([
      {
        proto: 'tcp',
        purpose: 'web',
        client: phone,
        server: laptop,
        turns: [
          { from: 'client', bytes: 'PING', total: 4, at: 1 },
          { from: 'server', bytes: 'PONG', at: 2 },
          { from: 'client', bytes: 'QUIT', at: 4 },
        ],
      },
    ]);
  });
});

it('what is not for the program, was refused or began before is left out', () => {
  expect(heard([segment('client', 'S', 0), segment('server', 'RA', 0)])).toEqual([]);
  const elsewhere = { ...segment('client', 'S', 0), dst: { ...laptop, port: 81 } };
  expect(heard([elsewhere, segment('client', 'PA', 1, 'half a word')])).toEqual([]);
});

it('datagrams: every question is a conversation, with the answers to it', () => {
  const server = { addr: '192.168.1.20', port: 53 };
  const ask = (data: string): PacketView => ({
    ...segment('client', '', 0, data),
    proto: 'udp',
    dst: server,
  });
  const answer = (data: string): PacketView => ({ ...ask(data), src: server, dst: phone });
  const calls = heard([ask('a?'), answer('a!'), ask('b?'), ask('b?'), answer('b!')]);
  expect(calls.map(({ turns }) => turns.map(({ bytes }) => bytes))).toEqual([
    ['a?', 'a!'],
    ['b?'],
    ['b?', 'b!'],
  ]);
});

it('any packets at all: no failure', () => {
  const any = fc.record({
    id: fc.nat(),
    proto: fc.constantFrom('tcp' as const, 'udp' as const, 'icmp' as const),
    src: fc.constantFrom(phone, laptop),
    dst: fc.constantFrom(phone, laptop),
    flags: fc.constantFrom('S', 'SA', 'PA', 'FA', 'R', 'A', ''),
    seq: fc.nat(0xffff_ffff),
    ack: fc.nat(),
    window: fc.nat(),
    ttl: fc.nat(255),
    data: fc.string({ unit: 'binary-ascii', maxLength: 9 }),
  });
  fc.assert(fc.property(fc.array(any, { maxLength: 30 }), (packets) => void heard(packets)));
});
