import { describe, expect, it } from 'vitest';
import { defaultLimits, type LabLimits } from '../limits';
import { sleep } from '../test-lab';
import type { LabBackend, StartOptions } from './backend';
import { createRegistry } from './registry';

/** A backend without processes: what counts here is who has a place. */
function lobby(
  limits: Partial<LabLimits> = {},
  start: () => Promise<void> = async () => {},
  memory: () => number | null = () => null,
) {
  const started: StartOptions[] = [];
  const ends: [string, string][] = [];
  let alive = 0;
  const backend: LabBackend = {
    tier: 'netns',
    sealed: true,
    lowestPort: 1,
    ownAddresses: () => null,
    databases: { take: () => Promise.reject(new Error('no databases in this test')) },
    async start(options) {
      started.push(options);
      await start();
      alive += 1;
      return {
        agents: new Map(),
        enterService: () => Promise.reject(new Error('no services in this test')),
        takeTool: () => Promise.reject(new Error('no tools in this test')),
        enterProgram: null,
        roots: () => [],
        kill: () => void (alive -= 1),
      };
    },
  };
  const registry = createRegistry(
    backend,
    { ...defaultLimits, ...limits },
    { event: () => {}, end: (session, reason) => ends.push([session, reason]) },
    memory,
  );
  return { registry, started, ends, alive: () => alive };
}

