/** How much memory this machine, or the control group labd lives in, has left. */
import { readFileSync } from 'node:fs';

/** MemAvailable of /proc/meminfo in bytes (proc_meminfo(5)), or null. */
function parseMemAvailable(meminfo: string): number | null {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** Room in a cgroup (version 2): `memory.max` less `memory.current`; null: no limit. */
function parseGroupRoom(max: string, current: string): number | null {
  const [most, used] = [Number(max.trim()), Number(current.trim())];
  return max.trim() !== '' && Number.isFinite(most) && Number.isFinite(used) ? most - used : null;
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Bytes, or null where the system does not say. */
export function memoryLeft(readText: (file: string) => string = read): number | null {
  const group = /^0::(\/\S*)$/m.exec(readText('/proc/self/cgroup'))?.[1] ?? '/';
  const folder = `/sys/fs/cgroup${group === '/' ? '' : group}`;
  const sizes = [
    parseMemAvailable(readText('/proc/meminfo')),
    parseGroupRoom(readText(`${folder}/memory.max`), readText(`${folder}/memory.current`)),
  ].filter((size) => size !== null);
  return sizes.length === 0 ? null : Math.min(...sizes);
}
