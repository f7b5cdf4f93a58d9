/**
 * What the service answers: OpenID Connect Discovery 1.0, the password grant of RFC 6749 section
 * 4.3, and Firebase Authentication's `accounts:signInWithPassword` with its error words.
 */
import type { IdentitySettings, IdentityUser } from './settings';
import { formatKeySet, signToken, verifyToken } from './token';

export type IdentityRequest = {
  method: string;
  /** Path and query. */
  target: string;
  body: string;
  authorization: string | null;
};
export type IdentityAnswer = { status: number; body: string };

function json(status: number, value: unknown): IdentityAnswer {
  return { status, body: `${JSON.stringify(value, null, 2)}\n` };
}

/** Google's form of an error. */
function googleError(code: number, message: string): IdentityAnswer {
  const errors = [{ message, domain: 'global', reason: 'invalid' }];
  return json(code, { error: { code, message, errors } });
}

/** `a=1&b=%20`, with `+` for a blank. */
export function parseForm(text: string): Map<string, string> {
  const decode = (word: string) => {
    try {
      return decodeURIComponent(word.replaceAll('+', ' '));
    } catch {
      return word;
    }
  };
  return new Map(
    text
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        return at < 0
          ? [decode(pair), '']
          : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
      }),
  );
}

function parseBody(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** A token for `user`, with Firebase's claims. `now` is in seconds since 1970. */
export function createToken(settings: IdentitySettings, user: IdentityUser, now: number): string {
  const { issuer, project, lifetime, key } = settings;
  const claims = {
    ...{ iss: issuer, aud: project, auth_time: now, user_id: user.uid, sub: user.uid },
    ...{ iat: now, exp: now + lifetime, email: user.email, name: user.name },
  };
  return signToken(claims, key);
}

export function answerIdentity(
  settings: IdentitySettings,
  request: IdentityRequest,
  now: number,
): IdentityAnswer {
  const { issuer } = settings;
  const [path = '', query = ''] = request.target.split('?');
  const get = request.method === 'GET' || request.method === 'HEAD';
  const only = (method: string) =>
    json(405, { error: 'method_not_allowed', error_description: `use ${method}` });
  switch (path) {
    case '/.well-known/openid-configuration':
      if (!get) return only('GET');
      return json(200, {
        issuer,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        grant_types_supported: ['password'],
        response_types_supported: ['token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['HS256'],
      });
    case '/jwks':
      return get ? { status: 200, body: `${formatKeySet([settings.key])}\n` } : only('GET');
    case '/token':
      return request.method === 'POST' ? grant(settings, request.body, now) : only('POST');
    case '/userinfo':
      return tellUser(settings, request.authorization, now);
    case '/v1/accounts:signInWithPassword':
      if (request.method !== 'POST') return googleError(404, 'Not Found');
      return signIn(settings, parseForm(query).get('key') ?? '', request.body, now);
    default:
      return googleError(404, 'Not Found');
  }
}

function grant(settings: IdentitySettings, body: string, now: number): IdentityAnswer {
  const form = parseForm(body);
  const type = form.get('grant_type');
  if (type === undefined) {
    return json(400, { error: 'invalid_request', error_description: 'grant_type is missing' });
  }
  if (type !== 'password') return json(400, { error: 'unsupported_grant_type' });
  const user = settings.users.find(({ email }) => email === form.get('username'));
  if (!user || user.password !== form.get('password')) {
    return json(400, { error: 'invalid_grant', error_description: 'Invalid user credentials' });
  }
  const token = createToken(settings, user, now);
  const expires = settings.lifetime;
  return json(200, {
    access_token: token,
    token_type: 'Bearer',
    expires_in: expires,
    id_token: token,
  });
}

function tellUser(
  settings: IdentitySettings,
  authorization: string | null,
  now: number,
): IdentityAnswer {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const verdict = token === undefined ? null : verifyToken(token, [settings.key], now);
  if (!verdict?.ok) {
    const reason = verdict ? verdict.reason : 'no bearer token';
    return json(401, { error: 'invalid_token', error_description: reason });
  }
  const { sub, email, name } = verdict.claims;
  return json(200, { sub, email, name });
}

function signIn(
  settings: IdentitySettings,
  key: string,
  body: string,
  now: number,
): IdentityAnswer {
  if (settings.apiKey !== '' && key !== settings.apiKey) {
    return googleError(400, 'API key not valid. Please pass a valid API key.');
  }
  const given = parseBody(body);
  if (!given) return googleError(400, 'Invalid JSON payload received.');
  const { email, password } = given;
  if (typeof email !== 'string' || email === '') return googleError(400, 'MISSING_EMAIL');
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return googleError(400, 'INVALID_EMAIL');
  if (typeof password !== 'string' || password === '') return googleError(400, 'MISSING_PASSWORD');
  const user = settings.users.find((one) => one.email === email);
  // One word for both, so that nobody learns which addresses have an account.
  if (!user || user.password !== password) return googleError(400, 'INVALID_LOGIN_CREDENTIALS');
  return json(200, {
    kind: 'identitytoolkit#VerifyPasswordResponse',
    localId: user.uid,
    email,
    displayName: user.name,
    idToken: createToken(settings, user, now),
    registered: true,
    expiresIn: String(settings.lifetime),
  });
}
