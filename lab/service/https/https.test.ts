// Node's TLS against certificates of an authority of our own.
import { expect, it } from 'vitest';
import { inEachTier } from '../test-service';

inEachTier('https', (learner) => {
  it('the right name: two records of one conversation, the wire’s and the one inside', async () => {
    const me = await learner();
    await me.start('https');
    const { conversations, error, story } = await me.exchange('https', 'right-name');
    expect(error).toBeNull();
    expect(story[0]?.got).toContain('200 OK: Tea shop');
    const wire = conversations.find(({ layer }) => layer === 'on the wire');
    const inside = conversations.find(({ layer }) => layer === 'inside TLS');
    expect(inside?.client).toEqual(wire?.client);
    expect(inside?.turns[0]?.bytes).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    expect(wire?.turns.map(({ bytes }) => bytes).join('')).not.toContain('GET /');
    const hello = wire?.turns[0]?.fields ?? [];
    expect(hello.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['record: handshake', 'ClientHello', 'random', 'server_name', 'alpn']),
    );
    expect(hello.find(({ name }) => name === 'server_name')?.meaning).toContain('“shop.example”');
    const answer = wire?.turns[1]?.fields ?? [];
    expect(answer.find(({ name }) => name === 'supported_versions')?.meaning).toBe(
      'agreed: TLS 1.3',
    );
  });

  it.each([
    ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID', /altnames|not in the cert/i],
    ['expired', 'CERT_HAS_EXPIRED', /expired/],
    ['unknown-authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /verify/],
  ])('%s: the client leaves, and says why', async (exchange, code, words) => {
    const me = await learner();
    await me.start('https');
    const { error, conversations } = await me.exchange('https', exchange);
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(words);
    expect(conversations[0]).toMatchObject({ layer: 'on the wire' });
    expect(
      conversations.filter(({ layer }) => layer === 'inside TLS').flatMap(({ turns }) => turns),
    ).toEqual([]);
  });

  it('plain HTTP to this port is not understood', async () => {
    const me = await learner();
    await me.start('https');
    const { error, conversations, log } = await me.exchange('https', 'plain-http');
    expect(error).not.toBeNull();
    expect(conversations[0]?.turns[0]?.fields).toMatchObject([{ name: 'not TLS' }]);
    expect(log.join()).toMatch(/TLS with .* failed/);
  });
});
