/** Which of the real programs are installed on this server, by looking: nothing is started. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ServiceId } from '@/contract/lab-service';
import { programs } from './catalogue';
import type { Part, ProgramRow } from './program';

/** What is asked of the server; tests have one of their own. */
export type Disk = {
  exists: (file: string) => boolean;
  /** Names in a folder; none where there is no such folder. */
  list: (folder: string) => string[];
  /** The whole file, or an empty text. */
  read: (file: string) => string;
};

export type Found = { row: ProgramRow; binaries: string[]; name: string };

const DPKG = '/var/lib/dpkg/status';

const quietly = <T>(work: () => T, otherwise: T): T => {
  try {
    return work();
  } catch {
    return otherwise;
  }
};
const realDisk: Disk = {
  exists: existsSync,
  list: (folder) => quietly(() => readdirSync(folder), []),
  read: (file) => quietly(() => readFileSync(file, 'utf8'), ''),
};

/** `5:7.0.15-1~deb12u10` of Debian is 7.0.15 of its authors. deb-version(7) */
const upstream = (version: string) =>
  version
    .replace(/^\d+:/, '')
    .replace(/-[^-]*$/, '')
    .replace(/[+~].*$/, '');

/** Versions of installed packages, by name. Empty on a system without dpkg. */
export function readVersions(status: string): Map<string, string> {
  const versions = new Map<string, string>();
  for (const paragraph of status.split('\n\n')) {
    const name = /^Package: (.+)$/m.exec(paragraph)?.[1];
    const version = /^Version: (.+)$/m.exec(paragraph)?.[1];
    if (name && version && /^Status: .* installed$/m.test(paragraph)) {
      versions.set(name, upstream(version));
    }
  }
  return versions;
}

/** The part's file, and what its `*` stands for; null when it is not there. */
function locate(disk: Disk, { file }: Part): { file: string; star: string } | null {
  const star = file.indexOf('*');
  if (star < 0) return disk.exists(file) ? { file, star: '' } : null;
  const names = disk
    .list(file.slice(0, star))
    .filter((name) => /^[\w.]+$/.test(name) && disk.exists(file.replace('*', name)))
    .sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a));
  const [name] = names;
  return name === undefined ? null : { file: file.replace('*', name), star: name };
}

/** The Debian package that brings a part. */
export const packageOf = (part: Part) => part.package.replace(/-\*$/, '');

/** Every row with what is missing of it, or what it is called here. */
export function surveyPrograms(
  disk: Disk = realDisk,
): { row: ProgramRow; missing: Part[]; found: Found | null }[] {
  const versions = readVersions(disk.read(DPKG));
  return programs.map((row) => {
    const located = row.parts.map((part) => ({ part, place: locate(disk, part) }));
    const missing = located.flatMap(({ part, place }) => (place ? [] : [part]));
    if (missing.length > 0) return { row, missing, found: null };
    const names = located.map(({ part, place }) => {
      const version = versions.get(part.package.replace('*', place?.star ?? ''));
      return version ? `${part.name} ${version}` : part.name;
    });
    const [first = '', ...behind] = names;
    const name = [
      first,
      ...(behind.length > 0 ? [`in front of ${behind.join(' with ')}`] : []),
      ...(row.covers ? [`(${row.covers})`] : []),
    ].join(' ');
    return {
      row,
      missing,
      found: { row, name, binaries: located.map(({ place }) => place?.file ?? '') },
    };
  });
}

/**
 * The program that stands for each service here: the first that is found, and allowed.
 * @param permitted ids; null for all.
 */
export function findPrograms(
  permitted: readonly string[] | null,
  disk: Disk = realDisk,
): Map<ServiceId, Found> {
  const chosen = new Map<ServiceId, Found>();
  for (const { row, found } of surveyPrograms(disk)) {
    if (permitted && !permitted.includes(row.id)) continue;
    if (found && !chosen.has(row.service)) chosen.set(row.service, found);
  }
  return chosen;
}
