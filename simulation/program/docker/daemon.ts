/** What every verb of docker needs: its way to complain, and which containers run. */
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import type { Container } from './state';

export function* daemonError(text: string, status = 1): Routine<number> {
  yield* printError(`Error response from daemon: ${text}\n`);
  return status;
}

export function* refuse(what: string): Routine<number> {
  yield* printError(`docker: ${what} is not in this simulation\n`);
  return 1;
}

export function* runningHosts(): Routine<Set<string>> {
  const rows = yield* sys.containers();
  return new Set(
    rows.ok ? rows.value.filter(({ running }) => running).map(({ host }) => host) : [],
  );
}

export const findIn = (all: readonly Container[], word: string) =>
  all.find(({ name }) => name === word) ??
  (word === '' ? undefined : all.find(({ id }) => id.startsWith(word)));

export function* time(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}
