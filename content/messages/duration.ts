/** 0.4 ms, 20 ms, 1 s, 3.1 s, 2 min 11 s: as short as stays true. `ms` is milliseconds. */
export function formatDuration(ms: number): string {
  if (ms < 0.95) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const tenths = Math.round(ms / 100) / 10;
  if (tenths < 60) return `${tenths} s`;
  const seconds = Math.round(ms / 1000);
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}
