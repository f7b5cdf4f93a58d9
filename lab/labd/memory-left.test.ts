import { describe, expect, it } from 'vitest';
import { memoryLeft } from './memory-left';

const meminfo = 'MemTotal:        8000000 kB\nMemFree: 1 kB\nMemAvailable:    2000000 kB\n';
const machine = (files: Record<string, string>) => (file: string) => files[file] ?? '';

describe('memoryLeft', () => {
  it('is what the machine has', () => {
    expect(memoryLeft(machine({ '/proc/meminfo': meminfo }))).toBe(2_000_000 * 1024);
  });

  it('is what the control group has, where that is less', () => {
    const folder = '/sys/fs/cgroup/system.slice/portside.service';
    const files = {
      '/proc/meminfo': meminfo,
      '/proc/self/cgroup': '0::/system.slice/portside.service\n',
      [`${folder}/memory.max`]: '1000000\n',
      [`${folder}/memory.current`]: '400000\n',
    };
    expect(memoryLeft(machine(files))).toBe(600_000);
    const unbounded = { ...files, [`${folder}/memory.max`]: 'max\n' };
    expect(memoryLeft(machine(unbounded))).toBe(2_000_000 * 1024);
  });

  it('is unknown where the system does not say', () => {
    expect(memoryLeft(() => '')).toBeNull();
  });
});
