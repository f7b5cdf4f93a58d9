/** What the parts of a running shell share. */
import type { ProgramTable, Routine } from '../host/program';
import type { Descriptors, ShellState } from './shell-state';
import type { CompoundCommand, List } from './syntax';

export type Shell = {
  state: ShellState;
  /** Every program there is: for `type`, `which`, `help` and near misses. */
  programs: () => ProgramTable;
  builtins: Readonly<Record<string, Builtin>>;
  /** Where the shell's own descriptors lead; `exec` changes them. */
  standard: Descriptors;
  /** Runs parsed commands; the exit status is left in `state.status`. */
  runList: (shell: Shell, list: List, descriptors: Descriptors) => Routine;
  runCompound: (
    shell: Shell,
    command: CompoundCommand,
    descriptors: Descriptors,
  ) => Routine<number>;
  /** Parses and runs; says so on a syntax error. */
  runText: (shell: Shell, text: string, descriptors: Descriptors) => Routine<number>;
  /** Runs one command whose words are known; used by `command` and the like. */
  runArguments: (shell: Shell, argv: string[], descriptors: Descriptors) => Routine<number>;
};

export type Builtin = {
  usage: string;
  summary: string;
  /** It hands `descriptors` to commands itself, as `eval` does; what it prints goes there too. */
  runsCommands?: true;
  /** `args` are without the name. Prints to descriptors 1 and 2; returns the exit status. */
  run: (shell: Shell, args: string[], descriptors: Descriptors) => Routine<number>;
};
