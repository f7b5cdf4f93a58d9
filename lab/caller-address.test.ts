import { describe, expect, it } from 'vitest';
import { callerAddress } from './caller-address';

describe('callerAddress', () => {
  it.each([
    ['192.0.2.7', null, false, '192.0.2.7'],
    ['192.0.2.7', '198.51.100.1', false, '192.0.2.7'],
    ['127.0.0.1', null, false, null],
    ['127.0.0.1', '198.51.100.1', false, null],
    ['::1', null, false, null],
    ['127.0.0.1', '198.51.100.1', true, '198.51.100.1'],
    ['127.0.0.1', '203.0.113.9, 198.51.100.1', true, '198.51.100.1'],
    ['127.0.0.1', '198.51.100.1, unknown', true, null],
    ['127.0.0.1', '::ffff:198.51.100.1', true, '198.51.100.1'],
    ['2001:db8:1:2:3:4:5:6', null, false, '2001:db8:1:2::/64'],
    ['2001:db8::1', null, false, '2001:db8:0:0::/64'],
    [null, null, true, null],
  ])('peer %s, header %s, proxy trusted %s: %s', (peer, header, trusted, counted) => {
    expect(callerAddress(peer, header, trusted)).toBe(counted);
  });
});
