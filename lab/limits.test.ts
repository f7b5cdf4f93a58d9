import { describe, expect, it } from 'vitest';
import { createBucket } from './limits';

describe('createBucket', () => {
  it('lets a burst through, then as many as flow in', () => {
    const bucket = createBucket(10);
    const burst = Array.from({ length: 15 }, () => bucket.take(1_000));
    expect(burst.filter(Boolean)).toHaveLength(10);
    expect(bucket.take(1_050)).toBe(false);
    expect(bucket.take(1_100)).toBe(true);
    expect(bucket.take(1_100)).toBe(false);
  });

  it('does not save up more than it holds', () => {
    const bucket = createBucket(10, 20);
    bucket.take(0);
    const later = Array.from({ length: 50 }, () => bucket.take(3_600_000));
    expect(later.filter(Boolean)).toHaveLength(20);
  });
});
