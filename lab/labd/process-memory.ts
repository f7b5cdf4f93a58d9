/** What the processes of a sandbox take of the machine, from /proc (proc_pid_smaps(5)). */
import { readdir, readFile } from 'node:fs/promises';

export type ProcessMemory = { processes: number; bytes: number };

const text = (file: string) => readFile(file, 'utf8').catch(() => '');

/** Shared pages count by their share; where the kernel keeps that to itself, as a whole. */
async function memoryOf(pid: number): Promise<number> {
  const rollup = /^Pss:\s+(\d+) kB$/m.exec(await text(`/proc/${pid}/smaps_rollup`))?.[1];
  const kilobytes = rollup ?? /^VmRSS:\s+(\d+) kB$/m.exec(await text(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** Children by parent. Processes come and go while this is read. */
async function family(): Promise<Map<number, number[]>> {
  const children = new Map<number, number[]>();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      const stat = await text(`/proc/${pid}/stat`);
      // The name of a program may hold spaces and brackets: count from its last bracket.
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (parent > 0) children.set(parent, [...(children.get(parent) ?? []), Number(pid)]);
    }),
  );
  return children;
}

/** For each list of processes: they and all under them. */
export async function measureProcesses(
  roots: readonly (readonly number[])[],
): Promise<ProcessMemory[]> {
  const children = await family();
  const all = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(all)];
  return Promise.all(
    roots.map(async (mine) => {
      const sizes = await Promise.all([...new Set(mine.flatMap(all))].map(memoryOf));
      const living = sizes.filter((size) => size > 0);
      return { processes: living.length, bytes: living.reduce((sum, size) => sum + size, 0) };
    }),
  );
}
