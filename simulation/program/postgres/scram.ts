/** SCRAM-SHA-256 (RFC 5802, RFC 7677) as PostgreSQL uses it, without channel binding. */

import { bigEndian } from '../database/binary';
import { decodeBase64, encodeBase64 } from '../secret/base64';
import { formatHex, md5 } from '../secret/md5';
import { hmacSha256, sha256 } from '../secret/sha256';

const ITERATIONS = 4096;

function xorBytes(left: string, right: string): string {
  return [...left]
    .map((byte, at) => String.fromCharCode(byte.charCodeAt(0) ^ right.charCodeAt(at)))
    .join('');
}

/** What has been worked out before: the same words always give the same key. */
const keys = new Map<string, string>();

/** Hi() of RFC 5802: PBKDF2 of one block. */
export function saltPassword(password: string, salt: string, iterations: number): string {
  const name = `${iterations} ${salt.length} ${salt}${password}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  let last = hmacSha256(password, salt + bigEndian(1, 4));
  let key = last;
  for (let round = 1; round < iterations; round += 1) {
    last = hmacSha256(password, last);
    key = xorBytes(key, last);
  }
  if (keys.size > 100) keys.clear();
  keys.set(name, key);
  return key;
}

export type Verifier = { iterations: number; salt: string; storedKey: string; serverKey: string };

export function createVerifier(password: string, salt: string, iterations = ITERATIONS): Verifier {
  const salted = saltPassword(password, salt, iterations);
  const storedKey = sha256(hmacSha256(salted, 'Client Key'));
  return { iterations, salt, storedKey, serverKey: hmacSha256(salted, 'Server Key') };
}

/** `SCRAM-SHA-256$4096:salt$StoredKey:ServerKey`, as pg_authid keeps it. */
export function formatVerifier({ iterations, salt, storedKey, serverKey }: Verifier): string {
  const [a, b, c] = [salt, storedKey, serverKey].map(encodeBase64);
  return `SCRAM-SHA-256$${iterations}:${a}$${b}:${c}`;
}

export function parseVerifier(text: string): Verifier | null {
  const match = /^SCRAM-SHA-256\$(\d{1,6}):([^$]+)\$([^:]+):(.+)$/.exec(text);
  const [salt, storedKey, serverKey] = match ? match.slice(2).map(decodeBase64) : [];
  if (!match || salt == null || storedKey == null || serverKey == null) return null;
  return { iterations: Number(match[1]), salt, storedKey, serverKey };
}

/** `md5` and the hash of password and name, as pg_authid keeps it. */
export function formatMd5Secret(password: string, user: string): string {
  return `md5${formatHex(md5(password + user))}`;
}

/** The answer to AuthenticationMD5Password; `secret` is that of `formatMd5Secret`. */
export function answerMd5(secret: string, salt: string): string {
  return `md5${formatHex(md5(secret.slice(3) + salt))}`;
}

/** `n=...,r=...` without the header `n,,`. */
export function clientFirst(nonce: string): string {
  return `n=,r=${nonce}`;
}

/** Attributes of a SCRAM message by their letter. */
export function parseAttributes(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((part) => [part.charAt(0), part.slice(2)]));
}

export function serverFirst(nonce: string, verifier: Verifier): string {
  return `r=${nonce},s=${encodeBase64(verifier.salt)},i=${verifier.iterations}`;
}

/** The client's last message, and the signature that the server must show. */
export function clientFinal(
  password: string,
  first: string,
  answer: string,
): { message: string; signature: string } | null {
  const { r: nonce = '', s: salted = '', i: rounds = '' } = parseAttributes(answer);
  const salt = decodeBase64(salted);
  const iterations = Number(rounds);
  const own = parseAttributes(first).r ?? '';
  if (salt === null || !nonce.startsWith(own) || !(iterations >= 1 && iterations <= 100_000))
    return null;
  const key = saltPassword(password, salt, iterations);
  const bare = `c=biws,r=${nonce}`;
  const signed = `${first},${answer},${bare}`;
  const clientKey = hmacSha256(key, 'Client Key');
  const proof = xorBytes(clientKey, hmacSha256(sha256(clientKey), signed));
  const signature = hmacSha256(hmacSha256(key, 'Server Key'), signed);
  return { message: `${bare},p=${encodeBase64(proof)}`, signature: encodeBase64(signature) };
}

/** `v=...` where the proof is right, null where not. */
export function checkProof(
  verifier: Verifier,
  first: string,
  answer: string,
  final: string,
): string | null {
  const end = final.lastIndexOf(',p=');
  if (end < 0) return null;
  const bare = final.slice(0, end);
  const proof = decodeBase64(final.slice(end + 3));
  if (proof?.length !== 32 || bare !== `c=biws,r=${parseAttributes(answer).r}`) return null;
  const signed = `${first},${answer},${bare}`;
  const clientKey = xorBytes(proof, hmacSha256(verifier.storedKey, signed));
  if (sha256(clientKey) !== verifier.storedKey) return null;
  return `v=${encodeBase64(hmacSha256(verifier.serverKey, signed))}`;
}
