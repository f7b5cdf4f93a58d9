/** RSA (RFC 8017): keys, and signatures with SHA-256 and PKCS #1 v1.5 padding. */
import { sha256 } from '../secret/sha256';
import { bytesOfNumber, inverseModulo, numberOfBytes, powerModulo } from './big-number';
import { fromHex, packNumber } from './bytes';

export type RsaPublic = { modulus: bigint; exponent: bigint };
export type RsaPrivate = RsaPublic & { secret: bigint; primes: readonly [bigint, bigint] };

/** DigestInfo of SHA-256 (section 9.2, note 1). */
const digestHead = fromHex('3031300d060960864801650304020105000420');

/** The length of the modulus in bytes. */
function sizeOfKey({ modulus }: RsaPublic): number {
  return Math.ceil(modulus.toString(16).length / 2);
}

function padDigest(message: string, size: number): bigint {
  const tail = `\0${digestHead}${sha256(message)}`;
  return numberOfBytes(`\0\x01${'\xff'.repeat(Math.max(8, size - 2 - tail.length))}${tail}`);
}

export function signRsa(key: RsaPrivate, message: string): string {
  const size = sizeOfKey(key);
  const padded = padDigest(message, size);
  const [p, q] = key.primes;
  // By the Chinese remainder theorem, in a quarter of the time.
  const low = powerModulo(padded, key.secret % (p - 1n), p);
  const high = powerModulo(padded, key.secret % (q - 1n), q);
  const times = (((low - high) * inverseModulo(q, p)) % p) + p;
  return bytesOfNumber(high + (times % p) * q, size);
}

export function verifyRsa(key: RsaPublic, message: string, signature: string): boolean {
  const size = sizeOfKey(key);
  if (signature.length !== size || key.modulus === 0n) return false;
  const opened = powerModulo(numberOfBytes(signature), key.exponent, key.modulus);
  return opened === padDigest(message, size);
}

const smallPrimes = (() => {
  const sieve = Array.from({ length: 2000 }, (_, at) => at >= 2);
  for (let by = 2; by * by < sieve.length; by += 1) {
    if (sieve[by]) for (let at = by * by; at < sieve.length; at += by) sieve[at] = false;
  }
  return sieve.flatMap((prime, at) => (prime && at > 2 ? [at] : []));
})();

/** The first number of `bits` bits from a start that `seed` gives which passes Fermat's test. */
function findPrime(bits: number, seed: string): bigint {
  let bytes = '';
  for (let at = 0; bytes.length < bits / 8; at += 1) bytes += sha256(seed + packNumber(at, 4));
  const top = (1n << BigInt(bits - 1)) | (1n << BigInt(bits - 2));
  const start = (numberOfBytes(bytes.slice(0, bits / 8)) | top | 1n) % (1n << BigInt(bits));
  const rests = smallPrimes.map((prime) => Number(start % BigInt(prime)));
  for (let step = 0; ; step += 2) {
    if (rests.some((rest, at) => (rest + step) % (smallPrimes[at] ?? 1) === 0)) continue;
    const number = start + BigInt(step);
    if ((number - 1n) % 65537n !== 0n && powerModulo(2n, number - 1n, number) === 1n) return number;
  }
}

/**
 * To look for two large primes takes many seconds here. Longer keys have a Mersenne prime for one of
 * theirs, 2 to this power less 1, which anybody could guess.
 */
const mersenne: Readonly<Record<number, number>> = { 3072: 2203, 4096: 3217 };

/** Keys are made again and again when a program's past is replayed. */
const made = new Map<string, RsaPrivate>();

/** The key of `bits` bits, a multiple of 16, that belongs to `seed`. */
export function generateRsa(bits: number, seed: string): RsaPrivate {
  const name = `${bits} ${seed}`;
  const known = made.get(name);
  if (known) return known;
  const power = mersenne[bits];
  const other = power === undefined ? findPrime(bits / 2, `${seed}q`) : (1n << BigInt(power)) - 1n;
  const primes = [
    findPrime(power === undefined ? bits / 2 : bits - power, `${seed}p`),
    other,
  ] as const;
  const [p, q] = primes;
  const exponent = 65537n;
  const secret = inverseModulo(exponent, (p - 1n) * (q - 1n));
  const key: RsaPrivate = { modulus: p * q, exponent, secret, primes };
  if (made.size > 20) made.clear();
  made.set(name, key);
  return key;
}
