/**
 * Somebody else who checks passwords: the requests and answers of Firebase Authentication's
 * accounts:signInWithPassword, and the discovery and keys of an OpenID provider.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const AUDIENCE = 'tea-shop';
const USER = { email: 'ann@shop.example', password: 'tea4two', id: 'u-1001', name: 'Ann' };
const LIFE_S = 3600;
const KEY_ID = 'lab-1';
const LARGEST_BODY = 4096;

export const sendJson = (response: ServerResponse, status: number, body: object) => {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  response.end(text);
};

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += (piece as Buffer).length;
    if (size > LARGEST_BODY) return {};
    pieces.push(piece as Buffer);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** @param issuer the provider's own address, which its tokens name. */
export async function createProvider(issuer: string, log: (line: string) => void) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = {
    keys: [{ ...(await exportJWK(publicKey)), kid: KEY_ID, use: 'sig', alg: 'ES256' }],
  };

  /** @param ageS how many seconds ago it was issued. */
  const issue = (ageS = 0) => {
    const now = Math.floor(Date.now() / 1000) - ageS;
    return new SignJWT({ email: USER.email, name: USER.name })
      .setProtectedHeader({ alg: 'ES256', kid: KEY_ID, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setSubject(USER.id)
      .setIssuedAt(now)
      .setExpirationTime(now + LIFE_S)
      .sign(privateKey);
  };

  async function signIn(request: IncomingMessage, response: ServerResponse) {
    const { email, password } = await readJson(request);
    if (email !== USER.email || password !== USER.password) {
      log(`provider: ${String(email).slice(0, 60)}: wrong e-mail or password`);
      // One answer for both, so that nobody learns which addresses exist.
      return sendJson(response, 400, {
        error: { code: 400, message: 'INVALID_LOGIN_CREDENTIALS' },
      });
    }
    log(`provider: ${USER.email} signed in; a token for ${LIFE_S} s`);
    sendJson(response, 200, {
      localId: USER.id,
      email: USER.email,
      idToken: await issue(),
      expiresIn: String(LIFE_S),
    });
  }

  return {
    issue,
    async answer(request: IncomingMessage, response: ServerResponse) {
      const path = request.url?.split('?')[0];
      if (request.method === 'POST' && path === '/v1/accounts:signInWithPassword') {
        return signIn(request, response);
      }
      if (path === '/.well-known/openid-configuration') {
        return sendJson(response, 200, { issuer, jwks_uri: `${issuer}/keys` });
      }
      if (path === '/keys') {
        log('provider: the public keys were fetched');
        return sendJson(response, 200, keys);
      }
      sendJson(response, 404, { error: { code: 404, message: 'NOT_FOUND' } });
    },
  };
}
