/** Public keys as ssh writes them (RFC 4253, section 6.6; sshd(8), "AUTHORIZED_KEYS FILE FORMAT"). */
import { decodeBase64, encodeBase64 } from '../secret/base64';
import { sha256 } from '../secret/sha256';

/** `blob` is the key as bytes, its type within. */
export type PublicKey = { type: string; blob: string };

const words: Readonly<Record<string, readonly [name: string, bits: number]>> = {
  'ssh-ed25519': ['ED25519', 256],
  'ecdsa-sha2-nistp256': ['ECDSA', 256],
};

/** A string with its length before it, four bytes, the highest first (RFC 4251, section 5). */
function sized(bytes: string): string {
  const length = [24, 16, 8, 0].map((shift) => (bytes.length >>> shift) & 255);
  return String.fromCharCode(...length) + bytes;
}

/** What `sized` has put one after another. */
function splitSized(bytes: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = [0, 1, 2, 3].reduce((sum, by) => sum * 256 + bytes.charCodeAt(at + by), 0);
    parts.push(bytes.slice(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}

/** A key of Ed25519 from its 32 bytes. */
export function createPublicKey(point: string): PublicKey {
  return { type: 'ssh-ed25519', blob: sized('ssh-ed25519') + sized(point) };
}

/** The key that `line` begins with, or null: options before a key are passed over. */
export function findPublicKey(line: string): PublicKey | null {
  const found = /(?:^|\s)((?:ssh|ecdsa|sk)-[\w@.-]+)\s+([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(line);
  const [, type = '', text = ''] = found ?? [];
  const blob = decodeBase64(text);
  return blob?.startsWith(sized(type)) && type !== '' ? { type, blob } : null;
}

export function formatPublicKey({ type, blob }: PublicKey): string {
  return `${type} ${encodeBase64(blob)}`;
}

/** `SHA256:` and 43 letters. */
export function formatFingerprint({ blob }: PublicKey): string {
  return `SHA256:${encodeBase64(sha256(blob)).replace(/=+$/, '')}`;
}

/** The word that questions use, such as ED25519. */
export function nameKeyType({ type }: PublicKey): string {
  return words[type]?.[0] ?? (type === 'ssh-rsa' ? 'RSA' : type);
}

/** Its size in bits: that of an RSA key is the length of its last number. */
export function countKeyBits({ type, blob }: PublicKey): number {
  const fixed = words[type]?.[1];
  if (fixed !== undefined) return fixed;
  const modulus = splitSized(blob).at(-1)?.replace(/^\0+/, '') ?? '';
  return modulus === '' ? 0 : modulus.length * 8 - (Math.clz32(modulus.charCodeAt(0)) - 24);
}

/**
 * The file of a private key, not encrypted (PROTOCOL.key of OpenSSH). `secret` is 32 bytes, which
 * in a real file the point of the public key is worked out from; here both are drawn.
 */
export function formatPrivateKey(key: PublicKey, secret: string, comment: string): string {
  const check = secret.slice(0, 4);
  const point = key.blob.slice(-32);
  let kept = check + check + sized(key.type) + sized(point) + sized(secret + point);
  kept += sized(comment);
  for (let pad = 1; kept.length % 8 > 0; pad += 1) kept += String.fromCharCode(pad);
  const none = sized('none');
  const bytes = `openssh-key-v1\0${none}${none}${sized('')}\0\0\0\x01${sized(key.blob)}${sized(kept)}`;
  const lines = encodeBase64(bytes).match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
