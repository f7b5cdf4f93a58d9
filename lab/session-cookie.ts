/** The sandbox's id travels in a cookie that scripts cannot read and other sites cannot send. */
import 'server-only';

const NAME = 'portside-lab';
/** What labd gives out: 24 random bytes. */
const pattern = /^[A-Za-z0-9_-]{32}$/;

export function readSessionCookie(headers: Headers): string | null {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === NAME && pattern.test(value)) return value;
  }
  return null;
}

/** `null` takes the cookie away. It ends with the browser; labd forgets long before. */
export function sessionCookie(session: string | null, secure: boolean): string {
  const attributes = ['Path=/api/lab', 'HttpOnly', 'SameSite=Lax', ...(secure ? ['Secure'] : [])];
  const value = session === null ? '; Max-Age=0' : '';
  return `${NAME}=${session ?? ''}; ${attributes.join('; ')}${value}`;
}
