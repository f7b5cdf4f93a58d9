/** Which package of Debian a command line needs, so that its configuration and folders are there. */
import type { PackageName } from '@/contract/scenario';
import { packageProgram } from '../world/install-package';
import { programOf } from './suggest-faults';

/** Commands that start a package's program by another name. */
const starters: Readonly<Record<string, PackageName>> = {
  apache2ctl: 'apache2',
  mysqld: 'mariadb-server',
  pg_ctlcluster: 'postgresql',
};

function packageOf(run: string): PackageName | null {
  const program = programOf(run);
  if (program === null) return null;
  const found = Object.entries(packageProgram).find(([, name]) => name === program);
  return starters[program] ?? (found ? (found[0] as PackageName) : null);
}

/** `packages` and what the command lines need beside them. */
export function withPackages(
  packages: readonly PackageName[] | undefined,
  lines: readonly string[],
): PackageName[] | undefined {
  const needed = lines.flatMap((run) => packageOf(run) ?? []);
  const all = [...new Set([...(packages ?? []), ...needed])];
  return all.length > 0 ? all : undefined;
}
