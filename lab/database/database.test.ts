// The real process, asked what no exchange asks: too much, for too long.
import { closeSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDatabasePool, databaseLauncher } from '../labd/database-pool';
import { permissionFlags } from '../labd/launch-line';
import { whyNoLabd } from '../labd-process';
import { query } from '../service/postgres/messages';
import { isDatabase, processesUnder, whyNoDatabase } from '../test-lab';

const why = whyNoLabd() ?? whyNoDatabase();
if (why && process.env.REQUIRE_ALL === '1') throw new Error(`REQUIRE_ALL: ${why}`);

describe.skipIf(why)(`a leased database${why ? ` (skipped: ${why})` : ''}`, () => {
  it('bounds its answers and its memory, has no files, and is ended when it takes too long', async () => {
    const open = (name: string) => openSync(`.portside/lab/${name}`, 'r');
    const fds = {
      code: open('database.cjs'),
      node: openSync(process.execPath, 'r'),
      wasm: open('pglite.wasm'),
      share: open('pglite.data'),
      data: open('postgres-data.tar.gz'),
    };
    const permission = permissionFlags(process.allowedNodeEnvironmentFlags);
    const environment = { PATH: '/usr/bin:/bin', NODE_ENV: 'test' } as const;
    const launch = databaseLauncher({ alone: false, permission, tools: true, environment, fds });
    const pool = createDatabasePool(1, launch);
    const lease = await pool.take();
    for (const fd of Object.values(fds)) closeSync(fd);
    const ask = async (sql: string) => {
      const answer = await lease.run(query(sql).toString('base64'));
      return Buffer.from(answer, 'base64').toString('latin1');
    };
    expect(lease.parameters.server_version).toMatch(/^18/);
    expect(await ask('SELECT current_user')).toContain('shop');
    expect(await ask("SELECT repeat('x', 100000)")).toContain('C54000\0');
    expect(await ask("SELECT length(repeat('x', 900000000))")).toContain('C53200\0');
    expect(await ask("SELECT pg_read_file('/etc/passwd')")).toContain('C42501\0');
    expect(await ask("COPY orders TO PROGRAM 'cat'")).toContain('C42501\0');
    await expect(ask('SELECT pg_sleep(3600)')).rejects.toThrow();
    // The answer is refused when the end is ordered; the kernel carries it out a moment later.
    await expect
      .poll(() => processesUnder(process.pid).filter(isDatabase), { timeout: 10_000 })
      .toEqual([]);
  }, 60_000);
});
