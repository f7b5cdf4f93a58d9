/**
 * Bytes made safe to read. Nothing that was received can command a page or a terminal: control
 * bytes, and signs that turn or hide text, are written as escapes. Pure; one character is a byte.
 */

export type Token = {
  text: string;
  /** `\r`, `\x1b`: a byte that has no sign of its own. */
  escape: boolean;
  /** A line ends behind it. */
  breaks: boolean;
};

const named: Record<number, string> = { 9: '\\t', 10: '\\n', 13: '\\r' };
const hexByte = (byte: number) => byte.toString(16).padStart(2, '0');
const escaped = (byte: number) => named[byte] ?? `\\x${hexByte(byte)}`;

/** Letters, numbers and signs that stand where they are written; no marks, no invisible ones. */
const visible = /^[\p{L}\p{N}\p{P}\p{S}]$/u;
const strict = new TextDecoder('utf-8', { fatal: true });

/** The sign that begins at `at` and how many bytes it takes (RFC 3629); null where there is none. */
function signAt(bytes: string, at: number): { sign: string; length: number } | null {
  const lead = bytes.charCodeAt(at);
  if (lead >= 0x20 && lead <= 0x7e) return { sign: bytes.charAt(at), length: 1 };
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return null;
  try {
    const part = Uint8Array.from(bytes.slice(at, at + length), (char) => char.charCodeAt(0));
    const sign = strict.decode(part);
    return visible.test(sign) ? { sign, length } : null;
  } catch {
    return null;
  }
}

/** Runs of readable text, and every other byte as an escape of its own. */
export function tokensOf(bytes: string): Token[] {
  const tokens: Token[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') tokens.push({ text, escape: false, breaks: false });
    text = '';
  };
  for (let at = 0; at < bytes.length; ) {
    const found = signAt(bytes, at);
    if (found) {
      text += found.sign;
      at += found.length;
      continue;
    }
    flush();
    const byte = bytes.charCodeAt(at) & 0xff;
    tokens.push({ text: escaped(byte), escape: true, breaks: byte === 10 });
    at += 1;
  }
  flush();
  return tokens;
}

/** The same as one line of text. */
export const safeText = (bytes: string): string =>
  tokensOf(bytes)
    .map(({ text }) => text)
    .join('');

/** Words that may quote what was received: signs that have no shape are written as escapes. */
export const safeWords = (words: string): string =>
  words.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code < 0x100 ? escaped(code) : `\\u{${code.toString(16)}}`;
  });

export const hexOf = (bytes: string): string =>
  Array.from(bytes, (char) => hexByte(char.charCodeAt(0) & 0xff)).join(' ');

/** True where numbers tell more than text: a quarter or more of the bytes have no sign. */
export function isBinary(bytes: string): boolean {
  const part = bytes.slice(0, 512);
  const without = Array.from(part).filter((char) => !/[\t\n\r\x20-\x7e]/.test(char)).length;
  return without * 4 > part.length;
}
