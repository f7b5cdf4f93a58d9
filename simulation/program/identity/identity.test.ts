/** The sign-in service over the simulated network, and tokens against Node's own HMAC. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MailSession, mailScenario } from '../../scenario/mail-fixtures';
import { answerIdentity, createToken, parseForm } from './answer';
import { parseIdentity } from './settings';
import { formatKeySet, signToken, verifyToken } from './token';

const file = JSON.stringify({
  ...{ issuer: 'http://mail:8080', project: 'shop', port: 8080, secret: 'ta-da', apiKey: 'k1' },
  users: [{ email: 'ann@shop.example', password: 'secret', name: 'Ann', uid: 'u1' }],
});
const parsed = parseIdentity(file);
if (!parsed.ok) throw new Error(parsed.text);
const { settings } = parsed;
const key = { kid: 'key-1', secret: 'ta-da' };

test('a token is signed as any library checks it, and not changed unseen', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (name, secret) => {
      const own = { kid: 'k', secret };
      const token = signToken({ name, exp: 10 }, own);
      const [head = '', body = '', signature = ''] = token.split('.');
      const real = createHmac('sha256', own.secret).update(`${head}.${body}`).digest('base64url');
      expect(signature).toBe(real);
      expect(verifyToken(token, [own], 9)).toEqual({
        ok: true,
        claims: { name, exp: 10 },
      });
      expect(verifyToken(token, [own], 10)).toEqual({ ok: false, reason: 'expired' });
      expect(verifyToken(`${head}.${body}x.${signature}`, [own], 9).ok).toBe(false);
      expect(verifyToken(token, [{ ...own, secret: `${own.secret}x` }], 9)).toEqual({
        ...{ ok: false, reason: 'bad signature' },
      });
      expect(verifyToken(token, [], 9)).toEqual({ ok: false, reason: 'unknown key' });
    }),
  );
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;
  expect(verifyToken(none, [key], 0)).toEqual({ ok: false, reason: 'malformed' });
});

test('any text is read or refused', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      verifyToken(one, [key], 0);
      parseForm(one);
      parseIdentity(one);
      for (const target of ['/token', '/v1/accounts:signInWithPassword?key=k1', '/userinfo', one]) {
        const request = { method: 'POST', target, body: other, authorization: `Bearer ${one}` };
        expect(answerIdentity(settings, request, 0).status).toBeGreaterThanOrEqual(400);
      }
    }),
  );
});

test('curl signs in, and the token opens what it should', () => {
  const session = new MailSession(mailScenario({ '/etc/identity.json': file }, ['identity']));
  const found = session.type('laptop', 'curl -s http://mail:8080/.well-known/openid-configuration');
  expect(JSON.parse(found)).toMatchObject({
    issuer: 'http://mail:8080',
    jwks_uri: 'http://mail:8080/jwks',
  });
  const line = "curl -s 'http://mail:8080/v1/accounts:signInWithPassword?key=k1' -d";
  const right = session.type(
    'laptop',
    `${line} '{"email":"ann@shop.example","password":"secret"}'`,
  );
  const { idToken, localId } = JSON.parse(right);
  expect(localId).toBe('u1');
  const keys = session.type('laptop', 'curl -s http://mail:8080/jwks');
  expect(keys.trim()).toBe(formatKeySet([key]));
  const seconds = Date.parse('2026-11-26T01:59:44Z') / 1000;
  expect(verifyToken(idToken, [key], seconds)).toMatchObject({
    ok: true,
    claims: { sub: 'u1', aud: 'shop' },
  });
  const who = `curl -s -H 'Authorization: Bearer ${idToken}' http://mail:8080/userinfo`;
  expect(JSON.parse(session.type('laptop', who))).toEqual({
    sub: 'u1',
    email: 'ann@shop.example',
    name: 'Ann',
  });
  const wrong = session.type('laptop', `${line} '{"email":"ann@shop.example","password":"no"}'`);
  expect(JSON.parse(wrong).error.message).toBe('INVALID_LOGIN_CREDENTIALS');
  const grant = 'grant_type=password&username=ann%40shop.example&password=secret';
  expect(session.type('laptop', `curl -s http://mail:8080/token -d '${grant}'`)).toContain(
    '"token_type": "Bearer"',
  );
  expect(
    session.type('laptop', 'curl -s -o /dev/null -w "%{http_code}\\n" http://mail:8080/userinfo'),
  ).toBe('401\n');
});

test('a token lasts as long as it says', () => {
  const [user] = settings.users;
  if (!user) throw new Error('no user');
  const token = createToken(settings, user, 1000);
  const ask = (now: number) =>
    answerIdentity(
      settings,
      { method: 'GET', target: '/userinfo', body: '', authorization: `Bearer ${token}` },
      now,
    );
  expect(ask(4599).status).toBe(200);
  expect(ask(4600)).toMatchObject({ status: 401, body: expect.stringContaining('expired') });
});

test('settings that are not whole are named', () => {
  expect(parseIdentity('{"users":[{}]}')).toEqual({
    ok: false,
    text: 'users[0] needs an email and a password',
  });
  expect(parseIdentity('{}')).toEqual({
    ok: false,
    text: 'secret is missing: the key that signs tokens',
  });
});
