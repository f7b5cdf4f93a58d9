/** Backslash escapes of `echo -e` and of printf's format, over byte strings. */
import { encodeText } from '../host/bytes';

const letters: Readonly<Record<string, string>> = {
  '\\': '\\',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** `ended` is true where `\c` cut the text off. Octal is `\0nnn`. */
export function unescapeEcho(bytes: string): { bytes: string; ended: boolean } {
  return unescape(bytes, /^0([0-7]{0,3})/);
}

/** As in a printf format, where octal is `\nnn`. */
export function unescapeFormat(bytes: string): { bytes: string; ended: boolean } {
  return unescape(bytes, /^([0-7]{1,3})/);
}

function unescape(bytes: string, octal: RegExp): { bytes: string; ended: boolean } {
  let out = '';
  for (let at = 0; at < bytes.length; at += 1) {
    const here = bytes.charAt(at);
    if (here !== '\\') {
      out += here;
      continue;
    }
    const rest = bytes.slice(at + 1, at + 10);
    const letter = rest.charAt(0);
    const number = octal.exec(rest) ?? /^x([0-9a-fA-F]{1,2})/.exec(rest);
    const unicode = /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(rest);
    if (letter === 'c') return { bytes: out, ended: true };
    if (number) {
      const base = letter === 'x' ? 16 : 8;
      out += String.fromCharCode((Number.parseInt(number[1] || '0', base) || 0) & 0xff);
      at += number[0].length;
    } else if (unicode) {
      const code = Number.parseInt(unicode[1] ?? unicode[2] ?? '0', 16);
      out += code <= 0x10ffff ? encodeText(String.fromCodePoint(code)) : '';
      at += unicode[0].length;
    } else if (Object.hasOwn(letters, letter)) {
      out += letters[letter];
      at += 1;
    } else out += here;
  }
  return { bytes: out, ended: false };
}
