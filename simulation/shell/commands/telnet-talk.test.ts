/** The bytes of telnet (RFC 854). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTelnet, writeTelnet } from './telnet-talk';

test('what is typed arrives as it was, whatever the bytes', () => {
  const line = fc
    .uint8Array({ maxLength: 40 })
    .map((array) => `${String.fromCharCode(...array).replace(/[\r\n\0]/g, '')}\n`);
  fc.assert(
    fc.property(line, (text) => {
      const wire = writeTelnet(text);
      expect(wire.endsWith('\r\n')).toBe(true);
      expect(readTelnet(wire)).toEqual({ text, answer: '', rest: '' });
    }),
  );
});

test('every option is refused, and a command that is not whole waits', () => {
  expect(readTelnet('a\xff\xfb\x01b')).toEqual({ text: 'ab', answer: '\xff\xfe\x01', rest: '' });
  expect(readTelnet('\xff\xfd\x18').answer).toBe('\xff\xfc\x18');
  expect(readTelnet('x\xff\xfb')).toEqual({ text: 'x', answer: '', rest: '\xff\xfb' });
  expect(readTelnet('\xff\xfa\x18\x01\xff\xf0y').text).toBe('y');
});

test('any bytes are read, in pieces or at once', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), (array, cut) => {
      const bytes = String.fromCharCode(...array);
      const first = readTelnet(bytes.slice(0, cut));
      const second = readTelnet(first.rest + bytes.slice(cut));
      expect(first.text + second.text).toBe(readTelnet(bytes).text);
    }),
  );
});
