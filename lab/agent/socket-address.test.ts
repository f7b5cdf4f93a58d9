import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAddress, encodeAddress, ipv6Text } from './socket-address';

const port = fc.integer({ min: 0, max: 65535 });

describe('socket addresses', () => {
  it('IPv4 survives the way to bytes and back', () => {
    fc.assert(
      fc.property(fc.ipV4(), port, (addr, n) => {
        expect(decodeAddress(encodeAddress({ addr, port: n }))).toEqual({ addr, port: n });
      }),
    );
  });

  it('IPv6 comes back as a browser writes it', () => {
    fc.assert(
      fc.property(fc.ipV6(), port, (addr, n) => {
        const canonical = new URL(`http://[${addr}]/`).hostname.slice(1, -1);
        expect(decodeAddress(encodeAddress({ addr, port: n }))).toEqual({
          addr: canonical,
          port: n,
        });
      }),
    );
  });

  it('bytes are laid out as ip(7) says: family, port in network order, address', () => {
    const bytes = encodeAddress({ addr: '192.168.1.20', port: 8000 });
    expect([...bytes.subarray(0, 8)]).toEqual([2, 0, 0x1f, 0x40, 192, 168, 1, 20]);
  });

  it('all zeros are ::, and a single zero group is written out', () => {
    expect(ipv6Text(Buffer.alloc(16))).toBe('::');
    expect(ipv6Text(Buffer.from('20010db8000100000001000100010001', 'hex'))).toBe(
      '2001:db8:1:0:1:1:1:1',
    );
  });
});
