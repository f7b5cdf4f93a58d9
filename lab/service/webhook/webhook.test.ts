// The service calls the shop: who is the client is a matter of who connects.
import { expect, it } from 'vitest';
import { inEachTier } from '../test-service';

inEachTier('webhook', (learner) => {
  it('delivered: a second conversation, begun by the service, with a signature that fits', async () => {
    const me = await learner();
    await me.start('webhook');
    const { story, error, conversations } = await me.exchange('webhook', 'delivered');
    expect(error).toBeNull();
    expect(story[0]?.got).toContain('The shop was told: 200 OK.');
    expect(conversations.map(({ purpose }) => purpose)).toEqual(['payments', 'shop']);
    expect(conversations[1]?.turns[0]?.bytes).toMatch(
      /webhook-signature: sha256=[0-9a-f]{64}\r\n/i,
    );
  });

  it.each([
    ['shop-in-trouble', /500 Internal Server Error, then 200 OK/, 2],
    ['shop-gone', /ECONNREFUSED.*then.*ECONNREFUSED.*then.*ECONNREFUSED/, 0],
    ['twice', /200 OK, then 200 OK/, 2],
    ['forged', /told: 401 Unauthorized\./, 1],
  ])('%s', async (exchange, words, deliveries) => {
    const me = await learner();
    await me.start('webhook');
    const { story, conversations, log } = await me.exchange('webhook', exchange);
    expect(story[0]?.got).toMatch(words);
    expect(conversations.filter(({ purpose }) => purpose === 'shop')).toHaveLength(deliveries);
    expect(log.join('\n')).toContain(
      { twice: 'already booked', forged: 'wrong signature' }[exchange] ?? 'attempt',
    );
  });
});
