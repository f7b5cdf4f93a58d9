import { describe, expect, it, vi } from 'vitest';
import type { LabSession } from '@/contract/lab';
import type { ExchangeResult, RunningService } from '@/contract/lab-service';
import { createLiveLab, type LabAnswer, type LabApi } from './live-lab';
import { createLiveServices, type ServicesApi } from './live-services';

const session: LabSession = {
  state: 'open',
  tier: 'netns',
  hosts: [],
  lowestPort: 1,
  lifeMs: 1,
  idleMs: 1,
};
const redis: RunningService = {
  service: 'redis',
  reach: 'everywhere',
  runAs: 'library',
  answers: 'redis',
  listening: [],
};
const ok = <T>(value: T) => Promise.resolve({ ok: true as const, value });
const no = (code: string, detail = code) => Promise.resolve({ ok: false as const, code, detail });
const told = { error: null, conversations: [] } as unknown as ExchangeResult;
const asked = { service: 'redis' as const, exchange: 'ping', from: 'laptop' as const, input: {} };

function fake(overrides: Partial<ServicesApi> = {}) {
  let onEnd: (reason: 'crashed') => void = () => {};
  const labApi = {
    status: () => ok({ state: 'ready', yours: false }),
    open: () => ok(session),
    end: () => ok(null),
    sockets: () => ok({ rows: [], listeners: [], connections: [] }),
    watch: (_event: unknown, end: typeof onEnd) => {
      onEnd = end;
      return () => {};
    },
  } as unknown as LabApi;
  const lab = createLiveLab(labApi, () => 0);
  const api: ServicesApi = {
    list: vi.fn(() => ok({ catalogue: [], running: [] })),
    start: vi.fn(({ reach = 'everywhere' }) =>
      ok({ ok: true as const, running: { ...redis, reach } }),
    ),
    stop: vi.fn(() => ok(true)),
    exchange: vi.fn(() => ok(told)),
    ...overrides,
  };
  const services = createLiveServices(lab, api, () => 7);
  return { lab, services, api, crash: () => onEnd('crashed') };
}

describe('the real services on the page', () => {
  it('start opens a sandbox first, and the service is known to run', async () => {
    const { lab, services } = fake();
    expect(await services.getState().start('redis', 'everywhere')).toBe(true);
    expect(lab.getState().phase.is).toBe('open');
    expect(services.getState().running).toEqual([redis]);
    expect(services.getState().outcomes.redis).toMatchObject({ kind: 'started' });
  });

  it('what the system refuses is an outcome, and nothing runs', async () => {
    const refusal = { ok: false as const, errno: 'EADDRINUSE', detail: 'in use' };
    const { services } = fake({ start: () => ok(refusal) });
    expect(await services.getState().start('redis', 'this-machine')).toBe(false);
    expect(services.getState().running).toEqual([]);
    expect(services.getState().outcomes.redis).toMatchObject({
      kind: 'not-started',
      errno: 'EADDRINUSE',
      reach: 'this-machine',
    });
  });

  it('an exchange remembers whether anybody listened', async () => {
    const { services } = fake();
    await services.getState().exchange(asked);
    expect(services.getState().outcomes.redis).toMatchObject({
      kind: 'exchange',
      listening: false,
    });
    await services.getState().start('redis', 'everywhere');
    await services.getState().exchange(asked);
    expect(services.getState().outcomes.redis).toMatchObject({ listening: true });
  });

  it('one thing at a time: a second wish is not sent', async () => {
    let answer: (value: LabAnswer<ExchangeResult>) => void = () => {};
    const exchange = vi.fn(
      () => new Promise<LabAnswer<ExchangeResult>>((resolve) => (answer = resolve)),
    );
    const { services } = fake({ exchange });
    const first = services.getState().exchange(asked);
    await services.getState().exchange(asked);
    await vi.waitFor(() => expect(exchange).toHaveBeenCalledTimes(1));
    expect(services.getState().doing).toMatchObject({ do: 'exchange', exchange: 'ping' });
    answer({ ok: true, value: told });
    await first;
    expect(services.getState().doing).toBeNull();
    expect(exchange).toHaveBeenCalledTimes(1);
  });

  it('when the sandbox ends, nothing runs; what was under way is lost, with what was asked', async () => {
    const { services, lab, crash } = fake({ exchange: () => no('session-ended') });
    await services.getState().start('redis', 'this-machine');
    await services.getState().exchange(asked);
    expect(services.getState().outcomes.redis).toMatchObject({
      kind: 'lost',
      asked,
      reach: 'this-machine',
    });
    expect(services.getState().running).toEqual([]);
    await lab.getState().open();
    await services.getState().start('redis', 'everywhere');
    crash();
    expect(services.getState().running).toEqual([]);
  });

  it('a limit of the lab is a complaint, not an outcome', async () => {
    const { services, lab } = fake({ start: () => no('limit', 'At most 4 services.') });
    await services.getState().start('redis', 'everywhere');
    expect(lab.getState().complaint).toBe('At most 4 services.');
    expect(services.getState().outcomes.redis).toBeUndefined();
  });
});
