/** The programs of the simulation as this page has them: fetched family by family. */
import { createGrowingTable, familiesNamedIn } from '@/simulation/scenario/growing-table';
import { programFamilies } from '@/simulation/scenario/program-families';

const table = createGrowingTable(programFamilies);

export const { programs, fetchMissing, whenHere } = table;

/** Names of all programs, whether or not their code has come. */
export const programsKnown: readonly string[] = Object.keys(table.programs).sort();

/** Fetches the programs that these command lines name, so that they need not wait. */
export function fetchLikely(lines: readonly string[]): void {
  void table.fetchAhead(familiesNamedIn(programFamilies, lines), 'together');
}

/** Fetches all other programs once the page has nothing better to do, one family at a time. */
export function fetchRestWhenIdle(): void {
  const fetchRest = () => void table.fetchAhead(Object.keys(programFamilies), 'in turn');
  // Safari has no requestIdleCallback.
  if ('requestIdleCallback' in window) window.requestIdleCallback(fetchRest, { timeout: 5_000 });
  else setTimeout(fetchRest, 1_000);
}
