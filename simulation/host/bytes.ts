/** Text and byte strings (one character per byte, 0 to 255), by UTF-8 (RFC 3629). */

/** The UTF-8 bytes of `text`. A lone surrogate becomes U+FFFD, as TextEncoder does. */
export function encodeText(text: string): string {
  let bytes = '';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes += character;
    else if (code < 0x800) bytes += String.fromCharCode(0xc0 | (code >> 6), tail(code));
    else if (code < 0x10000) {
      bytes += String.fromCharCode(0xe0 | (code >> 12), tail(code >> 6), tail(code));
    } else {
      bytes += String.fromCharCode(
        0xf0 | (code >> 18),
        tail(code >> 12),
        tail(code >> 6),
        tail(code),
      );
    }
  }
  return bytes;
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

/** The text of UTF-8 `bytes`; what is not UTF-8 becomes U+FFFD, one for each wrong byte. */
export function decodeText(bytes: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes.charCodeAt(at);
    if (first < 0x80) {
      text += bytes[at];
      at += 1;
      continue;
    }
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    let code = first & (0x7f >> length);
    let good = first >= 0xc2 && first <= 0xf4;
    for (let next = 1; good && next < length; next += 1) {
      const byte = bytes.charCodeAt(at + next);
      good = byte >= 0x80 && byte <= 0xbf;
      code = (code << 6) | (byte & 0x3f);
    }
    const least = length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80;
    good &&= code >= least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    text += good ? String.fromCodePoint(code) : '\ufffd';
    at += good ? length : 1;
  }
  return text;
}
