import { describe, expect, it } from 'vitest';
import type { DatabaseCalls } from '../database/database-protocol';
import type { ProcessLink } from './agent-link';
import { createDatabasePool, NEEDED_BYTES } from './database-pool';

/** A database without a process; `die` is its end. */
function stage(most: number, free: number | null = NEEDED_BYTES, starts = true) {
  const deaths: (() => void)[] = [];
  const pool = createDatabasePool(
    most,
    (onGone) => {
      let dead = false;
      let wentAway: () => void = () => {};
      const gone = new Promise<void>((resolve) => {
        wentAway = resolve;
      });
      const lose = () => {
        if (dead) return;
        dead = true;
        wentAway();
        onGone();
      };
      deaths.push(lose);
      const request = async (op: string) =>
        op === 'hello' ? { parameters: { server_version: '18.6' } } : { bytes: 'QQ==' };
      const link = { ready: Promise.resolve(), gone, lose, request };
      if (!starts) link.ready = new Promise(() => {});
      return { link: link as unknown as ProcessLink<DatabaseCalls>, kill: lose };
    },
    () => free,
  );
  return { pool, deaths };
}

describe('leases of PostgreSQL', () => {
  it('are as many as the host allows, and one that was given back can be had again', async () => {
    const { pool } = stage(1);
    const lease = await pool.take();
    expect(lease.parameters).toEqual({ server_version: '18.6' });
    expect(await lease.run('')).toBe('QQ==');
    await expect(pool.take()).rejects.toThrow('Another learner is using PostgreSQL');
    lease.end();
    lease.end();
    const next = await pool.take();
    await expect(pool.take()).rejects.toThrow('Another learner');
    next.end();
  });

  it('one that died by itself is free again', async () => {
    const { pool, deaths } = stage(1);
    await pool.take();
    deaths[0]?.();
    await pool.take();
    expect(deaths).toHaveLength(2);
  });

  it('one that dies while it starts is an error, and free again', async () => {
    const { pool, deaths } = stage(1, null, false);
    const first = pool.take();
    deaths[0]?.();
    await expect(first).rejects.toThrow('PostgreSQL ended while it started.');
    const second = pool.take();
    deaths[1]?.();
    await expect(second).rejects.toThrow('ended while it started');
  });

  it('none without memory, none where it is switched off', async () => {
    await expect(stage(1, NEEDED_BYTES - 1).pool.take()).rejects.toThrow(
      'PostgreSQL needs 1200 MB of free memory on this server, and 1200 MB are free.',
    );
    await expect(stage(0).pool.take()).rejects.toThrow('LAB_POSTGRES=0');
  });
});
