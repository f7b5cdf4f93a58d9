/** CPU time and memory, measured so that other work on the machine disturbs little. */

/** CPU time of this process so far, in microseconds, the collection of garbage included. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Bytes that are really in use. */
export function heapInUse(): number {
  if (!globalThis.gc) throw new Error('run with --expose-gc (npm run bench:engine does)');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** The value below which so many of a hundred lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((share / 100) * sorted.length))] ?? 0;
}
