// Dovecot, slapd and Mosquitto from Debian's packages: programs that ask who calls.
import { expect, it } from 'vitest';
import { explained, said, withProgram } from './test-program';

withProgram('dovecot', (running, gone, name) => {
  it('a mail is read, and not with a wrong password', async () => {
    const me = await running();
    const read = await me.exchange('mail', 'read', {}, 'phone');
    expect(read.error).toBeNull();
    expect(read.story.at(-2)?.got).toBe(
      'From shop@shop.example: “Welcome”. Your mailbox is ready.',
    );
    expect(explained(read.conversations[0])).toEqual(
      expect.arrayContaining(['tag', 'EXISTS', 'FETCH', 'BYE']),
    );
    expect(read.log.join()).toContain('Login: user=<ann>');
    const wrong = await me.exchange('mail', 'read-wrong-password');
    expect(wrong.story[0]?.got).toContain('AUTHENTICATIONFAILED');
    expect(wrong.log.join()).toContain('Password mismatch');
    await gone(me);
  });

  it('what it does not do is said, not shown as a refusal', async () => {
    const me = await running();
    expect(name).toContain('IMAP');
    await expect(me.exchange('mail', 'send')).rejects.toThrow('has no part in this exchange');
  });
});

withProgram('slapd', (running, gone) => {
  it('who may log in, and what they find', async () => {
    const me = await running();
    const found = await me.exchange('ldap', 'search-person', {}, 'phone');
    expect(found.error).toBeNull();
    expect(found.story[1]?.got).toBe(
      'uid=ann,ou=people,dc=shop,dc=example: Ann Ashe, owner, ann@shop.example',
    );
    explained(found.conversations[0]);
    expect(found.log.join()).toContain('BIND dn="uid=ann,ou=people,dc=shop,dc=example"');
    const stranger = await me.exchange('ldap', 'anonymous');
    expect(stranger.story[1]?.got).toBe('uid=ann,ou=people,dc=shop,dc=example: Ann Ashe, owner');
    for (const [exchange, code] of [
      ['wrong-password', '49'],
      ['no-password', '53'],
      ['no-such-base', '32'],
    ] as const) {
      expect(await me.exchange('ldap', exchange)).toMatchObject({ error: { code } });
    }
    await gone(me);
  });
});

withProgram('mosquitto', (running, gone) => {
  it('passes messages on, keeps one, and knows who is gone', async () => {
    const me = await running();
    const { story, conversations, log } = await me.exchange('mqtt', 'publish', { message: '19' });
    expect(story[1]?.got).toBe('phone hears home/kitchen/temperature: 19');
    expect(conversations).toHaveLength(2);
    for (const conversation of conversations) explained(conversation);
    expect(conversations.map(said).join()).toContain('home/kitchen/temperature');
    expect(log.join()).toContain('Received PUBLISH from thermometer');
    const kept = await me.exchange('mqtt', 'retained');
    expect(kept.story[1]?.got).toContain('kept by the broker');
    const last = await me.exchange('mqtt', 'last-message', {}, 'phone');
    expect(last.story[1]?.got).toBe('phone hears home/lamp: gone');
    expect((await me.exchange('mqtt', 'wrong-password')).error?.message).toMatch(
      /^Connection refused/,
    );
    await gone(me);
  });
});
