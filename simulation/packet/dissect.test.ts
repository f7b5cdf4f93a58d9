import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dissectFrame, dissectPacket } from './dissect';
import type { Packet, Segment } from './packet';
import { frameBytes, noLink, packetBytes } from './packet-bytes';
import { readPacketView, viewPacket } from './view-packet';

const text = (bytes: ArrayLike<number>) => String.fromCharCode(...Array.from(bytes));
const port = fc.integer({ min: 0, max: 65535 });
const address4 = fc.ipV4();
const data = fc.uint8Array({ maxLength: 60 }).map(text);
const long = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const end = (addr: string, number: number) => ({ addr, port: number });

const segment = fc
  .record({
    a: address4,
    b: address4,
    p: port,
    q: port,
    seq: long,
    ack: long,
    data,
    syn: fc.boolean(),
  })
  .map(
    ({ a, b, p, q, seq, ack, data: bytes, syn }): Segment => ({
      ...{ id: 7, proto: 'tcp', ttl: 64, src: end(a, p), dst: end(b, q), seq, ack, data: bytes },
      ...{ flags: { syn, fin: !syn, rst: false, psh: true, ack: true }, window: 64240 },
      ...(syn ? { mss: 1460 } : {}),
    }),
  );
const errorAbout = (about: Packet): Packet => ({
  ...{ id: 9, proto: 'icmp', type: 'port-unreachable', ttl: 63, data: '', about },
  ...{ src: end(about.dst.addr, 0), dst: end(about.src.addr, 0) },
});
const six: Packet = {
  ...{ id: 1, proto: 'icmp', type: 'echo-request', ttl: 64, data: 'abc' },
  ...{ src: end('2001:db8::1', 5), dst: end('2001:db8::2', 1) },
};

describe('the fields of a frame', () => {
  it('cover all of its bytes once and in order, and its sums are right', () => {
    fc.assert(
      fc.property(segment, fc.boolean(), (inner, error) => {
        const packet = error ? errorAbout(inner) : inner;
        const bytes = frameBytes(packet, noLink);
        let at = 0;
        for (const field of dissectFrame(bytes)) {
          expect(field.at).toBe(at);
          at += field.length;
          if (field.sum) expect(field.sum.right).toBe(true);
        }
        expect(at).toBe(bytes.length);
      }),
    );
  });

  it('show each single bit that is turned over in what a sum covers', () => {
    fc.assert(
      fc.property(segment, fc.nat(), (packet, chance) => {
        const bits = packetBytes(packet).length * 8;
        const bytes = packetBytes({ ...packet, flipped: chance % bits });
        // A damaged length or version may leave a sum that nobody can make; none is then believed.
        const sums = dissectPacket(bytes).flatMap(({ sum }) => sum ?? []);
        expect(sums.length < 2 || sums.some(({ right }) => !right)).toBe(true);
      }),
    );
  });

  it('are read from any bytes without an end in sight', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        for (const { at, length } of [
          ...dissectFrame(text(bytes)),
          ...dissectPacket(text(bytes)),
        ]) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at + length).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are those of ICMP for IPv6 where the addresses are', () => {
    const fields = dissectPacket(packetBytes(six));
    const value = (key: string) => fields.find((field) => field.key === key)?.value;
    expect(value('ip6.next')).toBe('58 ICMPv6');
    expect(value('icmp6.type')).toBe('128 echo request');
    expect(fields.find(({ key }) => key === 'icmp6.sum')?.sum?.right).toBe(true);
  });
});

it('a packet comes out of its view as it went in', () => {
  fc.assert(
    fc.property(segment, (inner) => {
      for (const packet of [inner, errorAbout(inner), six, { ...inner, flipped: 3 }])
        expect(readPacketView(viewPacket(packet))).toEqual(packet);
    }),
  );
});
