// Node's client against Node's server, and the meaning of every line.
import { expect, it } from 'vitest';
import { inEachTier } from '../test-service';

inEachTier('http', (learner) => {
  it('a page: question and answer, line by line', async () => {
    const me = await learner();
    await me.start('http');
    const { story, conversations, log, error } = await me.exchange('http', 'get-page');
    expect(error).toBeNull();
    expect(story[0]?.got).toMatch(
      /^HTTP\/1\.1 200 OK: Tea shop Welcome\. You come from [\d.]+:\d+\.$/,
    );
    const [question, answer] = conversations[0]?.turns ?? [];
    expect(question?.bytes).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    expect(question?.fields[0]).toMatchObject({ at: 0, name: 'request line' });
    expect(question?.fields.map(({ name }) => name.toLowerCase())).toContain('host');
    expect(answer?.fields[0]).toMatchObject({ name: 'status line' });
    expect(answer?.fields.at(-1)).toMatchObject({ name: 'body' });
    expect(log[0]).toMatch(/"GET \/ HTTP\/1\.1" 200 \d+$/);
  });

  it('HEAD, 404, 301 and a form', async () => {
    const me = await learner();
    await me.start('http');
    const told = async (exchange: string, input = {}) =>
      (await me.exchange('http', exchange, input)).story.map(({ got }) => got).join();
    expect(await told('head')).toBe('HTTP/1.1 200 OK');
    expect(await told('not-found')).toBe(
      'HTTP/1.1 404 Not Found: Not found There is nothing at /coffee.',
    );
    expect(await told('moved')).toContain('301 Moved Permanently');
    expect(await told('order', { tea: 'green & <b>' })).toContain('201 Created: Ordered One green');
  });

  it('two requests leave by one port', async () => {
    const me = await learner();
    await me.start('http');
    const { conversations, story } = await me.exchange('http', 'two-requests');
    expect(story).toHaveLength(2);
    expect(conversations).toHaveLength(1);
    expect(conversations[0]?.turns.map(({ from }) => from)).toEqual([
      'client',
      'server',
      'client',
      'server',
    ]);
  });
});
