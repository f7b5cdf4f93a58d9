import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesAt, emptyRope, withBytes, withoutBytes } from './rope';

it('a rope holds what a string holds, whatever joins it and leaves it', () => {
  const size = fc.nat({ max: 200_000 });
  const change = fc.record({ joins: size, leaves: size, from: size, count: size });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      let rope = emptyRope;
      let text = '';
      for (const { joins, leaves, from, count } of changes) {
        const bytes = String.fromCharCode(97 + (joins % 26)).repeat(joins);
        rope = withBytes(rope, bytes);
        text += bytes;
        const gone = Math.min(leaves, text.length);
        rope = withoutBytes(rope, gone);
        text = text.slice(gone);
        expect(rope.length).toBe(text.length);
        expect(rope.parts).not.toContain('');
        expect(bytesAt(rope, from, count) === text.slice(from, from + count)).toBe(true);
        expect(rope.parts.join('') === text).toBe(true);
      }
    }),
  );
});
