// What must be impossible, asked of labd itself, behind the schemas of the routes: whoever got past
// them meets these walls. docs/lab.md lists the lines and where each one is proved.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventStream } from './event-stream';
import {
  eventually,
  isService,
  openLearner,
  processesUnder,
  startTestLab,
  whyNotHere,
} from './test-lab';

type Learner = Awaited<ReturnType<typeof openLearner>>;
const here = (me: Learner) => me.view.hosts[0]?.dial[0]?.addr ?? '';

/** Somebody else's server, who counts its callers. */
async function stranger(where: { path: string } | { host: string; port: 0 }) {
  let calls = 0;
  const server = createServer((socket) => {
    calls++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(where, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { port, calls: () => calls, close: () => server.close() };
}

const fast = { operationsPerSecond: 1e6, probesPerSecond: 1e6, opensPerSecond: 1e6 };
const tiers = { netns: await whyNotHere('netns'), loopback: await whyNotHere('loopback') };

describe.each(['netns', 'loopback'] as const)('%s tier', (tier) => {
  const why = tiers[tier];
  describe.skipIf(why)(`is impossible${why ? ` (skipped: ${why})` : ''}`, () => {
    const lab = startTestLab(tier);
    const quick = startTestLab(tier, fast);
    afterAll(() => {
      lab.stop();
      quick.stop();
    });

    it('a UNIX socket, said in any way', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'portside-test-'));
      const path = join(folder, 'server.sock');
      const server = await stranger({ path });
      const me = await openLearner(lab);
      const refused = { code: 'address-not-allowed' };
      await expect(me.probe('laptop', path, 80)).rejects.toMatchObject(refused);
      await expect(me.listen(path, 8_080)).rejects.toMatchObject(refused);
      const smuggled = { path, fd: 0, socketPath: path } as object;
      await me.probe('laptop', here(me), 28_901, smuggled);
      await me.start('redis');
      await me.exchange('redis', 'ping', { path, socketPath: path });
      expect(server.calls()).toBe(0);
      server.close();
      rmSync(folder, { recursive: true });
    });

    it.each([
      'localhost',
      'localhost.',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '①②⑦.0.0.1',
      '127.0.0.1 ',
      '127.0.0.1\u0000.example.org',
      '[::1]',
      '::1%lo',
      'a.rebind.example',
    ])('the name or spelling %j', async (addr) => {
      const me = await openLearner(lab);
      const refused = { code: 'address-not-allowed' };
      await expect(me.probe('laptop', addr, 80)).rejects.toMatchObject(refused);
      await expect(me.listen(addr, 8_080)).rejects.toMatchObject(refused);
    });

    it.each([0, -1, 65_536, 80.5, '80', null])('port %j', async (port) => {
      const me = await openLearner(lab);
      const wrong = port as number;
      const refused = { code: 'port-not-allowed' };
      await expect(me.probe('laptop', here(me), wrong)).rejects.toMatchObject(refused);
      await expect(me.listen(here(me), wrong)).rejects.toMatchObject(refused);
      expect((await me.sockets()).rows.filter(({ state }) => state === 'LISTEN')).toEqual([]);
    });

    it('to reach a neighbour’s service, or to be its relay', async () => {
      const [one, two] = [await openLearner(lab), await openLearner(lab)];
      const started = await one.start('redis');
      if (!started.ok) throw new Error(started.detail);
      expect(await two.exchange('redis', 'ping')).toMatchObject({
        error: { code: 'ECONNREFUSED' },
      });
      await two.start('redis');
      await one.exchange('redis', 'ping');
      expect(await two.exchange('redis', 'ping')).toMatchObject({ error: null });
      const ends = (me: Learner) =>
        me.sockets().then(({ rows }) => rows.map(({ peer, local }) => [peer?.addr, local.addr]));
      if (tier === 'loopback') {
        for (const pair of await ends(two)) expect(pair).not.toContain(here(one));
        const { port } = started.running.listening[0]?.local ?? { port: 0 };
        await expect(two.probe('laptop', here(one), port)).rejects.toMatchObject({
          code: 'address-not-allowed',
        });
      }
    });

    it('to have a file server call somebody else (RFC 2577)', async () => {
      const server = await stranger({ host: '0.0.0.0', port: 0 });
      const me = await openLearner(quick);
      const started = await me.start('ftp');
      if (!started.ok) throw new Error(started.detail);
      const control = started.running.listening.find(({ purpose }) => purpose === 'control');
      const { kept } = await me.probe('laptop', here(me), control?.local.port ?? 0, { keep: true });
      const high = server.port >> 8;
      const low = server.port & 255;
      const targets = [here(me), '127.0.0.1', '169.254.169.254', '192.168.1.50'];
      await me.send(kept ?? '', 'USER ada\r\nPASS ada\r\nUSER anonymous\r\nPASS a@b\r\n');
      for (const addr of targets) {
        const six = `${addr.replaceAll('.', ',')},${high},${low}`;
        await me.send(kept ?? '', `PORT ${six}\r\nLIST\r\n`);
        await me.send(kept ?? '', `EPRT |1|${addr}|${server.port}|\r\nNLST\r\n`);
      }
      await me.send(kept ?? '', 'NOOP\r\n');
      const heard = async () => JSON.stringify(await me.events());
      expect(await eventually(async () => /5\d\d |4\d\d /.test(await heard()))).toBe(true);
      expect(await me.exchange('ftp', 'list')).toMatchObject({ error: null });
      expect(server.calls()).toBe(0);
      server.close();
    });

    it('10^5 connections: those who ask for them are slowed down, and the others feel nothing', async () => {
      const [me, other] = [await openLearner(lab), await openLearner(lab)];
      const started = await me.start('redis');
      if (!started.ok) throw new Error(started.detail);
      const port = started.running.listening[0]?.local.port ?? 0;
      let slowed = 0;
      let made = 0;
      for (let batch = 0; batch < 10; batch++) {
        const all = Array.from({ length: 10_000 }, () =>
          me.probe('laptop', here(me), port, { keep: true }).then(
            () => made++,
            (error) => void (error.code === 'rate' ? slowed++ : 0),
          ),
        );
        await Promise.all(all);
      }
      expect(slowed).toBeGreaterThan(90_000);
      expect(made).toBeLessThan(slowed);
      expect((await me.sockets()).connections.length).toBeLessThanOrEqual(32);
      expect(await other.listen(here(other), 28_902)).toMatchObject({ ok: true });
      const again = async () => {
        for (const { id } of (await me.sockets()).connections) await me.close(id).catch(() => {});
        return me.exchange('redis', 'ping').then(
          (told) => told.error === null,
          () => false,
        );
      };
      expect(await eventually(again)).toBe(true);
    }, 120_000);

    it('to end everybody’s lab with one’s own events and answers', async () => {
      const [me, other] = [await openLearner(quick), await openLearner(quick)];
      const addr = here(me);
      await me.listen(addr, 28_903, { behaviour: 'echo' });
      const { kept } = await me.probe('laptop', addr, 28_903, { keep: true });
      for (let line = 0; line < 200; line++) await me.send(kept ?? '', '\u0000'.repeat(8_192));
      expect(JSON.stringify(await me.events()).length).toBeLessThan(1024 * 1024);
      const started = await me.start('redis');
      if (!started.ok) throw new Error(started.detail);
      const port = started.running.listening[0]?.local.port ?? 0;
      const talks: Promise<unknown>[] = [];
      for (let talk = 0; talk < 12; talk++) {
        const mine = await me.probe('laptop', addr, port, { keep: true });
        for (let line = 0; line < 20; line++)
          talks.push(me.send(mine.kept ?? '', '\u0001'.repeat(16_000)).catch(() => {}));
      }
      const answer = me.exchange('redis', 'ping').catch((error) => error);
      await Promise.all(talks);
      await answer;
      expect((await other.sockets()).rows).toEqual([]);
      expect(await quick.status(other.session)).toMatchObject({ state: 'ready', yours: true });
    }, 60_000);

    it('to grow without end by never reading one’s events', async () => {
      const me = await openLearner(quick);
      const stream = eventStream(quick, me.session, 0, new AbortController().signal);
      const addr = here(me);
      await me.listen(addr, 28_904, { behaviour: 'echo' });
      const { kept } = await me.probe('laptop', addr, 28_904, { keep: true });
      expect(quick.subscribers(me.session)).toBe(1);
      const flood = async () => {
        for (let line = 0; line < 50; line++) await me.send(kept ?? '', 'x').catch(() => {});
        return quick.subscribers(me.session) === 0;
      };
      expect(await eventually(flood)).toBe(true);
      await stream.cancel();
    }, 60_000);

    it('another learner’s session, a made-up one, and one that has ended', async () => {
      const me = await openLearner(lab);
      await lab.call('end', { session: me.session });
      for (const [session, code] of [
        [me.session, 'session-ended'],
        ['A'.repeat(32), 'session-unknown'],
        ['__proto__', 'session-unknown'],
        ['', 'session-unknown'],
      ] as const) {
        for (const op of ['sockets', 'services'] as const) {
          await expect(lab.call(op, { session })).rejects.toMatchObject({ code });
        }
        await expect(lab.call('close', { session, id: 'l1' })).rejects.toMatchObject({ code });
        await expect(lab.call('stopService', { session, service: 'redis' })).rejects.toMatchObject({
          code,
        });
      }
    });

    it('tabs opened and closed that leave a process', async () => {
      await lab.status();
      const before = processesUnder(process.pid).length;
      for (let tab = 0; tab < 5; tab++) {
        const me = await openLearner(quick);
        await me.start('redis');
        await quick.call('end', { session: me.session });
      }
      expect(await eventually(() => processesUnder(process.pid).length <= before)).toBe(true);
    }, 60_000);

    it('for a service process to have more rights than an agent', async () => {
      const me = await openLearner(lab);
      const known = new Set(processesUnder(process.pid).map(({ pid }) => pid));
      await me.start('redis');
      const mine = processesUnder(process.pid).find((one) => isService(one) && !known.has(one.pid));
      const status = readFileSync(`/proc/${mine?.pid}/status`, 'utf8');
      const field = (name: string) =>
        new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
      expect(field('NoNewPrivs')).toBe('1');
      expect(field('Uid')).not.toBe('0');
      expect(Number.parseInt(field('CapEff'), 16)).toBe(tier === 'netns' ? 0x400 : 0);
      const limits = readFileSync(`/proc/${mine?.pid}/limits`, 'utf8');
      expect(limits).toMatch(/Max open files +256 +256/);
      expect(limits).toMatch(/Max file size +0 +0/);
      expect(mine?.command).toMatch(/--(experimental-)?permission/);
      expect(mine?.command).not.toMatch(/--allow-(fs|child|worker|addons)/);
    });
  });
});
