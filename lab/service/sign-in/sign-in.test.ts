// A password goes to the provider, a token to the app, and keys from one to the other.
import { expect, it } from 'vitest';
import { inEachTier } from '../test-service';

inEachTier('sign-in', (learner) => {
  it('the app never sees the password: it fetches the public keys and checks the token', async () => {
    const me = await learner();
    await me.start('sign-in');
    const { story, error, conversations } = await me.exchange('sign-in', 'sign-in');
    expect(error).toBeNull();
    expect(story[0]?.got).toMatch(/^HTTP\/1\.1 200 OK: a token for Ann, good until \d{4}-/);
    expect(story[1]?.got).toContain('200 OK: {"orders":["earl grey"],"for":"Ann"}');
    expect(conversations.map(({ purpose }) => purpose)).toEqual(['provider', 'app', 'provider']);
    const toApp = conversations[1]?.turns[0];
    expect(toApp?.bytes).not.toContain('tea4two');
    const claims = toApp?.fields.find(({ name }) => name === 'token: claims');
    expect(claims?.meaning).toContain('"email":"ann@shop.example"');
  });

  it.each([
    ['wrong-password', /^HTTP\/1\.1 400 Bad Request: INVALID_LOGIN_CREDENTIALS$/],
    ['no-token', /^HTTP\/1\.1 401 Unauthorized: \{"error":"who are you\?"\}$/],
    ['forged-token', /401 Unauthorized: .*ERR_JWS_SIGNATURE_VERIFICATION_FAILED/],
    ['old-token', /401 Unauthorized: .*ERR_JWT_EXPIRED/],
  ])('%s', async (exchange, words) => {
    const me = await learner();
    await me.start('sign-in');
    const { story } = await me.exchange('sign-in', exchange);
    expect(story.at(-1)?.got).toMatch(words);
  });
});
