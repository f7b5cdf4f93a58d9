import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EndReason, LabEvent, LabSession, LabStatus, ProbeResult } from '@/contract/lab';
import { createLiveLab, type LabApi } from './live-lab';

const session: LabSession = {
  state: 'open',
  tier: 'netns',
  hosts: [],
  lowestPort: 1,
  lifeMs: 3_600_000,
  idleMs: 300_000,
};
const status: LabStatus = {
  state: 'ready',
  tier: 'netns',
  reason: 'because',
  cure: null,
  sessions: { open: 0, max: 100, waiting: 0 },
  yours: false,
};
const probe = { outcome: 'refused', errno: 'ECONNREFUSED' } as ProbeResult;
const ok = <T>(value: T) => Promise.resolve({ ok: true as const, value });
const no = (code: string, detail = code) => Promise.resolve({ ok: false as const, code, detail });

function fake(overrides: Partial<LabApi> = {}) {
  let onEvent: (item: LabEvent) => void = () => {};
  let onEnd: (reason: EndReason | 'lost') => void = () => {};
  const stop = vi.fn();
  const api: LabApi = {
    status: vi.fn(() => ok(status)),
    open: vi.fn(() => ok(session)),
    end: vi.fn(() => ok(null)),
    listen: vi.fn(() => no('failed')),
    probe: vi.fn(() => ok(probe)),
    close: vi.fn(() => ok(null)),
    sockets: vi.fn(() => ok({ rows: [], listeners: [], connections: [] })),
    watch: vi.fn((event, end) => {
      onEvent = event;
      onEnd = end;
      return stop;
    }),
    ...overrides,
  };
  const store = createLiveLab(api, () => 0);
  const event = (seq: number) =>
    onEvent({ seq, event: { kind: 'machine', at: seq, host: 'laptop', change: '', detail: '' } });
  return { api, store, stop, event, end: (reason: EndReason | 'lost') => onEnd(reason) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the live lab on the page', () => {
  it('opens no sandbox before the learner does something', async () => {
    const { api, store } = fake();
    await store.getState().look();
    expect(store.getState().phase).toEqual({ is: 'closed', ended: null });
    expect(api.open).not.toHaveBeenCalled();
    await store.getState().probe({ port: 80 });
    expect(store.getState().phase.is).toBe('open');
    expect(store.getState().outcomes).toHaveLength(1);
  });

  it('takes up the sandbox that this browser has open already', async () => {
    const { api, store } = fake({ status: () => ok({ ...status, yours: true }) });
    await store.getState().look();
    expect(store.getState().phase.is).toBe('open');
    expect(api.watch).toHaveBeenCalledOnce();
  });

  it('off, with its reason, is not asked again', async () => {
    const { store } = fake({ status: () => ok({ ...status, state: 'off', tier: 'off' }) });
    await store.getState().look();
    expect(store.getState().phase).toEqual({ is: 'off' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('full: says the place in the queue, asks again by itself, and opens', async () => {
    const answers: LabSession[] = [
      { state: 'queued', position: 2, retryMs: 100 },
      { state: 'queued', position: 1, retryMs: 100 },
      session,
    ];
    const { store } = fake({ open: () => ok(answers.shift() ?? session) });
    expect(await store.getState().open()).toBe(false);
    expect(store.getState().phase).toEqual({ is: 'queued', position: 2 });
    await vi.advanceTimersByTimeAsync(100);
    expect(store.getState().phase).toEqual({ is: 'queued', position: 1 });
    await vi.advanceTimersByTimeAsync(100);
    expect(store.getState().phase.is).toBe('open');
  });

  it('when the lab dies: says so, waits for it, and opens a new sandbox', async () => {
    const states: LabStatus['state'][] = ['restarting', 'ready'];
    const { store, end, stop, event } = fake({
      status: () => ok({ ...status, state: states.shift() ?? 'ready' }),
    });
    await store.getState().open();
    event(1);
    end('lab-down');
    expect(store.getState().phase).toEqual({ is: 'restarting' });
    expect(stop).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(store.getState().phase).toEqual({ is: 'restarting' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(store.getState().phase.is).toBe('open');
    expect(store.getState().events).toEqual([]);
  });

  it('a call that fails after the stream has told of the lab’s end takes nothing back', async () => {
    let fail: () => void = () => {};
    const probing = new Promise<{ ok: false; code: string; detail: string }>((resolve) => {
      fail = () => resolve({ ok: false, code: 'lab-off', detail: 'It stopped.' });
    });
    const { store, end } = fake({ probe: () => probing });
    await store.getState().open();
    const asked = store.getState().probe({ port: 80 });
    end('lab-down');
    fail();
    expect(await asked).toBeNull();
    expect(store.getState().phase).toEqual({ is: 'restarting' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(store.getState().phase.is).toBe('open');
  });

  it.each([
    ['offline', 'offline'],
    ['lab-off', 'restarting'],
  ])(
    'a sandbox asked for while the answer is %s is opened once that has passed',
    async (code, is) => {
      const answers = [no(code, 'Not now.')];
      const { store } = fake({ open: () => answers.shift() ?? ok(session) });
      expect(await store.getState().open()).toBe(false);
      expect(store.getState().phase).toEqual({ is });
      await vi.advanceTimersByTimeAsync(2_000);
      expect(store.getState().phase.is).toBe('open');
    },
  );

  it('an idle end is told, and nothing is opened behind the learner’s back', async () => {
    const { api, store, end } = fake();
    await store.getState().open();
    end('idle');
    expect(store.getState().phase).toEqual({ is: 'closed', ended: 'idle' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(api.open).toHaveBeenCalledOnce();
  });

  it('a refusal of the lab is kept in its own words; the sandbox stays', async () => {
    const { store } = fake({ probe: () => no('rate', 'Wait a second.') });
    expect(await store.getState().probe({ port: 80 })).toBeNull();
    expect(store.getState()).toMatchObject({ complaint: 'Wait a second.', busy: null });
    expect(store.getState().phase.is).toBe('open');
  });

  it('a table that was asked for earlier does not replace a newer one', async () => {
    const waiting: ((port: number) => void)[] = [];
    const { store } = fake({
      sockets: () =>
        new Promise((resolve) => {
          waiting.push((port) => {
            const local = { addr: '127.0.0.1', port };
            const listener = {
              id: 'l1',
              host: 'laptop' as const,
              local,
              backlog: 1,
              behaviour: 'http' as const,
            };
            resolve({ ok: true, value: { rows: [], listeners: [listener], connections: [] } });
          });
        }),
    });
    await store.getState().open();
    void store.getState().refresh();
    void store.getState().refresh();
    waiting[1]?.(2);
    waiting[0]?.(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(store.getState().sockets.listeners[0]?.local.port).toBe(2);
  });

  it('leaving the line ends the asking, and says nothing of a sandbox', async () => {
    const queued = { state: 'queued' as const, position: 2, retryMs: 3_000 };
    const { api, store } = fake({ open: vi.fn(() => ok(queued)) });
    await store.getState().open();
    await store.getState().end();
    expect(store.getState().phase).toEqual({ is: 'closed', ended: null });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(api.open).toHaveBeenCalledOnce();
    expect(api.end).toHaveBeenCalledOnce();
  });

  it('the table says when it was read, and forgets it with the sandbox', async () => {
    vi.setSystemTime(5_000);
    const { store } = fake();
    await store.getState().open();
    expect(store.getState().socketsAt).toBeNull();
    await store.getState().refresh();
    expect(store.getState().socketsAt).toBe(5_000);
    await store.getState().end();
    expect(store.getState().socketsAt).toBeNull();
  });

  it('an event told twice counts once, and a burst refreshes the table once', async () => {
    const { api, store, event } = fake();
    await store.getState().open();
    for (const seq of [1, 2, 2, 3]) event(seq);
    expect(store.getState().events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(500);
    expect(api.sockets).toHaveBeenCalledOnce();
  });
});
