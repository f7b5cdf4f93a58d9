/**
 * Subshells. The simulated kernel starts programs but does not copy running ones, so a subshell
 * is a new bash that is told, by one variable, what the old one knew and what it is to run.
 */
import type { ProgramContext, Routine } from '../host/program';
import { type Outcome, sys } from '../host/system';
import type { Variable } from './shell-state';
import { type Descriptors, environment, type Job, type ShellState } from './shell-state';
import type { Command, CompoundCommand, List } from './syntax';

const variable = 'BASH_SUBSHELL_STATE';

export type Fork = {
  list: List;
  title: string;
  status: number;
  pid: number;
  positional: string[];
  /** Variables that are not exported, or are more than a text. */
  own: [string, Variable][];
  aliases: [string, string][];
  aliasing: boolean;
  functions: [string, CompoundCommand][];
  options: string[];
  depth: number;
  /** Above 0 where `set -e` lets a status pass. */
  tested: number;
  history: string[];
  /** Only to be listed. */
  jobs: Job[];
};

/** Which process group a child joins or leads, and whether that group gets the terminal. */
export type Placement = { group?: number | 'new'; foreground?: boolean };

/** A group of its own that has the terminal from the start, where there is job control. */
export function leadForeground(state: ShellState): Placement {
  return state.control ? { group: 'new', foreground: true } : {};
}

/** One command as a list. */
export function listWith(command: Command): List {
  const pipeline = { negated: false, commands: [command], raw: command.raw };
  return [{ pipelines: [{ after: null, pipeline }], background: false, raw: command.raw }];
}

/** Starts a list in a subshell; gives its pid. */
export function* fork(
  state: ShellState,
  inner: { list: List; depth?: number; options?: string[] },
  fds: Descriptors,
  placement: Placement,
): Routine<Outcome<number>> {
  const own = [...state.variables].filter(([, one]) => {
    return !one.exported || one.items || one.fixed || one.whole;
  });
  const { title, status, pid, positional, jobs, history, aliasing, depth, tested } = state;
  const told: Fork = {
    ...{ title, status, pid, positional, own, jobs, history, aliasing, depth, tested },
    aliases: [...state.aliases],
    functions: [...state.functions],
    options: [...state.options],
    ...inner,
  };
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
