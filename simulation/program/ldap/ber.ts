/** BER as LDAP uses it (X.690, RFC 4511 section 5.1): definite lengths, one-byte tags. */

/** A value: `children` of a constructed one, else its bytes. */
export type Element = { tag: number; bytes: string; children: Element[] };

export const TAG = {
  boolean: 1,
  integer: 2,
  octets: 4,
  enumerated: 10,
  sequence: 0x30,
  set: 0x31,
} as const;
const MOST_DEPTH = 32;

function encodeLength(length: number): string {
  if (length < 128) return String.fromCharCode(length);
  let digits = '';
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    digits = String.fromCharCode(rest % 256) + digits;
  }
  return String.fromCharCode(128 + digits.length) + digits;
}

export function encode(tag: number, content: string | readonly string[]): string {
  const bytes = typeof content === 'string' ? content : content.join('');
  return String.fromCharCode(tag) + encodeLength(bytes.length) + bytes;
}

/** A number from -2^31 up to 2^31 - 1 in as few bytes as hold it. */
export function encodeInteger(value: number, tag: number = TAG.integer): string {
  let bytes = String.fromCharCode(value & 255);
  let rest = value >> 8;
  const enough = () => {
    const negative = (bytes.charCodeAt(0) & 128) !== 0;
    return (rest === 0 && !negative) || (rest === -1 && negative);
  };
  while (!enough()) {
    bytes = String.fromCharCode(rest & 255) + bytes;
    rest >>= 8;
  }
  return encode(tag, bytes);
}

export function decodeInteger({ bytes }: Element): number {
  let value = (bytes.charCodeAt(0) & 128) !== 0 ? -1 : 0;
  for (let at = 0; at < Math.min(bytes.length, 4); at += 1)
    value = (value << 8) | bytes.charCodeAt(at);
  return value;
}

/** How many bytes the first element has, null while its head is not whole, -1 for what is no BER. */
export function measure(bytes: string): number | null {
  if (bytes.length < 2) return null;
  const first = bytes.charCodeAt(1);
  if (first < 128) return 2 + first;
  const count = first - 128;
  if (count === 0 || count > 4) return -1;
  if (bytes.length < 2 + count) return null;
  let length = 0;
  for (let at = 0; at < count; at += 1) length = length * 256 + bytes.charCodeAt(2 + at);
  return 2 + count + length;
}

/** The elements that `bytes` consist of; null for anything else. */
export function decodeAll(bytes: string, depth = 0): Element[] | null {
  const elements: Element[] = [];
  for (let rest = bytes; rest !== ''; ) {
    const size = measure(rest);
    if (size === null || size < 0 || size > rest.length || depth > MOST_DEPTH) return null;
    const tag = rest.charCodeAt(0);
    const head = rest.charCodeAt(1) < 128 ? 2 : 2 + rest.charCodeAt(1) - 128;
    const content = rest.slice(head, size);
    const children = (tag & 0x20) === 0 ? [] : decodeAll(content, depth + 1);
    if (children === null || (tag & 0x1f) === 0x1f) return null;
    elements.push({ tag, bytes: content, children });
    rest = rest.slice(size);
  }
  return elements;
}
