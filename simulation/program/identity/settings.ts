/** The service's settings file, JSON: who it is, its key, and who may sign in. */
import type { Key } from './token';

export type IdentityUser = { email: string; password: string; name: string; uid: string };
export type IdentitySettings = {
  issuer: string;
  project: string;
  port: number;
  key: Key;
  /** Seconds for which a token is good. */
  lifetime: number;
  /** The web API key that callers of the sign-in method name. */
  apiKey: string;
  users: readonly IdentityUser[];
};

export type ParsedIdentity = { ok: true; settings: IdentitySettings } | { ok: false; text: string };

export function parseIdentity(text: string): ParsedIdentity {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, text: 'the file is no JSON' };
  }
  if (typeof value !== 'object' || value === null)
    return { ok: false, text: 'the file holds no object' };
  const given = value as Record<string, unknown>;
  const word = (name: string, otherwise: string) =>
    typeof given[name] === 'string' ? given[name] : otherwise;
  const number = (name: string, otherwise: number) =>
    typeof given[name] === 'number' && given[name] > 0 ? Math.floor(given[name]) : otherwise;
  const rows: unknown[] = Array.isArray(given.users) ? given.users : [];
  const users: IdentityUser[] = [];
  for (const [index, row] of rows.entries()) {
    const one = (typeof row === 'object' && row !== null ? row : {}) as Record<string, unknown>;
    const { email, password } = one;
    if (typeof email !== 'string' || typeof password !== 'string') {
      return { ok: false, text: `users[${index}] needs an email and a password` };
    }
    const name = typeof one.name === 'string' ? one.name : '';
    users.push({
      email,
      password,
      name,
      uid: typeof one.uid === 'string' ? one.uid : `user-${index + 1}`,
    });
  }
  const port = number('port', 80);
  if (port > 65535) return { ok: false, text: `port ${port} is above 65535` };
  const secret = word('secret', '');
  if (secret === '') return { ok: false, text: 'secret is missing: the key that signs tokens' };
  return {
    ok: true,
    settings: {
      ...{ project: word('project', 'shop'), port, users, lifetime: number('lifetime', 3600) },
      issuer: word('issuer', 'http://identity'),
      key: { kid: word('kid', 'key-1'), secret },
      apiKey: word('apiKey', ''),
    },
  };
}
