// What is left when things die. Ends only processes that it has started itself, by their pid.
import { describe, expect, it } from 'vitest';
import { whyNoLabd } from './labd-process';
import {
  eventually,
  isAgent,
  isLabd,
  isService,
  openLearner,
  processesUnder,
  startTestLab,
  whyNotHere,
} from './test-lab';
import { comesToNothing, isAlive, lookAround, startServer } from './test-remains';

const linux = whyNoLabd();
const noNetns = linux ?? (await whyNotHere('netns'));

describe.each([
  ['netns', noNetns],
  ['loopback', linux],
] as const)('%s tier, when processes die', (tier, why) => {
  it.skipIf(why)(
    `kill -9 of the server leaves nothing${why ? ` (skipped: ${why})` : ''}`,
    async () => {
      const takeStock = lookAround();
      const server = await startServer(tier, { sandboxes: 2, service: 'redis', runAs: 'library' });
      const { family, left } = takeStock(server.pid ?? -1);
      expect(family.filter(isAgent).length).toBe(tier === 'netns' ? 4 : 2);
      expect(family.filter(isService).length).toBe(2);
      server.kill('SIGKILL');
      expect(await comesToNothing(left)).toEqual([]);
    },
  );

  it.skipIf(why)(
    `a closed sandbox takes its processes with it${why ? ` (skipped: ${why})` : ''}`,
    async () => {
      const lab = startTestLab(tier);
      await lab.status();
      const before = processesUnder(process.pid).filter(isAgent).length;
      const me = await openLearner(lab);
      const mine = processesUnder(process.pid).filter(isAgent);
      expect(mine.length).toBe(before + (tier === 'netns' ? 2 : 1));
      await lab.call('end', { session: me.session });
      expect(
        await eventually(() => processesUnder(process.pid).filter(isAgent).length === before),
      ).toBe(true);
      await expect(me.sockets()).rejects.toMatchObject({ code: 'session-ended' });
      lab.stop();
    },
  );

  it.skipIf(why)(
    `an agent that dies ends its sandbox, and no other${why ? ` (skipped: ${why})` : ''}`,
    async () => {
      const lab = startTestLab(tier);
      const other = await openLearner(lab);
      const known = new Set(processesUnder(process.pid).map(({ pid }) => pid));
      const me = await openLearner(lab);
      const agent = processesUnder(process.pid).find((one) => isAgent(one) && !known.has(one.pid));
      const reasons: string[] = [];
      lab.subscribe(me.session, { event: () => {}, end: (reason) => reasons.push(reason) });
      process.kill(agent?.pid ?? -1, 'SIGKILL');
      expect(await eventually(() => reasons.length > 0)).toBe(true);
      expect(reasons).toEqual(['crashed']);
      expect((await other.sockets()).listeners).toEqual([]);
      lab.stop();
    },
  );

  it.skipIf(why)(
    `a service process that dies ends its sandbox, and no other${why ? ` (skipped: ${why})` : ''}`,
    async () => {
      const lab = startTestLab(tier);
      const other = await openLearner(lab);
      await other.start('redis');
      const known = new Set(processesUnder(process.pid).map(({ pid }) => pid));
      const me = await openLearner(lab);
      await me.start('redis');
      const mine = processesUnder(process.pid).filter(({ pid }) => !known.has(pid));
      const reasons: string[] = [];
      lab.subscribe(me.session, { event: () => {}, end: (reason) => reasons.push(reason) });
      process.kill(mine.find(isService)?.pid ?? -1, 'SIGKILL');
      expect(await eventually(() => reasons.length > 0)).toBe(true);
      expect(reasons).toEqual(['crashed']);
      expect(await eventually(() => !mine.some(isAlive))).toBe(true);
      expect(await other.exchange('redis', 'ping')).toMatchObject({ error: null });
      lab.stop();
    },
  );

  it.skipIf(why)(
    `when labd dies the site lives on, says so, and has a lab again${why ? ` (skipped: ${why})` : ''}`,
    async () => {
      const lab = startTestLab(tier);
      const me = await openLearner(lab);
      await me.start('redis');
      const family = processesUnder(process.pid);
      expect(family.filter(isService)).toHaveLength(1);
      const labd = family.find(isLabd);
      const reasons: string[] = [];
      lab.subscribe(me.session, { event: () => {}, end: (reason) => reasons.push(reason) });
      process.kill(labd?.pid ?? -1, 'SIGKILL');
      expect(await eventually(() => reasons.length > 0)).toBe(true);
      expect(reasons).toEqual(['lab-down']);
      expect(await lab.status()).toMatchObject({ state: 'restarting', tier: 'off' });
      await expect(me.sockets()).rejects.toMatchObject({ code: 'lab-off' });
      expect(await eventually(() => !family.some(isAlive))).toBe(true);
      expect(await eventually(async () => (await lab.status()).state === 'ready')).toBe(true);
      const again = await openLearner(lab);
      expect(again.session).not.toBe(me.session);
      lab.stop();
    },
  );
});

describe.skipIf(linux)(`labd's socket${linux ? ` (skipped: ${linux})` : ''}`, () => {
  it('is gone from the disk as soon as the server is connected', async () => {
    const takeStock = lookAround();
    const lab = startTestLab('loopback');
    await lab.status();
    expect(await comesToNothing(takeStock(-1).left)).toEqual([]);
    lab.stop();
  });
});
