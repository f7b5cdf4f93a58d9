// Real sockets on own loopback addresses. Whatever may not be dialled is never dialled: the unit
// tests of dial-policy replace the dialling itself; here strangers count their callers.
import { createServer } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { openLearner, startTestLab, whyNotHere } from './test-lab';

const why = await whyNotHere('loopback');

async function stranger(addr: string) {
  let calls = 0;
  const server = createServer((socket) => {
    calls++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen({ host: addr, port: 0 }, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { port, calls: () => calls, close: () => server.close() };
}

describe.skipIf(why)(`loopback tier${why ? ` (skipped: ${why})` : ''}`, () => {
  const lab = startTestLab('loopback');
  afterAll(() => lab.stop());

  async function learner() {
    const me = await openLearner(lab);
    const [first = '', second = ''] = me.view.hosts[0]?.bind.map(({ addr }) => addr) ?? [];
    return { ...me, first, second };
  }

  it('says what it is, and offers one host with two addresses of its own', async () => {
    const [one, two] = [await learner(), await learner()];
    expect(one.view).toMatchObject({ tier: 'loopback', lowestPort: 1024 });
    expect(one.view.hosts).toHaveLength(1);
    expect(one.first).toMatch(/^127\.\d+\.\d+\.1$/);
    expect(two.first).not.toBe(one.first);
  });

  it('two servers on one number: each address answers for itself', async () => {
    const me = await learner();
    await me.listen(me.first, 28_000, { behaviour: 'banner' });
    expect(await me.probe('laptop', me.second, 28_000)).toMatchObject({
      outcome: 'refused',
      errno: 'ECONNREFUSED',
    });
    await me.listen(me.second, 28_000, { behaviour: 'echo' });
    const answers = [me.first, me.second].map((addr) =>
      me.probe('laptop', addr, 28_000, { say: 'line' }),
    );
    expect((await Promise.all(answers)).map(({ received }) => received)).toEqual([
      '220 lab.example ready\r\n',
      'hello\r\n',
    ]);
  });

  it('never-accept works as in a private network, and the table is the kernel’s', async () => {
    const me = await learner();
    await me.listen(me.first, 28_001, { behaviour: 'never-accept', backlog: 5 });
    await me.probe('laptop', me.first, 28_001, { keep: true });
    const { rows } = await me.sockets();
    expect(rows.find((row) => row.state === 'LISTEN')).toMatchObject({ recvQ: 1, sendQ: 5 });
    expect(rows.every((row) => row.local.addr === me.first)).toBe(true);
  });

  it('a port that the server’s own programs hold on every address is never dialled', async () => {
    const server = await stranger('0.0.0.0');
    const me = await learner();
    expect(await me.probe('laptop', me.first, server.port)).toMatchObject({
      outcome: 'not-usable',
      errno: 'EADDRINUSE',
    });
    expect(server.calls()).toBe(0);
    server.close();
  });

  it.each(['127.0.0.1', '127.0.0.2', '0.0.0.0', '::1', '192.168.1.20', '169.254.169.254'])(
    '%s is not this learner’s, and not tried',
    async (addr) => {
      const server = await stranger('127.0.0.1');
      const me = await learner();
      const refused = { code: 'address-not-allowed' };
      await expect(me.probe('laptop', addr, server.port)).rejects.toMatchObject(refused);
      await expect(me.listen(addr, 28_002)).rejects.toMatchObject(refused);
      expect(server.calls()).toBe(0);
      server.close();
    },
  );

  it('a neighbour’s address is out of reach', async () => {
    const [one, two] = [await learner(), await learner()];
    await one.listen(one.first, 28_003);
    await expect(two.probe('laptop', one.first, 28_003)).rejects.toMatchObject({
      code: 'address-not-allowed',
    });
    expect((await two.sockets()).rows).toEqual([]);
  });

  it('low ports and the phone are named as not here', async () => {
    const me = await learner();
    await expect(me.listen(me.first, 80)).rejects.toMatchObject({ code: 'port-not-allowed' });
    await expect(me.probe('phone', me.first, 80)).rejects.toMatchObject({ code: 'host-not-here' });
  });
});
