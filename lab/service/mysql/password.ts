/** mysql_native_password: the password itself never travels. MySQL's manual, "Native Authentication". */
import { createHash } from 'node:crypto';

const sha1 = (...parts: Uint8Array[]) => {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** @param seed the 20 bytes that the server sent. @param token what the client answered. */
export function fits(password: string, seed: Uint8Array, token: Uint8Array): boolean {
  if (token.length !== 20) return false;
  const stored = sha1(sha1(Buffer.from(password)));
  const mask = sha1(seed, stored);
  const once = Buffer.from(token.map((byte, index) => byte ^ (mask[index] ?? 0)));
  return sha1(once).equals(stored);
}
