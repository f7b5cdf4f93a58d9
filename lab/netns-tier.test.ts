// Real sockets in real private networks. Nothing here can leave the machine: no route does.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { LAPTOP, NOBODY, PHONE } from './address-rules';
import { parseProcAddress } from './own-listener';
import {
  eventually,
  isAgent,
  openLearner,
  processesUnder,
  startTestLab,
  whyNotHere,
} from './test-lab';

const why = await whyNotHere('netns');

describe.skipIf(why)(`netns tier${why ? ` (skipped: ${why})` : ''}`, () => {
  const lab = startTestLab('netns');
  afterAll(() => lab.stop());

  describe('which address answers', () => {
    it('a listener on 127.0.0.1 answers the laptop and refuses the phone', async () => {
      const me = await openLearner(lab);
      expect(await me.listen('127.0.0.1', 80)).toMatchObject({ ok: true });
      const self = await me.probe('laptop', '127.0.0.1', 80, { say: 'http' });
      expect(self).toMatchObject({ outcome: 'open', closedByPeer: true });
      expect(self.received).toContain('HTTP/1.1 200 OK');
      expect(self.received).toContain(`You came from 127.0.0.1:${self.local?.port}`);
      const phone = await me.probe('phone', LAPTOP, 80);
      expect(phone).toMatchObject({ outcome: 'refused', errno: 'ECONNREFUSED', gaveUp: false });
      expect(await me.probe('laptop', '127.0.0.2', 80)).toMatchObject({ outcome: 'refused' });
    });

    it('a listener on 0.0.0.0 answers both, and each end is named as the kernel named it', async () => {
      const me = await openLearner(lab);
      await me.listen('0.0.0.0', 8000);
      const phone = await me.probe('phone', LAPTOP, 8000, { say: 'http' });
      expect(phone).toMatchObject({ outcome: 'open', local: { addr: PHONE } });
      expect(phone.received).toContain(`from ${PHONE}:${phone.local?.port} to ${LAPTOP}:8000`);
      expect(await me.probe('laptop', LAPTOP, 8000)).toMatchObject({ outcome: 'open' });
    });

    it('the phone’s own 127.0.0.1 is another machine’s', async () => {
      const me = await openLearner(lab);
      await me.listen('127.0.0.1', 8000);
      expect(await me.probe('phone', '127.0.0.1', 8000)).toMatchObject({ outcome: 'refused' });
      await me.listen('127.0.0.1', 8000, { host: 'phone' });
      expect(await me.probe('phone', '127.0.0.1', 8000)).toMatchObject({ outcome: 'open' });
    });

    it('IPv6 loopback is one more address, and :: takes IPv4 callers too', async () => {
      const me = await openLearner(lab);
      await me.listen('::1', 8000);
      expect(await me.probe('laptop', '::1', 8000)).toMatchObject({ outcome: 'open' });
      expect(await me.probe('laptop', '127.0.0.1', 8000)).toMatchObject({ outcome: 'refused' });
      await me.listen('::', 8001);
      expect(await me.probe('phone', LAPTOP, 8001)).toMatchObject({ outcome: 'open' });
    });
  });

  describe('what a queue does', () => {
    it('never-accept: connected before accept, and the kernel’s queue shows it', async () => {
      const me = await openLearner(lab);
      await me.listen('127.0.0.1', 9000, { behaviour: 'never-accept', backlog: 5 });
      const probe = await me.probe('laptop', '127.0.0.1', 9000, { keep: true });
      expect(probe).toMatchObject({ outcome: 'open', receivedBytes: 0 });
      const { rows } = await me.sockets();
      const listening = rows.find((row) => row.state === 'LISTEN');
      expect(listening).toMatchObject({ recvQ: 1, sendQ: 5, owners: [{ program: 'server' }] });
      const waiting = rows.find((row) => row.state === 'ESTAB' && row.local.port === 9000);
      expect(waiting?.owners).toEqual([]);
    });

    it('a backlog of 0 admits one; the second caller hears nothing', async () => {
      const me = await openLearner(lab);
      await me.listen('127.0.0.1', 9000, { behaviour: 'never-accept', backlog: 0 });
      await me.probe('laptop', '127.0.0.1', 9000, { keep: true });
      const second = await me.probe('laptop', '127.0.0.1', 9000);
      expect(second).toMatchObject({ outcome: 'timeout', errno: null, gaveUp: true });
    });
  });

  describe('what a server may do', () => {
    it.each([
      ['banner', 'nothing', '220 lab.example ready\r\n'],
      ['echo', 'line', 'hello\r\n'],
      ['silent', 'line', ''],
    ] as const)('%s, told %s, answers %j', async (behaviour, say, received) => {
      const me = await openLearner(lab);
      await me.listen('127.0.0.1', 25, { behaviour });
      const probe = await me.probe('laptop', '127.0.0.1', 25, { say });
      expect(probe).toMatchObject({ outcome: 'open', received });
    });

    it('accepting and closing with SO_LINGER 0 is a reset', async () => {
      const me = await openLearner(lab);
      await me.listen('0.0.0.0', 25, { behaviour: 'reset-after-accept' });
      expect(await me.probe('phone', LAPTOP, 25)).toMatchObject({
        outcome: 'reset',
        errno: 'ECONNRESET',
      });
    });

    it('bind without listen is refused, and holds the address all the same', async () => {
      const me = await openLearner(lab);
      await me.listen('127.0.0.1', 9000, { behaviour: 'bind-only', reuseAddr: false });
      expect(await me.probe('laptop', '127.0.0.1', 9000)).toMatchObject({ outcome: 'refused' });
      expect(await me.listen('127.0.0.1', 9000)).toMatchObject({
        ok: false,
        call: 'bind',
        errno: 'EADDRINUSE',
      });
    });

    it('two listeners on one address: EADDRINUSE, unless both set SO_REUSEPORT', async () => {
      const me = await openLearner(lab);
      await me.listen('127.0.0.1', 9000);
      expect(await me.listen('127.0.0.1', 9000)).toMatchObject({ ok: false, errno: 'EADDRINUSE' });
      expect(await me.listen('0.0.0.0', 9000)).toMatchObject({ ok: false, errno: 'EADDRINUSE' });
      expect(await me.listen(LAPTOP, 9000)).toMatchObject({ ok: true });
      await me.listen('127.0.0.1', 9001, { reusePort: true });
      expect(await me.listen('127.0.0.1', 9001, { reusePort: true })).toMatchObject({ ok: true });
    });

    it('an address that is not the laptop’s: EADDRNOTAVAIL', async () => {
      const me = await openLearner(lab);
      expect(await me.listen(PHONE, 9000)).toMatchObject({ ok: false, errno: 'EADDRNOTAVAIL' });
    });

    it('a closed listener refuses, and its port is free again', async () => {
      const me = await openLearner(lab);
      const first = await me.listen('127.0.0.1', 9000);
      if (!first.ok) throw new Error('must listen');
      await me.probe('laptop', '127.0.0.1', 9000, { say: 'http' });
      await me.close(first.listener.id);
      expect(await me.probe('laptop', '127.0.0.1', 9000)).toMatchObject({ outcome: 'refused' });
      expect(await me.listen('127.0.0.1', 9000)).toMatchObject({ ok: true });
    });
  });

  describe('what is written down', () => {
    it('events tell the calls, the answers and the states, in the order of one clock', async () => {
      const me = await openLearner(lab);
      await me.listen('127.0.0.1', 8000);
      await me.probe('laptop', '127.0.0.1', 8000, { say: 'http' });
      await me.sockets();
      // The server says goodbye in its own time, after the caller has its answer.
      const history = await vi.waitFor(
        async () => {
          const told = await lab.call('history', { session: me.session, after: 0 });
          const closed = told.some(
            ({ event }) =>
              event.kind === 'call' && event.program === 'server' && event.call === 'close',
          );
          expect(closed).toBe(true);
          return told;
        },
        { timeout: 10_000 },
      );
      const events = history.map(({ event }) => event).toSorted((a, b) => a.at - b.at);
      const told = events.flatMap((event) =>
        event.kind === 'call' && event.program === 'server' ? [event.call] : [],
      );
      expect(told).toEqual([
        'socket',
        'setsockopt',
        'bind',
        'listen',
        'accept',
        'recv',
        'send',
        'shutdown',
        'recv',
        'close',
      ]);
      const states = events.flatMap((event) => (event.kind === 'state' ? [event.to] : []));
      expect(states).toContain('LISTEN');
      expect(states).toContain('SYN-SENT');
      expect(states.filter((state) => state === 'ESTABLISHED')).toHaveLength(2);
      expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
    });

    it('the table is the kernel’s: seen from outside, the namespace holds the same listener', async () => {
      const me = await openLearner(lab);
      await me.listen('0.0.0.0', 4321);
      const outside = processesUnder(process.pid)
        .filter(isAgent)
        .flatMap(({ pid }) => readFileSync(`/proc/${pid}/net/tcp`, 'utf8').split('\n').slice(1))
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[3] === '0A')
        .map((fields) => parseProcAddress(fields[1] ?? ''));
      expect(outside).toContainEqual({ addr: '0.0.0.0', port: 4321 });
    });
  });

  describe('what is impossible', () => {
    it('two learners have the same port each, and reach their own only', async () => {
      const [one, two] = [await openLearner(lab), await openLearner(lab)];
      await one.listen('0.0.0.0', 80, { behaviour: 'banner' });
      expect(await two.probe('laptop', LAPTOP, 80)).toMatchObject({ outcome: 'refused' });
      expect(await two.probe('phone', LAPTOP, 80)).toMatchObject({ outcome: 'refused' });
      expect(await two.listen('0.0.0.0', 80)).toMatchObject({ ok: true });
      expect((await two.sockets()).listeners).toHaveLength(1);
    });

    it('closing what a neighbour opened is not found', async () => {
      const [one, two] = [await openLearner(lab), await openLearner(lab)];
      const mine = await one.listen('127.0.0.1', 80);
      if (!mine.ok) throw new Error('must listen');
      await expect(two.close(mine.listener.id)).rejects.toMatchObject({ code: 'not-found' });
      expect(await one.probe('laptop', '127.0.0.1', 80)).toMatchObject({ outcome: 'open' });
    });

    it('a listener of the server itself is refused, on every loopback address', async () => {
      let calls = 0;
      const server = createServer(() => calls++);
      await new Promise<void>((resolve) => server.listen({ host: '0.0.0.0', port: 0 }, resolve));
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const me = await openLearner(lab);
      for (const addr of ['127.0.0.1', '127.9.9.9', '0.0.0.0', LAPTOP]) {
        expect(await me.probe('laptop', addr, port)).toMatchObject({ outcome: 'refused' });
      }
      expect(calls).toBe(0);
      server.close();
    });

    it('what lies outside is unreachable by the kernel, not by a filter', async () => {
      const me = await openLearner(lab);
      for (const addr of ['203.0.113.10', '192.0.2.1', '198.51.100.7']) {
        expect(await me.probe('laptop', addr, 80)).toMatchObject({
          outcome: 'unreachable',
          errno: 'ENETUNREACH',
        });
      }
    });

    it('a neighbour on the cable that nobody is: EHOSTUNREACH', async () => {
      const me = await openLearner(lab);
      const probe = await me.probe('laptop', NOBODY, 80);
      expect(probe).toMatchObject({ outcome: 'unreachable', errno: 'EHOSTUNREACH' });
    });

    it.each([
      '169.254.169.254',
      '10.0.0.1',
      '172.17.0.1',
      '192.168.1.1',
      '8.8.8.8',
      '255.255.255.255',
      '::ffff:127.0.0.1',
      'fe80::1',
      'fd00::1',
    ])('%s is not even tried', async (addr) => {
      const me = await openLearner(lab);
      const refused = { code: 'address-not-allowed' };
      await expect(me.probe('laptop', addr, 80)).rejects.toMatchObject(refused);
      await expect(me.listen(addr, 80)).rejects.toMatchObject(refused);
    });

    it('an agent has one capability, no new privileges, and nobody’s account', async () => {
      await openLearner(lab);
      const agents = processesUnder(process.pid).filter(isAgent);
      expect(agents.length).toBeGreaterThanOrEqual(2);
      for (const { pid } of agents) {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1];
        expect(Number.parseInt(field('CapEff') ?? '', 16)).toBe(0x400);
        expect(Number.parseInt(field('CapBnd') ?? '', 16)).toBe(0x400);
        expect(field('NoNewPrivs')).toBe('1');
        expect(field('Uid')).not.toBe('0');
      }
    });
  });

  describe('limits', () => {
    it('the seventeenth listener is one too many', async () => {
      const me = await openLearner(lab);
      for (let port = 9001; port <= 9016; port++) {
        expect(
          await eventually(() =>
            me.listen('127.0.0.1', port).then(
              (r) => r.ok,
              () => false,
            ),
          ),
        ).toBe(true);
      }
      await expect(
        eventually(async () => {
          const error = await me.listen('127.0.0.1', 9017).catch((e) => e);
          return error.code === 'limit';
        }),
      ).resolves.toBe(true);
      expect((await me.sockets()).listeners).toHaveLength(16);
    });

    it('a burst of probes is slowed down, and the sandbox lives on', async () => {
      const me = await openLearner(lab);
      const burst = await Promise.allSettled(
        Array.from({ length: 40 }, () => me.probe('laptop', '127.0.0.1', 9)),
      );
      const slowed = burst.filter((r) => r.status === 'rejected' && r.reason.code === 'rate');
      expect(slowed.length).toBeGreaterThan(10);
      expect(slowed.length).toBeLessThan(40);
      const again = () =>
        me.probe('laptop', '127.0.0.1', 9).then(
          (r) => r.outcome === 'refused',
          () => false,
        );
      expect(await eventually(again)).toBe(true);
    });
  });
});
