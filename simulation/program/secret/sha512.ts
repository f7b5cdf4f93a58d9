/** SHA-512 (FIPS 180-4), HMAC (RFC 2104) and PBKDF2 (RFC 8018) over byte strings. */

const MASK = (1n << 64n) - 1n;

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let number = 2n; found.length < count; number += 1n) {
    if (found.every((prime) => number % prime !== 0n)) found.push(number);
  }
  return found;
}

/** The first 64 bits behind the point of the root of a prime, by whole numbers alone. */
function rootBits(prime: bigint, degree: 2n | 3n): bigint {
  const scaled = prime << (64n * degree);
  let low = 0n;
  let high = 1n << 70n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= scaled) low = middle;
    else high = middle;
  }
  return low & MASK;
}

const constants = primes(80).map((prime) => rootBits(prime, 3n));
const initial = primes(8).map((prime) => rootBits(prime, 2n));

const turn = (value: bigint, by: bigint) => ((value >> by) | (value << (64n - by))) & MASK;
const bytesOf = (value: bigint) =>
  Array.from({ length: 8 }, (_, at) =>
    String.fromCharCode(Number((value >> BigInt(56 - 8 * at)) & 255n)),
  ).join('');

function readWord(bytes: string, at: number): bigint {
  let value = 0n;
  for (let index = at; index < at + 8; index += 1) {
    value = (value << 8n) | BigInt(bytes.charCodeAt(index) & 255);
  }
  return value;
}

/** 64 bytes. */
export function sha512(bytes: string): string {
  const zeros = (239 - (bytes.length % 128)) % 128;
  const padded = `${bytes}\x80${'\0'.repeat(zeros + 8)}${bytesOf(BigInt(bytes.length) * 8n)}`;
  let state = initial;
  for (let at = 0; at < padded.length; at += 128) state = compress(state, padded, at);
  return state.map(bytesOf).join('');
}

function compress(state: readonly bigint[], bytes: string, from: number): bigint[] {
  const words = Array.from({ length: 16 }, (_, at) => readWord(bytes, from + 8 * at));
  for (let at = 16; at < 80; at += 1) {
    const [a = 0n, b = 0n] = [words[at - 15], words[at - 2]];
    const low = turn(a, 1n) ^ turn(a, 8n) ^ (a >> 7n);
    const high = turn(b, 19n) ^ turn(b, 61n) ^ (b >> 6n);
    words.push(((words[at - 16] ?? 0n) + low + (words[at - 7] ?? 0n) + high) & MASK);
  }
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
  for (let at = 0; at < 80; at += 1) {
    const high = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
    const choice = (e & f) ^ (~e & MASK & g);
    const first = h + high + choice + (constants[at] ?? 0n) + (words[at] ?? 0n);
    const low = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
    const second = low + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & MASK, c, b, a, (first + second) & MASK];
  }
  return [a, b, c, d, e, f, g, h].map((value, at) => (value + (state[at] ?? 0n)) & MASK);
}

const mix = (bytes: string, with_: number) =>
  [...bytes].map((char) => String.fromCharCode(char.charCodeAt(0) ^ with_)).join('');

function hmacSha512(key: string, bytes: string): string {
  const block = (key.length > 128 ? sha512(key) : key).padEnd(128, '\0');
  return sha512(mix(block, 0x5c) + sha512(mix(block, 0x36) + bytes));
}

/** One block, 64 bytes. */
export function pbkdf2Sha512(password: string, salt: string, rounds: number): string {
  let last = hmacSha512(password, `${salt}\0\0\0\x01`);
  const sum = [...last].map((char) => char.charCodeAt(0));
  for (let round = 1; round < rounds; round += 1) {
    last = hmacSha512(password, last);
    for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) ^ last.charCodeAt(at);
  }
  return String.fromCharCode(...sum);
}
