import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText, encodeText } from './bytes';

test('text goes to the bytes that TextEncoder gives', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const real = String.fromCharCode(...new TextEncoder().encode(text));
      expect(encodeText(text)).toBe(real);
      expect(decodeText(real)).toBe(
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)),
      );
    }),
  );
});

test('any bytes become well-formed text', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255)), (bytes) => {
      const text = decodeText(String.fromCharCode(...bytes));
      expect(decodeText(encodeText(text))).toBe(text);
    }),
  );
});
