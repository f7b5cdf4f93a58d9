/** What the processes of a sandbox take of the machine, from /proc (proc_pid_smaps(5)). */
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

export type ProcessMemory = { processes: number; bytes: number };

/** The kernel makes these texts as they are read, from no disk: a thread's turn costs ten times as much. */
function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended while we looked.
    return '';
  }
}

/** Shared pages count by their share; where the kernel keeps that to itself, as a whole. */
function memoryOf(pid: number): number {
  const rollup = /^Pss:\s+(\d+) kB$/m.exec(text(`/proc/${pid}/smaps_rollup`))?.[1];
  const kilobytes = rollup ?? /^VmRSS:\s+(\d+) kB$/m.exec(text(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** Children by parent. */
function family(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = text(`/proc/${name}/stat`);
    // The name of a program may hold spaces and brackets: count from its last bracket.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent > 0) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

/**
 * For each list of processes: they and all under them. One walk serves all lists; between two
 * of them others have their turn, since reading the memory of one takes a millisecond or two.
 */
export async function measureProcesses(
  roots: readonly (readonly number[])[],
): Promise<ProcessMemory[]> {
  const children = family();
  const all = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(all)];
  const measured: ProcessMemory[] = [];
  for (const mine of roots) {
    const living = [...new Set(mine.flatMap(all))].map(memoryOf).filter((size) => size > 0);
    measured.push({
      processes: living.length,
      bytes: living.reduce((sum, size) => sum + size, 0),
    });
    await nextTurn();
  }
  return measured;
}
