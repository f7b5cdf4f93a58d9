import { describe, expect, it } from 'vitest';
import { readSessionCookie, sessionCookie } from './session-cookie';

const id = 'A'.repeat(32);

describe('the session cookie', () => {
  it('is not for scripts, not for other sites, and only for the lab', () => {
    expect(sessionCookie(id, true)).toBe(
      `portside-lab=${id}; Path=/api/lab; HttpOnly; SameSite=Lax; Secure`,
    );
  });

  it('is found among others', () => {
    expect(readSessionCookie(new Headers({ cookie: `a=b; portside-lab=${id}; c=d` }))).toBe(id);
  });

  it.each([
    '',
    'portside-lab=',
    'portside-lab=short',
    `portside-lab=${id}x`,
    `portside-lab=../${id}`,
    `xportside-lab=${id}`,
  ])('"%s" is no session', (cookie) => {
    expect(readSessionCookie(new Headers({ cookie }))).toBeNull();
  });
});
