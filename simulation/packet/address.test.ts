import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  broadcastAddress,
  isInPrefix,
  normalizeAddress,
  parseAddress4,
  parseAddress6,
  parsePrefix,
} from './address';
import { addSequence, sequenceDistance } from './sequence';

describe('addresses', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['010.0.0.1', '10.0.0.1'],
    ['256.0.0.1', null],
    ['1.2.3', null],
    ['::', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['::ffff:a00:1', '::ffff:10.0.0.1'],
    ['1::2::3', null],
    ['12345::', null],
    ['', null],
    ['localhost', null],
  ])('%s is written %s', (text, expected) => {
    expect(normalizeAddress(text)).toBe(expected);
  });

  it('keep their meaning when they are normalized', () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 65535 }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const text = groups.map((one) => one.toString(16)).join(':');
        expect(parseAddress6(normalizeAddress(text) ?? '')).toEqual(groups);
      }),
    );
  });

  it('lie in a prefix as far as its length goes', () => {
    const ten = parsePrefix('10.0.0.7/24') ?? { addr: '', length: 0 };
    expect(isInPrefix('10.0.0.255', ten)).toBe(true);
    expect(isInPrefix('10.0.1.0', ten)).toBe(false);
    expect(broadcastAddress(ten)).toBe('10.0.0.255');
    expect(broadcastAddress({ addr: '10.0.0.7', length: 20 })).toBe('10.0.15.255');
    expect(isInPrefix('::1', { addr: '0.0.0.0', length: 0 })).toBe(false);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 32 }),
        (value, length) => {
          const addr = [24, 16, 8, 0]
            .map((shift) => Math.floor(value / 2 ** shift) % 256)
            .join('.');
          expect(parseAddress4(addr)).toBe(value);
          expect(isInPrefix(addr, { addr, length })).toBe(true);
        },
      ),
    );
  });

  it('refuse prefixes that are none', () => {
    for (const text of ['10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/-1', 'x/8']) {
      expect(parsePrefix(text)).toBeNull();
    }
  });
});

describe('sequence numbers', () => {
  it('go round the circle', () => {
    expect(addSequence(0xffffffff, 2)).toBe(1);
    expect(sequenceDistance(1, 0xffffffff)).toBe(2);
    expect(sequenceDistance(0xffffffff, 1)).toBe(-2);
  });
});
