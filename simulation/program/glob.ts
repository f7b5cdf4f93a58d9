/** Patterns of file names in the configurations of servers (glob(7)). */

/** Whether a file name fits a pattern; names with a leading dot must be asked for. */
export function fitsGlob(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const source = pattern.replace(/\[[^\]]+\]|[^]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return part.replace(/^\[!/, '[^');
    return part.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  });
  try {
    return new RegExp(`^${source}$`, 's').test(name);
  } catch {
    // A bracket whose range runs backwards takes nothing.
    return false;
  }
}
