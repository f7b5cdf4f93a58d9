// The official driver, the documents it sends, and what is said of each byte.
import { expect, it } from 'vitest';
import { inEachTier } from '../test-service';

inEachTier('mongodb', (learner) => {
  it('a document goes in and is found again', async () => {
    const me = await learner();
    await me.start('mongodb');
    const { story, error, conversations, client } = await me.exchange(
      'mongodb',
      'insert-and-find',
      {
        tea: 'oolong',
      },
    );
    expect(error).toBeNull();
    expect(client).toMatch(/^mongodb \d/);
    expect(story[1]?.got).toContain('"tea":"oolong","cups":2');
    const fields = conversations.flatMap(({ turns }) => turns.flatMap((turn) => turn.fields));
    const documents = fields
      .filter(({ name }) => name === 'document')
      .map(({ meaning }) => meaning);
    expect(documents.join()).toContain('"insert":"orders"');
    expect(documents.join()).toContain('"tea":"oolong"');
    expect(fields.map(({ meaning }) => meaning).join()).toContain('OP_MSG');
  });

  it('a filter chooses', async () => {
    const me = await learner();
    await me.start('mongodb');
    expect((await me.exchange('mongodb', 'find-with-filter')).story[1]?.got).toBe('green, black');
  });

  it.each([
    ['same-id-twice', '11000', /^E11000 duplicate key error/],
    ['unknown-command', '59', /^no such command: 'brewTea'$/],
  ])('%s', async (exchange, code, words) => {
    const me = await learner();
    await me.start('mongodb');
    const { error } = await me.exchange('mongodb', exchange);
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(words);
  });

  it('without a server the driver says whom it could not reach', async () => {
    const me = await learner();
    const { error } = await me.exchange('mongodb', 'insert-and-find');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
