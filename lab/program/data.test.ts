// Redis, PostgreSQL and MariaDB from Debian's packages, spoken to by the lab's clients.
import { expect, it } from 'vitest';
import { explained, withProgram } from './test-program';

withProgram('redis', (running, gone) => {
  it('answers, and the bytes between are read from the machine’s packets', async () => {
    const me = await running();
    const { conversations, ...result } = await me.exchange('redis', 'ping');
    expect(result).toMatchObject({ error: null, story: [{ did: 'PING', got: 'PONG' }] });
    expect(conversations).toMatchObject([
      {
        server: { addr: '127.0.0.1', port: 6379 },
        layer: 'on the wire',
        ended: 'client closed',
        turns: [
          { from: 'client', bytes: '*1\r\n$4\r\nPING\r\n' },
          { from: 'server', bytes: '+PONG\r\n', fields: [{ name: 'status', at: 0, length: 7 }] },
        ],
      },
    ]);
    const set = await me.exchange('redis', 'set-and-get', { value: 'grüße' }, 'phone');
    expect(set.story.map(({ got }) => got)).toEqual(['OK', 'grüße']);
    expect(set.conversations[0]?.client.addr).toBe('192.168.1.50');
    const { error } = await me.exchange('redis', 'unknown-command');
    expect(error?.message).toBe(
      "ERR unknown command 'GIMME', with args beginning with: 'visitors' ",
    );
    await gone(me);
  });

  it('starts anew with nothing in it, and never two on one port', async () => {
    const me = await running();
    await me.exchange('redis', 'count');
    expect(await me.start('redis', 'everywhere', 'program')).toMatchObject({ ok: true });
    const { story } = await me.exchange('redis', 'count');
    expect(story.map(({ got }) => got)).toEqual(['1', '2']);
    expect(await me.start('redis')).toMatchObject({ ok: true, running: { runAs: 'library' } });
    expect((await me.exchange('redis', 'ping')).log.join()).toContain('Accepted');
    await me.stop('redis');
    await me.listen('127.0.0.1', 6379);
    expect(await me.start('redis', 'everywhere', 'program')).toEqual({
      ok: false,
      errno: 'EADDRINUSE',
      detail: 'listen EADDRINUSE: address already in use 0.0.0.0:6379',
    });
  });

  it('for this machine only: the phone is refused', async () => {
    const me = await running();
    await me.start('redis', 'this-machine', 'program');
    expect(await me.exchange('redis', 'ping')).toMatchObject({ error: null });
    expect(await me.exchange('redis', 'ping', {}, 'phone')).toMatchObject({
      error: { code: 'ECONNREFUSED' },
      conversations: [],
    });
    await gone(me);
  });
});

withProgram('postgresql', (running, gone, name) => {
  it('queries, an order, a wrong password, a missing table', async () => {
    const me = await running();
    const asked = await me.exchange('postgres', 'query', {}, 'phone');
    expect(asked.error).toBeNull();
    expect(asked.story[0]?.got).toContain(name);
    expect(asked.story[1]?.got).toBe('2 | black | 5');
    explained(asked.conversations[0]);
    expect(asked.log.join()).toContain('connection authorized: user=shop database=shop');
    expect((await me.exchange('postgres', 'insert')).error).toBeNull();
    for (const [exchange, code] of [
      ['wrong-password', '28P01'],
      ['no-such-database', '3D000'],
      ['no-such-table', '42P01'],
    ] as const) {
      expect(await me.exchange('postgres', exchange)).toMatchObject({ error: { code } });
    }
    await gone(me);
  });
});

withProgram('mariadb', (running, gone) => {
  it('queries, an order, a wrong password, a missing table', async () => {
    const me = await running();
    const asked = await me.exchange('mysql', 'query', {}, 'phone');
    expect(asked.story[0]?.got).toMatch(/MariaDB/);
    expect(asked.story[1]?.got).toBe('2 | black | 5');
    explained(asked.conversations[0]);
    expect(asked.log.join()).toContain('Query SELECT VERSION()');
    expect((await me.exchange('mysql', 'insert')).story.at(-1)?.got).toBe('3');
    expect((await me.exchange('mysql', 'wrong-password')).error).toMatchObject({
      code: 'ER_ACCESS_DENIED_ERROR',
    });
    expect((await me.exchange('mysql', 'no-such-table')).error).toMatchObject({
      code: 'ER_NO_SUCH_TABLE',
    });
    await gone(me);
  });
});
