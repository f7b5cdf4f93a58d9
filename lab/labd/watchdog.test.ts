import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CanaryResult } from './canary';
import { watchTier } from './watchdog';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched(results: CanaryResult[]) {
  const failures: string[] = [];
  const canary = vi.fn(async () => results.shift() ?? ({ ok: true } as const));
  const dog = watchTier({
    canary,
    everyMs: 1_000,
    retryMs: 10,
    now: () => new Date(Date.now()).toISOString(),
    onFailed: (why) => failures.push(why),
  });
  return { dog, canary, failures };
}
const bad = { ok: false, why: '192.0.2.1 was open' } as const;

describe('the watchdog of a tier', () => {
  it('proves it again each time, and says when it did last', async () => {
    const { dog, canary } = watched([]);
    const first = dog.last();
    await vi.advanceTimersByTimeAsync(3_500);
    expect(canary).toHaveBeenCalledTimes(3);
    expect(dog.last()).toMatchObject({ ok: true, why: null });
    expect(dog.last().at > first.at).toBe(true);
  });

  it('one bad moment is told, tried again soon, and forgiven', async () => {
    const { dog, canary, failures } = watched([bad]);
    await vi.advanceTimersByTimeAsync(1_005);
    expect(dog.last()).toMatchObject({ ok: false, why: '192.0.2.1 was open' });
    await vi.advanceTimersByTimeAsync(10);
    expect(dog.last().ok).toBe(true);
    expect(canary).toHaveBeenCalledTimes(2);
    expect(failures).toEqual([]);
  });

  it('three in a row are a verdict, given once', async () => {
    const { canary, failures } = watched([bad, bad, bad, bad, bad]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failures).toEqual(['192.0.2.1 was open']);
    expect(canary).toHaveBeenCalledTimes(3);
  });

  it('is silent once it is stopped', async () => {
    const { dog, canary } = watched([bad, bad, bad]);
    dog.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(canary).not.toHaveBeenCalled();
  });
});
