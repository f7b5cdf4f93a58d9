// One request, two connections.
import { expect, it } from 'vitest';
import { inEachTier } from '../test-service';

inEachTier('proxy', (learner, tier) => {
  it('through: four ends, and X-Forwarded-For names the first', async () => {
    const me = await learner();
    await me.start('proxy');
    const { conversations, story, log } = await me.exchange('proxy', 'through');
    expect(story[0]?.got).toContain('200 OK');
    const front = conversations.find(({ purpose }) => purpose === 'web');
    const back = conversations.find(({ purpose }) => purpose === 'app');
    expect(conversations).toHaveLength(2);
    const asked = back?.turns[0]?.bytes ?? '';
    expect(asked).toContain(`x-forwarded-for: ${front?.client.addr}\r\n`);
    expect(back?.client.port).not.toBe(front?.client.port);
    expect(log.join('\n')).toContain(`X-Forwarded-For: ${front?.client.addr}`);
  });

  it('an app that is gone: 502, while the visitor’s own connection works', async () => {
    const me = await learner();
    await me.start('proxy');
    const { error, story, conversations, log } = await me.exchange('proxy', 'app-gone');
    expect(error).toBeNull();
    expect(story[0]?.got).toBe('HTTP/1.1 502 Bad Gateway: 502 Bad Gateway');
    expect(conversations.map(({ purpose }) => purpose)).toEqual(['web']);
    expect(log.join('\n')).toMatch(/connect ECONNREFUSED .*; answering 502/);
  });

  it('an app that never answers: 504', async () => {
    const me = await learner();
    await me.start('proxy');
    const { story, log } = await me.exchange('proxy', 'app-silent');
    expect(story[0]?.got).toBe('HTTP/1.1 504 Gateway Timeout: 504 Gateway Time-out');
    expect(log.join('\n')).toContain('answering 504');
  });

  it.runIf(tier === 'netns')('the app’s own port is for its machine only', async () => {
    const me = await learner();
    await me.start('proxy');
    expect(await me.exchange('proxy', 'past-the-proxy')).toMatchObject({ error: null });
    expect(await me.exchange('proxy', 'past-the-proxy', {}, 'phone')).toMatchObject({
      error: { code: 'ECONNREFUSED' },
    });
  });
});
