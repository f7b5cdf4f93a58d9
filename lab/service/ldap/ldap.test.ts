// ldapts calls over real sockets, in both tiers.
import { expect, it } from 'vitest';
import type { Conversation } from '@/contract/lab-service';
import { inEachTier } from '../test-service';

const told = (conversation: Conversation | undefined) =>
  (conversation?.turns ?? []).flatMap(({ fields }) =>
    fields.map(({ name, meaning }) => `${name}: ${meaning.split('. In BER')[0]}`),
  );

inEachTier('ldap', (learner, tier) => {
  it('logs in, and every byte has its meaning', async () => {
    const me = await learner();
    await me.start('ldap');
    const { error, conversations, story, client, log } = await me.exchange('ldap', 'bind');
    expect(error).toBeNull();
    expect(client).toMatch(/^ldapts \d/);
    expect(story).toEqual([{ did: 'bind uid=ann,ou=people,dc=shop,dc=example', got: '0 success' }]);
    const [wire] = conversations;
    expect(wire?.server.port).toBe(tier === 'netns' ? 389 : 8389);
    expect(told(wire)).toEqual(
      expect.arrayContaining([
        'version: version 3 of LDAP',
        'name: who I am: “uid=ann,ou=people,dc=shop,dc=example”',
        'password: “earl-grey”, readable by everybody on the way',
        'result code: 0: success',
        'unbind: goodbye; no answer follows',
      ]),
    );
    for (const { fields, total } of wire?.turns ?? []) {
      const ends = fields.map(({ at, length }) => at + length);
      expect(fields.map(({ at }) => at)).toEqual([0, ...ends.slice(0, -1)]);
      expect(ends.at(-1)).toBe(total);
    }
    expect(log.join()).toContain('BIND dn="uid=ann');
  });

  it.each([
    ['wrong-password', '49', /^invalid name or password Code: 0x31$/],
    ['no-password', '53', /disallowed/],
    ['no-such-base', '32', /^no such entry Code: 0x20$/],
  ])('%s is refused with code %s', async (exchange, code, words) => {
    const me = await learner();
    await me.start('ldap');
    const { error, conversations, story } = await me.exchange('ldap', exchange);
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(words);
    expect(story.at(-1)?.got).toContain(code);
    expect(told(conversations[0]).join()).toContain(`result code: ${code}: `);
  });

  it('finds a person, and takes signs of a filter for letters', async () => {
    const me = await learner();
    await me.start('ldap');
    const found = await me.exchange('ldap', 'search-person', { name: 'ben' });
    expect(found.error).toBeNull();
    expect(found.story.at(-1)?.got).toBe(
      'uid=ben,ou=people,dc=shop,dc=example: Ben Birch, baker, ben@shop.example',
    );
    expect(told(found.conversations[0])).toEqual(
      expect.arrayContaining([
        'scope: 2: this entry and all below it',
        'equal: this attribute has this value',
        'name: the name of the entry: “uid=ben,ou=people,dc=shop,dc=example”',
        'value: a value: “Ben Birch”',
        'search done: that was all, and how it went',
      ]),
    );
    const all = await me.exchange('ldap', 'search-person', { name: '*' });
    expect(all.story.at(-1)?.got).toBe('0 success, and no entry');
  });

  it('searches by a tree of tests; to find nobody is no error', async () => {
    const me = await learner();
    await me.start('ldap');
    const several = await me.exchange('ldap', 'search-several');
    expect(several.story.at(-1)?.got.split(' / ')).toHaveLength(3);
    expect(told(several.conversations[0]).map((each) => each.split(':')[0])).toEqual(
      expect.arrayContaining(['and', 'or', 'substrings', 'present']),
    );
    const nothing = await me.exchange('ldap', 'search-nothing');
    expect(nothing).toMatchObject({ error: null });
    expect(nothing.story.at(-1)?.got).toBe('0 success, and no entry');
  });

  it('a stranger sees less', async () => {
    const me = await learner();
    await me.start('ldap');
    const { error, story } = await me.exchange('ldap', 'anonymous');
    expect(error).toBeNull();
    expect(story.at(-1)?.got).toBe('uid=ann,ou=people,dc=shop,dc=example: Ann Ashe, owner');
  });

  it('compares', async () => {
    const me = await learner();
    await me.start('ldap');
    expect((await me.exchange('ldap', 'compare')).story.at(-1)?.got).toBe('6 compareTrue');
  });

  it('nobody listens: refused', async () => {
    const me = await learner();
    expect((await me.exchange('ldap', 'bind')).error?.code).toBe('ECONNREFUSED');
  });
});
