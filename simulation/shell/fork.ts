/**
 * Subshells. The simulated kernel starts programs but does not copy running ones, so a subshell
 * is a new bash that is told, by one variable, what the old one knew.
 */
import type { ProgramContext, Routine } from '../host/program';
import { type Outcome, sys } from '../host/system';
import { type Descriptors, environment, type Job, type ShellState } from './shell-state';

const variable = 'BASH_SUBSHELL_STATE';

export type Fork = {
  source: string;
  title: string;
  status: number;
  pid: number;
  positional: string[];
  /** Variables that are not exported. */
  own: [string, string][];
  /** Only to be listed. */
  jobs: Job[];
};

/** Which process group a child joins or leads, and whether that group gets the terminal. */
export type Placement = { group?: number | 'new'; foreground?: boolean };

/** A group of its own that has the terminal from the start, where there is job control. */
export function leadForeground(state: ShellState): Placement {
  return state.control ? { group: 'new', foreground: true } : {};
}

/** Starts `source` in a subshell; gives its pid. */
export function* fork(
  state: ShellState,
  source: string,
  fds: Descriptors,
  placement: Placement,
): Routine<Outcome<number>> {
  const own = [...state.variables].flatMap(([name, { value, exported }]) =>
    exported ? [] : [[name, value] as [string, string]],
  );
  const { title, status, pid, positional, jobs } = state;
  const told: Fork = { source, title, status, pid, positional, own, jobs };
  return yield* sys.spawn({
    program: 'bash',
    argv: ['bash'],
    fds: { ...fds },
    env: { ...environment(state), [variable]: JSON.stringify(told) },
    ...placement,
  });
}

/** What the parent told, where this bash is a subshell; the environment without it. */
export function readFork(context: ProgramContext): {
  told: Fork | null;
  env: Record<string, string>;
} {
  const { [variable]: text, ...env } = context.env;
  if (text === undefined) return { told: null, env };
  try {
    return { told: JSON.parse(text) as Fork, env };
  } catch {
    return { told: null, env };
  }
}
