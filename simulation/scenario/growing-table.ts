/**
 * The program table where code is fetched piece by piece. All names are there from the start, so
 * that completion, `which` and a mistyped name know every command; to ask for a program itself
 * fetches its family. What the simulation gives does not depend on when code arrives: a call
 * either has all it needs, or throws a MissingProgram and is made again.
 */
import type { Scenario } from '@/contract/scenario';
import { MissingProgram, type Program, type ProgramTable } from '../host/program';
import { createProgramTable } from '../shell/registry';
import { packageProgram } from '../world/install-package';
import { corePrograms } from './families/core-programs';
import type { ProgramFamily } from './program-families';

export type GrowingTable = {
  programs: ProgramTable;
  /**
   * Fetches the family whose program was missing; null for any other error. Rejects where it
   * cannot be fetched, and may then be asked again.
   */
  fetchMissing: (error: unknown) => Promise<void> | null;
  /** Runs `work` as often as a program is missing, and resolves with what it returns at last. */
  whenHere: <T>(work: () => T) => Promise<T>;
  /**
   * Fetches families before they are missed: `together` or one after another. Stops at the first
   * failure without a word: whoever misses a program fetches it again, and is told of a failure.
   */
  fetchAhead: (wanted: readonly string[], how: 'together' | 'in turn') => Promise<void>;
};

export function createGrowingTable(
  families: Readonly<Record<string, ProgramFamily>>,
  core: readonly Program[] = corePrograms,
): GrowingTable {
  const programs = createProgramTable(core);
  const familyOf = new Map<string, string>();
  const fetched = new Map<string, Promise<void>>();

  for (const [family, { names }] of Object.entries(families)) {
    for (const name of names) {
      familyOf.set(name, family);
      Object.defineProperty(programs, name, {
        configurable: true,
        enumerable: true,
        get() {
          throw new MissingProgram(name);
        },
      });
    }
  }

  function fetchFamily(family: string): Promise<void> {
    const known = fetched.get(family);
    if (known !== undefined) return known;
    const coming = (families[family]?.load() ?? Promise.resolve([])).then(
      (rows) => {
        for (const value of rows) {
          Object.defineProperty(programs, value.name, { value, enumerable: true });
        }
        const lacking = families[family]?.names.find((name) =>
          rows.every((row) => row.name !== name),
        );
        if (lacking !== undefined)
          throw new Error(`The family "${family}" has no "${lacking}": see program-families.ts.`);
      },
      (error) => {
        fetched.delete(family);
        throw error;
      },
    );
    fetched.set(family, coming);
    return coming;
  }

  function fetchMissing(error: unknown): Promise<void> | null {
    if (!(error instanceof MissingProgram)) return null;
    const family = familyOf.get(error.program);
    return family === undefined ? null : fetchFamily(family);
  }

  async function whenHere<T>(work: () => T): Promise<T> {
    for (;;) {
      try {
        return work();
      } catch (error) {
        const coming = fetchMissing(error);
        if (coming === null) throw error;
        await coming;
      }
    }
  }

  return {
    programs,
    fetchMissing,
    whenHere,
    async fetchAhead(wanted, how) {
      try {
        if (how === 'together') await Promise.all(wanted.map(fetchFamily));
        else for (const family of wanted) await fetchFamily(family);
      } catch {
        // Told to whoever misses a program.
      }
    },
  };
}

/** Command lines that a scenario boots, scripts or suggests. */
export function linesOf({ hosts, steps, suggestions, faults }: Scenario): string[] {
  const booted = Object.values(hosts).flatMap(({ programs = [], packages = [], browser }) => [
    ...programs.map(({ run }) => run),
    ...packages.map((name) => packageProgram[name]),
    ...(browser ? ['browser'] : []),
  ]);
  const actions = [...steps.map(({ action }) => action), ...faults.flatMap((one) => one.actions)];
  const typed = actions.flatMap((action) => (action.do === 'type' ? [action.line] : []));
  return [...booted, ...typed, ...suggestions.map(({ line }) => line)];
}

/**
 * Families with a program that is named in one of the lines. Only a guess at what they will
 * need, for fetching it ahead; a script may start anything.
 */
export function familiesNamedIn(
  families: Readonly<Record<string, ProgramFamily>>,
  lines: readonly string[],
): string[] {
  const words = new Set(lines.flatMap((line) => line.split(/[^\w.-]+/)));
  return Object.keys(families).filter((one) =>
    families[one]?.names.some((name) => words.has(name)),
  );
}