describe('the registry of sandboxes', () => {
  it('knows whose is whose, and gives nobody another’s', async () => {
    const { registry } = lobby();
    const one = await registry.open(null);
    const two = await registry.open(null);
    expect(one.session).not.toBe(two.session);
    expect((await registry.open(one.session)).session).toBe(one.session);
    const guess = await registry.open('x'.repeat(32));
    expect(guess.session).not.toBe('x'.repeat(32));
    expect(() => registry.find('x'.repeat(32))).toThrow('No sandbox belongs');
  });

  it('a full house queues the next with their position, and lets them in by turn', async () => {
    const { registry } = lobby({ sessions: 2 });
    const [one] = [await registry.open(null), await registry.open(null)];
    const third = await registry.open(null);
    const fourth = await registry.open(null);
    expect(third.view).toMatchObject({ state: 'queued', position: 1 });
    expect(fourth.view).toMatchObject({ state: 'queued', position: 2 });
    registry.end(one.session);
    expect((await registry.open(fourth.session)).view).toMatchObject({
      state: 'queued',
      position: 2,
    });
    expect((await registry.open(third.session)).view).toMatchObject({ state: 'open' });
    expect((await registry.open(fourth.session)).view).toMatchObject({
      state: 'queued',
      position: 1,
    });
  });

  it('a place in the queue that is given up lets those behind it move on', async () => {
    const { registry, ends } = lobby({ sessions: 1 });
    await registry.open(null);
    const second = await registry.open(null);
    const third = await registry.open(null);
    expect(registry.end(second.session)).toBe(true);
    expect((await registry.open(third.session)).view).toMatchObject({
      state: 'queued',
      position: 1,
    });
    expect(ends).toEqual([]);
  });

  it('a place in the queue is lost by those who do not come back for it', async () => {
    const { registry } = lobby({ sessions: 1, ticketMs: 20 });
    await registry.open(null);
    await registry.open(null);
    await sleep(30);
    expect((await registry.open(null)).view).toMatchObject({ state: 'queued', position: 1 });
  });

  it('an idle sandbox ends, and says why afterwards', async () => {
    const { registry, ends, alive } = lobby({ idleMs: 40 });
    const { session } = await registry.open(null);
    await sleep(120);
    expect(ends).toEqual([[session, 'idle']]);
    expect(alive()).toBe(0);
    expect(() => registry.find(session)).toThrow('not used for a while');
  });

  it('a life ends however busy it is', async () => {
    // Whoever could be called idle has been there for longer than a life, however slow the machine.
    const { registry, ends } = lobby({ idleMs: 200, lifeMs: 60 });
    const { session } = await registry.open(null);
    while (ends.length === 0) {
      await sleep(10);
      if (registry.has(session)) await registry.open(session);
    }
    expect(ends[0]).toEqual([session, 'life']);
  });

  it('a thousand tabs opened and closed leave nothing', async () => {
    const { registry, alive } = lobby({ opensPerSecond: 1e6, opensBurst: 1e6 });
    for (let i = 0; i < 1_000; i++) {
      const { session } = await registry.open(null);
      registry.end(session);
    }
    expect(alive()).toBe(0);
    expect(registry.counts()).toEqual({ open: 0, max: 100, waiting: 0 });
  });

  it('a stampede is slowed down', async () => {
    const { registry } = lobby({ opensPerSecond: 1, opensBurst: 3 });
    const all = await Promise.allSettled(Array.from({ length: 6 }, () => registry.open(null)));
    const busy = all.filter((r) => r.status === 'rejected' && r.reason.code === 'busy');
    expect(busy).toHaveLength(3);
  });

  it('a sandbox that cannot start is an error with its reason, and takes no place', async () => {
    const { registry } = lobby({}, () => Promise.reject(new Error('No space left on device')));
    await expect(registry.open(null)).rejects.toMatchObject({
      code: 'failed',
      message: 'The sandbox could not be started: No space left on device',
    });
    expect(registry.counts().open).toBe(0);
  });

  it('living sandboxes never share a slot', async () => {
    const { registry, started } = lobby();
    const first = await registry.open(null);
    await registry.open(null);
    registry.end(first.session);
    await registry.open(null);
    expect(started.map(({ slot }) => slot)).toEqual([0, 1, 0]);
  });

  it('one address has its share, and no more; the others are let in', async () => {
    const { registry } = lobby({ sessionsPerAddress: 2, sessions: 3 });
    const first = await registry.open(null, '192.0.2.1');
    await registry.open(null, '192.0.2.1');
    const third = registry.open(null, '192.0.2.1');
    await expect(third).rejects.toMatchObject({ code: 'limit' });
    await expect(third).rejects.toThrow('Your network address has 2 sandboxes open');
    expect((await registry.open(first.session, '192.0.2.1')).view.state).toBe('open');
    expect((await registry.open(null, '192.0.2.2')).view.state).toBe('open');
    // A place in the queue counts, too, and none of it those whose address says nothing.
    expect((await registry.open(null, '192.0.2.2')).view.state).toBe('queued');
    await expect(registry.open(null, '192.0.2.2')).rejects.toMatchObject({ code: 'limit' });
    expect((await registry.open(null, null)).view.state).toBe('queued');
    registry.end(first.session);
    expect((await registry.open(null, '192.0.2.1')).view.state).toBe('queued');
  });

  it('short of memory nothing new is started, in words; what is open goes on', async () => {
    let left = 1_000;
    const { registry } = lobby({ memoryReserve: 500 }, undefined, () => left);
    const { session } = await registry.open(null);
    left = 400;
    await expect(registry.open(null)).rejects.toMatchObject({ code: 'busy' });
    await expect(registry.open(null)).rejects.toThrow('short of memory');
    expect((await registry.open(session)).view.state).toBe('open');
    left = 600;
    expect((await registry.open(null)).view.state).toBe('open');
  });

  it('tells the operator who is there by a name that opens nothing, and closes by it', async () => {
    const { registry, ends, alive } = lobby();
    const [one] = [await registry.open(null), await registry.open(null)];
    const { sandboxes, serviceProcesses } = await registry.overview();
    expect(sandboxes).toHaveLength(2);
    expect(JSON.stringify(sandboxes)).not.toContain(one.session);
    expect(serviceProcesses).toEqual({ running: 0, max: 40 });
    const name = sandboxes[0]?.name ?? '';
    await expect(registry.open(name)).resolves.not.toMatchObject({ session: name });
    expect(registry.evict(name)).toBe(1);
    expect(registry.evict(name)).toBe(0);
    expect(ends).toEqual([[one.session, 'operator']]);
    expect(registry.evict(null)).toBe(2);
    expect(alive()).toBe(0);
    expect(() => registry.find(one.session)).toThrow('whoever runs this site closed it');
  });
});
