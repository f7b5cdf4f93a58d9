import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePacket } from './parse-packet';

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

it('a SYN over IPv4, options and all', () => {
  const syn = hex(
    `4500 003c 1c46 4000 4006 b1e6 c0a8 0132 c0a8 0114
     c350 0050 0000 0064 0000 0000 a002 faf0 0000 0000
     0204 05b4 0402 080a 0000 0001 0000 0000 0103 0307`,
  );
  expect(parsePacket(3, syn)).toEqual({
    id: 3,
    proto: 'tcp',
    src: { addr: '192.168.1.50', port: 50_000 },
    dst: { addr: '192.168.1.20', port: 80 },
    flags: 'S',
    seq: 100,
    ack: 0,
    window: 64_240,
    ttl: 64,
    data: '',
  });
});

it('data with PSH and ACK over IPv6', () => {
  const head =
    '6000 0000 0017 0640 00000000000000000000000000000001 00000000000000000000000000000001';
  const tcp = 'c350 18eb 0000 0065 0000 0009 5018 0200 0000 0000';
  expect(parsePacket(1, hex(`${head} ${tcp} 68690a`))).toMatchObject({
    src: { addr: '::1', port: 50_000 },
    flags: 'PA',
    ttl: 64,
    data: 'hi\n',
  });
});

it('a datagram, without what the link put behind it', () => {
  const udp = hex(
    '4500 001e 0001 0000 4011 0000 7f00 0001 7f00 0001 d431 0035 000a 0000 4142 0000',
  );
  expect(parsePacket(1, udp)).toMatchObject({ proto: 'udp', dst: { port: 53 }, data: 'AB' });
});

it('neither a later fragment nor anything else', () => {
  const fragment = hex(
    '4500 001e 0001 0001 4011 0000 7f00 0001 7f00 0001 d431 0035 000a 0000 4142',
  );
  expect(parsePacket(1, fragment)).toBeNull();
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 120 }),
      fc.constantFrom(0x45, 0x60, 0x4f),
      (bytes, first) => {
        const packet = Buffer.from([first, ...bytes]);
        const read = parsePacket(1, packet);
        expect(read === null || read.data.length <= packet.length).toBe(true);
      },
    ),
  );
});
