/**
 * JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256 (HS256, RFC 7518 section 3.2). A real service
 * of this kind signs with RSA (RS256), so that whoever checks needs a public key alone; here the
 * key in the JWKS is the signing key itself.
 */
import { decodeText, encodeText } from '../../host/bytes';
import { decodeBase64Url, encodeBase64Url } from '../secret/base64';
import { hmacSha256 } from '../secret/sha256';

export type Claims = Readonly<Record<string, string | number | boolean>>;
export type Key = { kid: string; secret: string };
export type Verdict =
  | { ok: true; claims: Claims }
  | { ok: false; reason: 'malformed' | 'unknown key' | 'bad signature' | 'expired' };

export function signToken(claims: Claims, { kid, secret }: Key): string {
  const part = (value: unknown) => encodeBase64Url(encodeText(JSON.stringify(value)));
  const signed = `${part({ alg: 'HS256', kid, typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${encodeBase64Url(hmacSha256(encodeText(secret), signed))}`;
}

function parseObject(part: string): Record<string, unknown> | null {
  const bytes = decodeBase64Url(part);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(decodeText(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Whether a token is whole, signed by one of `keys`, and not over at `now` (seconds since 1970). */
export function verifyToken(token: string, keys: readonly Key[], now: number): Verdict {
  const parts = token.split('.');
  const [head = '', body = '', signature = ''] = parts;
  const header = parseObject(head);
  const claims = parseObject(body);
  if (parts.length !== 3 || !header || !claims || header.alg !== 'HS256') {
    return { ok: false, reason: 'malformed' };
  }
  const key = keys.find(({ kid }) => kid === header.kid);
  if (!key) return { ok: false, reason: 'unknown key' };
  const wanted = encodeBase64Url(hmacSha256(encodeText(key.secret), `${head}.${body}`));
  if (wanted !== signature) return { ok: false, reason: 'bad signature' };
  if (typeof claims.exp === 'number' && claims.exp <= now) return { ok: false, reason: 'expired' };
  return { ok: true, claims: claims as Claims };
}

/** The key set (RFC 7517) that those who check tokens fetch. */
export function formatKeySet(keys: readonly Key[]): string {
  const rows = keys.map(({ kid, secret }) => ({
    ...{ kty: 'oct', use: 'sig', alg: 'HS256', kid, k: encodeBase64Url(encodeText(secret)) },
  }));
  return JSON.stringify({ keys: rows });
}
