/** Numbers of fixed width in byte strings, first byte highest, as TLS writes them. */

/** `count` bytes of a whole number. */
export function packNumber(value: number, count: number): string {
  let bytes = '';
  for (let at = count - 1; at >= 0; at -= 1) {
    bytes += String.fromCharCode(Math.floor(value / 256 ** at) % 256);
  }
  return bytes;
}

/** The number in `count` bytes from `at`; what lies behind the end counts as 0. */
export function unpackNumber(bytes: string, at: number, count: number): number {
  let value = 0;
  for (let next = at; next < at + count; next += 1) {
    value = value * 256 + (bytes.charCodeAt(next) || 0);
  }
  return value;
}

/** `body` with its length in `count` bytes before it (a vector of RFC 8446, section 3.4). */
export function withLength(count: number, body: string): string {
  return packNumber(body.length, count) + body;
}

/** Bytes of digits such as `03 0a`; spaces are passed over. */
export function fromHex(digits: string): string {
  return (digits.match(/[0-9a-f]{2}/gi) ?? [])
    .map((pair) => String.fromCharCode(Number.parseInt(pair, 16)))
    .join('');
}

/** A reader of vectors that remembers whether everything it was asked for was there. */
export class ByteReader {
  at = 0;
  good = true;

  constructor(readonly bytes: string) {}

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }

  take(count: number): string {
    if (this.at + count > this.bytes.length) this.good = false;
    const part = this.bytes.slice(this.at, this.at + count);
    this.at += count;
    return part;
  }

  number(count: number): number {
    return unpackNumber(this.take(count), 0, count);
  }

  vector(count: number): string {
    return this.take(this.number(count));
  }
}
