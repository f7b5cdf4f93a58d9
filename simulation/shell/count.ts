/** A number of lines, bytes or the like with GNU's suffixes (b, kB, K, MB, M ...); null if none. */
export function parseCount(text: string): number | null {
  const found = /^(\d+)([bkKMG]?)(B?)$/.exec(text);
  if (!found) return null;
  const [, digits = '', unit = '', ten] = found;
  if (unit === '' && ten) return null;
  const power = { '': 0, b: 0, k: 1, K: 1, M: 2, G: 3 }[unit] ?? 0;
  const factor = unit === 'b' ? 512 : (ten ? 1000 : 1024) ** power;
  return Math.min(Number(digits) * factor, Number.MAX_SAFE_INTEGER);
}
