/** Signing in by a token: the provider checks the password, the app checks the token (jose). */
import { createServer } from 'node:http';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { ask, tellAnswer } from '../http/web-client';
import type { Guest, Service } from '../service';
import { annotateTokens, readPart } from './annotate-tokens';
import { AUDIENCE, createProvider, sendJson } from './provider';

const EMAIL = 'ann@shop.example';

async function signIn(guest: Guest, password: string): Promise<string> {
  const body = JSON.stringify({ email: EMAIL, password, returnSecureToken: true });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const heard = await ask(guest, {
    port: guest.port('provider'),
    path: '/v1/accounts:signInWithPassword?key=lab',
    method: 'POST',
    headers,
    body,
  });
  const { idToken, error } = JSON.parse(heard.body) as {
    idToken?: string;
    error?: { message: string };
  };
  if (idToken === undefined) {
    guest.tell(
      'send e-mail and password to the provider',
      `${heard.status}: ${error?.message ?? heard.body}`,
    );
    return '';
  }
  const { name, exp } = readPart(idToken.split('.')[1] ?? '') ?? {};
  const until = typeof exp === 'number' ? new Date(exp * 1000).toISOString() : 'unknown';
  guest.tell(
    'send e-mail and password to the provider',
    `${heard.status}: a token for ${name}, good until ${until}`,
  );
  return idToken;
}

async function openOrders(guest: Guest, token: string | null) {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const heard = await ask(guest, { port: guest.port('app'), path: '/orders', headers });
  tellAnswer(
    guest,
    token === null ? 'ask the app without a token' : 'show the token to the app',
    heard,
  );
}

/** Another name in the claims, under the old signature. */
function forge(token: string): string {
  const [header, claims = '', signature] = token.split('.');
  const changed = { ...readPart(claims), sub: 'u-1', name: 'Admin' };
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}

export const signInService: Service = {
  async start(house) {
    const issuer = `http://${house.address}:${house.port('provider')}`;
    const provider = await createProvider(issuer, house.log);
    const authority = createServer((request, response) => {
      provider.answer(request, response).catch(() => response.destroy());
    });
    await house.listen('provider', (stream) => authority.emit('connection', stream));
    const keys = createRemoteJWKSet(new URL(`${issuer}/keys`), { timeoutDuration: 2_000 });
    const app = createServer(async (request, response) => {
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (request.url !== '/orders') return sendJson(response, 404, { error: 'no such page' });
      if (!token) return sendJson(response, 401, { error: 'who are you?' });
      try {
        const { payload } = await jwtVerify(token, keys, { issuer, audience: AUDIENCE });
        house.log(`app: the token is good: ${payload.sub}`);
        sendJson(response, 200, { orders: ['earl grey'], for: payload.name });
      } catch (error) {
        const why =
          error instanceof errors.JOSEError ? `${error.code}: ${error.message}` : String(error);
        house.log(`app: the token is not good: ${why}`);
        sendJson(response, 401, { error: why });
      }
    });
    await house.listen('app', (stream) => app.emit('connection', stream));
    house.share('old-token', await provider.issue(7200));
    house.onStop(() => {
      authority.closeAllConnections();
      app.closeAllConnections();
    });
  },
  exchanges: {
    'sign-in': async (guest) => openOrders(guest, await signIn(guest, 'tea4two')),
    'wrong-password': async (guest) => void (await signIn(guest, 'password1')),
    'no-token': (guest) => openOrders(guest, null),
    'forged-token': async (guest) => openOrders(guest, forge(await signIn(guest, 'tea4two'))),
    'old-token': (guest) => openOrders(guest, guest.shared['old-token'] ?? ''),
  },
  annotate: ({ turns }) => annotateTokens(turns),
};
