// basic-ftp calls over real sockets, in both tiers; in active mode the server calls back.
import { expect, it } from 'vitest';
import type { Conversation } from '@/contract/lab-service';
import { inEachTier } from '../test-service';

const fieldsOf = (conversation: Conversation | undefined) =>
  (conversation?.turns ?? []).flatMap(({ fields }) => fields);
const bothOf = (conversations: readonly Conversation[]) =>
  ['control', 'data'].map((purpose) => conversations.find((each) => each.purpose === purpose));

inEachTier('ftp', (learner, tier) => {
  it('lists a folder over a second connection, whose port stands in two bytes', async () => {
    const me = await learner();
    const started = await me.start('ftp');
    if (!started.ok) throw new Error(started.detail);
    const chosen = started.running.listening.find(({ purpose }) => purpose === 'data');
    const { error, conversations, story, client } = await me.exchange('ftp', 'list');
    expect(error).toBeNull();
    expect(client).toMatch(/^basic-ftp \d/);
    expect(story).toContainEqual({ did: 'the list', got: 'menus, prices.csv, readme.txt' });
    const [control, data] = bothOf(conversations);
    expect(control?.server.port).toBe(tier === 'netns' ? 21 : 8021);
    expect(data?.server.port).toBe(chosen?.local.port);
    const port = fieldsOf(control).find(({ name }) => name === 'port')?.meaning;
    expect(port).toMatch(new RegExp(`^a port is two bytes: .* = ${data?.server.port}$`));
    expect(fieldsOf(data).map(({ name }) => name)).toEqual(['menus', 'prices.csv', 'readme.txt']);
    expect(data?.turns.map(({ from }) => from)).toEqual(['server']);
  });

  it('fetches a file', async () => {
    const me = await learner();
    await me.start('ftp');
    const { error, conversations, story, log } = await me.exchange('ftp', 'download');
    expect(error).toBeNull();
    expect(story).toContainEqual({ did: 'the file', got: 'Welcome to the files of the tea shop.' });
    expect(bothOf(conversations)[1]?.ended).toBe('server closed');
    expect(log.join()).toContain('OK DOWNLOAD');
  });

  it('stores a file, and the data goes the other way', async () => {
    const me = await learner();
    await me.start('ftp');
    const { error, conversations, story } = await me.exchange('ftp', 'upload', { text: 'grüße' });
    expect(error).toBeNull();
    expect(story).toContainEqual({ did: 'the file, fetched again', got: 'grüße' });
    const transfers = conversations.filter(({ purpose }) => purpose === 'data');
    expect(transfers.map(({ turns }) => turns.map(({ from }) => from))).toEqual([
      ['client'],
      ['server'],
    ]);
  });

  it.each([
    ['wrong-password', '530', '530 Login incorrect.'],
    ['no-such-file', '550', '550 Failed to open file.'],
  ])('%s', async (exchange, code, message) => {
    const me = await learner();
    await me.start('ftp');
    const { error, conversations } = await me.exchange('ftp', exchange);
    expect(error).toEqual({ code, message });
    expect(fieldsOf(conversations[0]).map(({ name }) => name)).toContain(`code ${code}`);
  });

  it('in active mode the server calls the client', async () => {
    const me = await learner();
    await me.start('ftp');
    const from = tier === 'netns' ? (['laptop', 'phone'] as const) : (['laptop'] as const);
    for (const host of from) {
      const { error, conversations, story } = await me.exchange('ftp', 'active', {}, host);
      expect(error).toBeNull();
      const [control, data] = bothOf(conversations);
      expect(data?.server.port).toBe(tier === 'netns' ? 20 : 8020);
      expect(data?.client.addr).toBe(control?.client.addr);
      expect(story.map(({ got }) => got).join()).toContain(
        `the server called, from ${data?.server.addr}:${data?.server.port}`,
      );
      expect(fieldsOf(data)).toMatchObject([{ name: 'content' }]);
    }
  });

  it('nobody listens: refused', async () => {
    const me = await learner();
    expect((await me.exchange('ftp', 'list')).error?.code).toBe('ECONNREFUSED');
  });
});
