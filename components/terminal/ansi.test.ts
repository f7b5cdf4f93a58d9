import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ansiLines, plainText } from './ansi';

test('colours become spans and end where they are reset', () => {
  expect(ansiLines('a \x1b[31;1mred\x1b[0m b')).toEqual([
    [
      { text: 'a ', colour: null, bold: false },
      { text: 'red', colour: 'red', bold: true },
      { text: ' b', colour: null, bold: false },
    ],
  ]);
});

test.each([
  ['a carriage return writes over', '10%\r100%', '100%'],
  ['a carriage return before a line end does nothing', 'one\r\ntwo\r\n', 'one\ntwo\n'],
  ['backspace and erase take a character back', 'ab\b\x1b[K', 'a'],
  ['clear wipes what was before', 'old\n\x1b[H\x1b[2J\x1b[3Jnew', 'new'],
  ['a window title is not text', '\x1b]0;title\x07text', 'text'],
  ['bracketed paste mode is not text', '\x1b[?2004htext', 'text'],
  ['a cut-off sequence is dropped', 'a\x1b', 'a'],
])('%s', (_, text, plain) => expect(plainText(text)).toBe(plain));

test('text without escapes comes through unchanged', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~\n]*$/), (text) => {
      expect(plainText(text)).toBe(text);
    }),
  );
});
