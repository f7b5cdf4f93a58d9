import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeHosts, judgeAddress } from './address-rules';

const netns = { tier: 'netns' as const, own: null };
const loopback = { tier: 'loopback' as const, own: ['127.80.1.1', '127.80.1.2'] };

describe('judgeAddress', () => {
  // A resolver turns each of these into 127.0.0.1 or 0.0.0.0.
  it.each([
    'localhost',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '0',
    '①②⑦.0.0.1',
    '１２７.0.0.1',
    'metadata.google.internal',
    '127.0.0.1.nip.io',
    '',
    ' 127.0.0.1',
    '127.0.0.1%lo',
    '[::1]',
  ])('"%s" is no literal address in any tier', (text) => {
    expect(judgeAddress(netns, text).ok).toBe(false);
    expect(judgeAddress(loopback, text).ok).toBe(false);
  });

  it('in a private network: loopback, the two machines, and what leads nowhere', () => {
    const good = ['127.0.0.1', '127.3.2.1', '0.0.0.0', '::', '::1', '192.168.1.20', '203.0.113.10'];
    for (const addr of good) expect(judgeAddress(netns, addr)).toEqual({ ok: true });
  });

  it('on the shared loopback: one’s own two addresses and nothing else, whatever is asked', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (addr) => {
        expect(judgeAddress(loopback, addr).ok).toBe(loopback.own.includes(addr));
      }),
    );
  });

  it('a private network never allows a private or link-local address that is not its own', () => {
    fc.assert(
      fc.property(fc.ipV4(), (addr) => {
        const { ok } = judgeAddress(netns, addr);
        const harmless =
          /^(127\.|0\.0\.0\.0$|192\.168\.1\.(20|50|99)$|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/;
        expect(ok).toBe(harmless.test(addr));
      }),
    );
  });

  it.each([netns, loopback])('everything that the panel offers is allowed and literal', (rules) => {
    for (const host of describeHosts(rules)) {
      for (const { addr } of [...host.bind, ...host.dial]) {
        expect(isIP(addr)).not.toBe(0);
        expect(judgeAddress(rules, addr)).toEqual({ ok: true });
      }
    }
  });
});
