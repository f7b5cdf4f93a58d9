import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { eventually } from '../test-lab';
import { measureProcesses } from './process-memory';

describe.skipIf(process.platform !== 'linux')('measureProcesses', () => {
  it('counts a process and its children, and nothing of one that is not there', async () => {
    const parent = spawn('sh', ['-c', 'sleep 60 & sleep 60'], { stdio: 'ignore', detached: true });
    const pid = parent.pid ?? 0;
    const counted = async () => (await measureProcesses([[pid]]))[0]?.processes === 3;
    expect(await eventually(counted)).toBe(true);
    const [mine, nobody] = await measureProcesses([[pid, pid], [2 ** 30]]);
    expect(mine?.bytes).toBeGreaterThan(100_000);
    expect(nobody).toEqual({ processes: 0, bytes: 0 });
    process.kill(-pid, 'SIGKILL');
  });
});
