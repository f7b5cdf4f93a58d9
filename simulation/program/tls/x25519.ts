/** X25519 (RFC 7748): a secret that two sides share after each has shown the other 32 bytes. */
import { bytesOfNumber, numberOfBytes, powerModulo } from './big-number';

const PRIME = (1n << 255n) - 19n;

const turn = (bytes: string) => [...bytes].reverse().join('');

/** Section 5: the u coordinate of `scalar` times the point `point`, both of 32 bytes. */
export function x25519(scalar: string, point: string): string {
  const clamped = numberOfBytes(turn(scalar.slice(0, 32).padEnd(32, '\0')));
  const factor = (clamped & ((1n << 254n) - 8n)) | (1n << 254n);
  const start = (numberOfBytes(turn(point.slice(0, 32))) & ((1n << 255n) - 1n)) % PRIME;
  let [x2, z2, x3, z3] = [1n, 0n, start, 1n];
  for (let bit = 254n; bit >= 0n; bit -= 1n) {
    const swap = ((factor >> bit) & 1n) === 1n;
    if (swap) [x2, z2, x3, z3] = [x3, z3, x2, z2];
    const [a, b] = [x2 + z2, x2 - z2];
    const [aa, bb] = [(a * a) % PRIME, (b * b) % PRIME];
    const [da, cb] = [((x3 - z3) * a) % PRIME, ((x3 + z3) * b) % PRIME];
    const e = aa - bb;
    x3 = (da + cb) ** 2n % PRIME;
    z3 = (start * ((da - cb) ** 2n % PRIME)) % PRIME;
    x2 = (aa * bb) % PRIME;
    z2 = (e * (aa + 121665n * e)) % PRIME;
    if (swap) [x2, z2, x3, z3] = [x3, z3, x2, z2];
  }
  const result = (x2 * powerModulo(((z2 % PRIME) + PRIME) % PRIME, PRIME - 2n, PRIME)) % PRIME;
  return turn(bytesOfNumber((result + PRIME) % PRIME, 32));
}

/** What is shown to the other side for the secret `scalar`. */
export function publicX25519(scalar: string): string {
  return x25519(scalar, `\x09${'\0'.repeat(31)}`);
}
