/**
 * crypt(5)'s `$5$`: a password hashed many times over with SHA-256, as /etc/shadow keeps it
 * (Ulrich Drepper's specification; `openssl passwd -5` makes such a line).
 */
import { encodeText } from '../../host/bytes';
import { sha256 } from './sha256';

const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Which three bytes of the digest make each group of four letters. */
const order = '0 10 20,21 1 11,12 22 2,3 13 23,24 4 14,15 25 5,6 16 26,27 7 17,18 28 8,9 19 29';

function repeatTo(bytes: string, length: number): string {
  return bytes.repeat(Math.ceil(length / Math.max(1, bytes.length))).slice(0, length);
}

function spell(digest: string): string {
  const byte = (at: number) => digest.charCodeAt(at);
  const groups: (readonly [value: number, count: number])[] = order.split(',').map((group) => {
    const [a = 0, b = 0, c = 0] = group.split(' ').map(Number);
    return [(byte(a) << 16) | (byte(b) << 8) | byte(c), 4] as const;
  });
  groups.push([(byte(31) << 8) | byte(30), 3]);
  return groups
    .map(([value, count]) =>
      Array.from({ length: count }, (_, at) => letters.charAt((value >> (6 * at)) & 63)).join(''),
    )
    .join('');
}

function digest(key: string, salt: string, rounds: number): string {
  const other = sha256(key + salt + key);
  let first = key + salt + repeatTo(other, key.length);
  for (let bits = key.length; bits > 0; bits >>= 1) first += bits & 1 ? other : key;
  let sum = sha256(first);
  const p = repeatTo(sha256(key.repeat(key.length)), key.length);
  const s = repeatTo(sha256(salt.repeat(16 + sum.charCodeAt(0))), salt.length);
  for (let round = 0; round < rounds; round += 1) {
    const odd = round % 2 === 1;
    sum = sha256((odd ? p : sum) + (round % 3 ? s : '') + (round % 7 ? p : '') + (odd ? sum : p));
  }
  return sum;
}

/** The whole hash of `password` with the salt (and rounds) that `setting` begins with, or null. */
export function cryptSha256(password: string, setting: string): string | null {
  const parts = /^\$5\$(?:rounds=(\d{1,9})\$)?([^$\n:]{0,16})/.exec(setting);
  if (!parts) return null;
  const rounds = Math.min(100_000, Math.max(1000, Number(parts[1] ?? 5000)));
  const salt = parts[2] ?? '';
  // A key longer than 256 bytes would only make a slow login slower.
  const key = encodeText(password).slice(0, 256);
  const shown = parts[1] === undefined ? '' : `rounds=${rounds}$`;
  return `$5$${shown}${salt}$${spell(digest(key, encodeText(salt), rounds))}`;
}
