/** Base 64 (RFC 4648) of byte strings, one character a byte. */
const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64(bytes: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group =
      (bytes.charCodeAt(at) << 16) |
      ((left > 1 ? bytes.charCodeAt(at + 1) : 0) << 8) |
      (left > 2 ? bytes.charCodeAt(at + 2) : 0);
    for (let place = 0; place < 4; place += 1) {
      text += place <= left ? standard.charAt((group >> (18 - place * 6)) & 63) : '=';
    }
  }
  return text;
}

/** The bytes, or null where `text` is no Base 64. Padding may be left out. */
export function decodeBase64(text: string): string | null {
  const plain = text.replace(/={0,2}$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(plain) || plain.length % 4 === 1) return null;
  let bytes = '';
  for (let at = 0; at < plain.length; at += 4) {
    const part = plain.slice(at, at + 4);
    const group = [...part.padEnd(4, 'A')].reduce(
      (sum, letter) => (sum << 6) | standard.indexOf(letter),
      0,
    );
    const whole = String.fromCharCode((group >> 16) & 255, (group >> 8) & 255, group & 255);
    bytes += whole.slice(0, part.length - 1);
  }
  return bytes;
}

/** base64url without padding, as JSON Web Tokens write it (RFC 7515, section 2). */
export function encodeBase64Url(bytes: string): string {
  return encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function decodeBase64Url(text: string): string | null {
  if (/[+/=]/.test(text)) return null;
  return decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
}
