// The real client, over real sockets, in both tiers.
import { expect, it } from 'vitest';
import { inEachTier } from '../test-service';

inEachTier('redis', (learner, tier) => {
  it('answers PING, and every byte has its meaning', async () => {
    const me = await learner();
    expect(await me.start('redis')).toMatchObject({ ok: true, running: { service: 'redis' } });
    const { conversations, ...result } = await me.exchange('redis', 'ping');
    expect(result).toMatchObject({ error: null, story: [{ did: 'PING', got: 'PONG' }] });
    expect(result.client).toMatch(/^redis \d/);
    expect(conversations).toHaveLength(1);
    expect(conversations[0]).toMatchObject({
      server: { port: 6379 },
      layer: 'on the wire',
      ended: 'client closed',
      turns: [
        { from: 'client', bytes: '*1\r\n$4\r\nPING\r\n' },
        { from: 'server', bytes: '+PONG\r\n', fields: [{ name: 'status', at: 0, length: 7 }] },
      ],
    });
    expect(result.log.join()).toContain('Accepted');
  });

  it('keeps what was set until it is stopped', async () => {
    const me = await learner();
    await me.start('redis');
    const set = await me.exchange('redis', 'set-and-get', { value: 'grüße' });
    expect(set.story.map(({ got }) => got)).toEqual(['OK', 'grüße']);
    const counted = [await me.exchange('redis', 'count'), await me.exchange('redis', 'count')];
    expect(counted.flatMap(({ story }) => story.map(({ got }) => got))).toEqual(
      '1 2 3 4'.split(' '),
    );
    expect(await me.stop('redis')).toBe(true);
    await me.start('redis');
    const anew = await me.exchange('redis', 'count');
    expect(anew.story[0]?.got).toBe('1');
  });

  it('says what it does not know in the words of the library', async () => {
    const me = await learner();
    await me.start('redis');
    const { error } = await me.exchange('redis', 'unknown-command');
    expect(error?.message).toBe(
      "ERR unknown command 'GIMME', with args beginning with: 'visitors' ",
    );
  });

  it('without a server the system refuses', async () => {
    const me = await learner();
    const { error, conversations } = await me.exchange('redis', 'ping');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(conversations).toEqual([]);
  });

  it.runIf(tier === 'netns')('for this machine only: the phone is refused', async () => {
    const me = await learner();
    await me.start('redis', 'this-machine');
    expect(await me.exchange('redis', 'ping')).toMatchObject({ error: null });
    expect(await me.exchange('redis', 'ping', {}, 'phone')).toMatchObject({
      error: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 192.168.1.20:6379' },
    });
    await me.start('redis', 'everywhere');
    const { conversations } = await me.exchange('redis', 'ping', {}, 'phone');
    expect(conversations[0]?.client.addr).toBe('192.168.1.50');
  });
});
