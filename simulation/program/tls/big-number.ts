/** Large whole numbers for RSA and X25519. */

export function numberOfBytes(bytes: string): bigint {
  let digits = '';
  for (const byte of bytes) digits += byte.charCodeAt(0).toString(16).padStart(2, '0');
  return digits === '' ? 0n : BigInt(`0x${digits}`);
}

/** `value` in `count` bytes, in as many as it needs where `count` is left out. */
export function bytesOfNumber(value: bigint, count?: number): string {
  const digits = value.toString(16);
  const even = count === undefined ? digits.length + (digits.length % 2) : count * 2;
  const padded = digits.padStart(even, '0');
  let bytes = '';
  for (let at = 0; at < padded.length; at += 2) {
    bytes += String.fromCharCode(Number.parseInt(padded.slice(at, at + 2), 16));
  }
  return bytes;
}

/** base ** exponent mod modulus. */
export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let power = base % modulus;
  for (const bit of [...exponent.toString(2)].reverse()) {
    if (bit === '1') result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return result;
}

/** The number that `value` is to be multiplied with for 1, by Euclid; 0 where there is none. */
export function inverseModulo(value: bigint, modulus: bigint): bigint {
  let [old, now] = [((value % modulus) + modulus) % modulus, modulus];
  let [oldFactor, factor] = [1n, 0n];
  while (now !== 0n) {
    const times = old / now;
    [old, now] = [now, old - times * now];
    [oldFactor, factor] = [factor, oldFactor - times * factor];
  }
  return old === 1n ? ((oldFactor % modulus) + modulus) % modulus : 0n;
}
