// Apache alone, and nginx in front of Django, from Debian's packages.
import { expect, it } from 'vitest';
import { explained, said, withProgram } from './test-program';

withProgram('apache', (running, gone) => {
  it('serves, moves, refuses and takes orders like the lab’s own site', async () => {
    const me = await running();
    for (const [exchange, status] of [
      ['get-page', '200 OK: Tea shop Welcome.'],
      ['head', '200 OK'],
      ['not-found', '404 Not Found'],
      ['moved', '301 Moved Permanently'],
      ['order', '201 Created: Ordered'],
    ] as const) {
      const { story, error, conversations } = await me.exchange('http', exchange, {}, 'phone');
      expect(error).toBeNull();
      expect(story[0]?.got).toContain(`HTTP/1.1 ${status}`);
      expect(conversations[0]?.client.addr).toBe('192.168.1.50');
      expect(explained(conversations[0])).toContain('Server');
    }
    const { conversations, log } = await me.exchange('http', 'two-requests');
    expect(conversations.map(({ turns }) => turns.length)).toEqual([4]);
    expect(log).toEqual([
      '127.0.0.1 "GET / HTTP/1.1" 200 99',
      '127.0.0.1 "GET /coffee HTTP/1.1" 404 236',
    ]);
    await gone(me);
  });
});

for (const [id, app] of [
  ['nginx-gunicorn-django', 'gunicorn'],
  ['nginx-runserver', 'python3'],
] as const) {
  withProgram(id, (running, gone, name) => {
    it('two conversations for one request, and the caller’s address goes along', async () => {
      const me = await running();
      expect(name).toMatch(/^nginx \S+ in front of .*Django \d/);
      const { story, conversations } = await me.exchange('proxy', 'through', {}, 'phone');
      expect(story).toEqual([
        {
          did: 'GET /',
          got: 'HTTP/1.1 200 OK: Tea shop Django was called from 127.0.0.1, on behalf of 192.168.1.50.',
        },
      ]);
      const [front, behind] = ['web', 'app'].map((wanted) =>
        conversations.find(({ purpose }) => purpose === wanted),
      );
      expect(front?.client.addr).toBe('192.168.1.50');
      expect(behind?.client.addr).toBe('127.0.0.1');
      expect(said(front)).not.toContain('X-Forwarded-For');
      expect(said(behind)).toContain('X-Forwarded-For: 192.168.1.50');
      expect(explained(front)).toContain('Server');
      expect(explained(behind)).toContain('X-Forwarded-For');
      const { rows } = await me.sockets();
      const owners = rows.flatMap(({ state, local, owners: [owner] }) =>
        state === 'LISTEN' ? [[local.port, owner?.program]] : [],
      );
      expect(owners.sort()).toEqual([
        [80, 'nginx'],
        [8000, app],
      ]);
      await gone(me);
    });

    it('502 when nobody listens behind, 504 when nobody answers, each with its line', async () => {
      const me = await running();
      const down = await me.exchange('proxy', 'app-gone');
      expect(down.story[0]?.got).toContain('502 Bad Gateway');
      expect(down.log.join()).toContain('connect() failed (111: Connection refused)');
      const silent = await me.exchange('proxy', 'app-silent');
      expect(silent.story[0]?.got).toContain('504 Gateway Time-out');
      expect(silent.log.join()).toContain('upstream timed out (110: Connection timed out)');
      const direct = await me.exchange('proxy', 'past-the-proxy');
      expect(direct.story[0]?.got).toContain('200 OK');
      const outside = await me.exchange('proxy', 'past-the-proxy', {}, 'phone');
      expect(outside).toMatchObject({ error: { code: 'ECONNREFUSED' }, conversations: [] });
      await gone(me);
    });
  });
}
