/** SHA-256 (FIPS 180-4) and HMAC (RFC 2104) over byte strings, one character a byte. */

/** The first 32 bits of the fractional part of `root`, a number from 1 upwards. */
function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
}

const primes: readonly number[] = Array.from({ length: 311 }, (_, at) => at + 2)
  .filter((one) => {
    for (let by = 2; by * by <= one; by += 1) if (one % by === 0) return false;
    return true;
  })
  .slice(0, 64);

/** Of the cube roots of the first 64 primes (section 4.2.2), and the square roots of the first 8. */
const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
const start = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** Mixes one block of 64 bytes into the eight words of `state`. */
function compress(state: Int32Array, bytes: string, from: number, words: Int32Array): void {
  for (let at = 0; at < 16; at += 1) {
    const place = from + at * 4;
    words[at] =
      (bytes.charCodeAt(place) << 24) |
      (bytes.charCodeAt(place + 1) << 16) |
      (bytes.charCodeAt(place + 2) << 8) |
      bytes.charCodeAt(place + 3);
  }
  for (let at = 16; at < 64; at += 1) {
    const early = words[at - 15] ?? 0;
    const late = words[at - 2] ?? 0;
    const low = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const high = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[at] = (words[at - 16] ?? 0) + low + (words[at - 7] ?? 0) + high;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let at = 0; at < 64; at += 1) {
    const big = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + big + choice + (constants[at] ?? 0) + (words[at] ?? 0)) | 0;
    const small = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (small + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries())
    state[at] = (state[at] ?? 0) + value;
}

function word32(value: number): string {
  return String.fromCharCode(
    (value >>> 24) & 255,
    (value >>> 16) & 255,
    (value >>> 8) & 255,
    value & 255,
  );
}

/** The 32 bytes of the digest. */
export function sha256(bytes: string): string {
  const bits = bytes.length * 8;
  const zeros = '\0'.repeat((119 - (bytes.length % 64)) % 64);
  const padded = `${bytes}\x80${zeros}${word32(Math.floor(bits / 2 ** 32))}${word32(bits)}`;
  const state = Int32Array.from(start);
  const words = new Int32Array(64);
  for (let from = 0; from < padded.length; from += 64) compress(state, padded, from, words);
  return [...state].map(word32).join('');
}

function xorWith(key: string, byte: number): string {
  let text = '';
  for (let at = 0; at < 64; at += 1) text += String.fromCharCode((key.charCodeAt(at) || 0) ^ byte);
  return text;
}

/** The 32 bytes of HMAC-SHA-256. */
export function hmacSha256(key: string, bytes: string): string {
  const block = key.length > 64 ? sha256(key) : key;
  return sha256(xorWith(block, 0x5c) + sha256(xorWith(block, 0x36) + bytes));
}
