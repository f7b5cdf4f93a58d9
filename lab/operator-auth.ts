/** Who may see the operator's page and the figures: whoever knows a token of the environment. */
import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';

const NAME = 'portside-operator';
const HOURS_8 = 8 * 60 * 60;

const digest = (text: string) => createHash('sha256').update(text).digest();
/** Both as digests, so that neither length nor first difference shows in the time it takes. */
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

/** What the cookie holds: proof of the token, and not the token. */
const proof = (token: string) => digest(`portside-operator\0${token}`).toString('hex');

/** Whether `given` is the token. */
export const isToken = (given: string, token: string): boolean => same(given, token);

/** `Authorization: Bearer <token>` (RFC 6750), or null. */
export const bearer = (headers: Headers): string | null =>
  /^Bearer ([\x21-\x7e]{1,1000})$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;

function operatorCookie(headers: Headers): string {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === NAME) return value;
  }
  return '';
}

/** How the request shows that it comes from the operator; null: it does not. */
export function operatorBy(headers: Headers, token: string): 'header' | 'cookie' | null {
  const given = bearer(headers);
  if (given !== null) return isToken(given, token) ? 'header' : null;
  return same(operatorCookie(headers), proof(token)) ? 'cookie' : null;
}

/** `null` signs out. Other sites cannot send it, scripts cannot read it. */
export function formatOperatorCookie(token: string | null, secure: boolean): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', ...(secure ? ['Secure'] : [])];
  const life = `Max-Age=${token === null ? 0 : HOURS_8}`;
  return `${NAME}=${token === null ? '' : proof(token)}; ${[...attributes, life].join('; ')}`;
}
