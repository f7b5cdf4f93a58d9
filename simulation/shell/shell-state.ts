/** What one shell remembers between its commands. */
import type { ChildChange } from '../host/system';
import type { CompoundCommand } from './syntax';

export type Job = {
  /** Number in the table; 0 for a foreground job, which is not listed. */
  id: number;
  group: number;
  text: string;
  members: {
    pid: number;
    change: ChildChange['change'] | 'running';
    last: ChildChange | null;
  }[];
  /** Higher is more recently started or stopped; decides which job `%+` is. */
  touched: number;
  /** The person has been told that it stopped. */
  told: boolean;
};

/** `items` of a list by place; `value` is then that of place 0. */
export type Variable = {
  value: string;
  exported: boolean;
  items?: Record<number, string>;
  fixed?: true;
  /** `declare -i`: what is assigned is a sum. */
  whole?: true;
  /** Declared without a value. */
  unset?: true;
};

/** Our descriptor for each of a command's. */
export type Descriptors = Record<number, number>;
export const standardDescriptors = (): Descriptors => ({ 0: 0, 1: 1, 2: 2 });

export type ShellState = {
  /** Prefix of messages: `bash`, or `bash: line 1` where nobody types. */
  title: string;
  /** `$$`: in a subshell still that of the first shell. */
  pid: number;
  user: string;
  host: string;
  cwd: string;
  previousDirectory: string | null;
  variables: Map<string, Variable>;
  aliases: Map<string, string>;
  /** Aliases hold where somebody types. */
  aliasing: boolean;
  functions: Map<string, CompoundCommand>;
  /** Functions under way, the innermost last, with the variables that `local` has hidden. */
  calls: { name: string; hidden: Map<string, Variable | undefined> }[];
  positional: string[];
  status: number;
  /** Status of each part of the last pipeline. */
  pipeStatus: number[];
  /** Status of the last substitution of the command under way. */
  substituted: number | null;
  lastBackground: number | null;
  interactive: boolean;
  /** Letters of `set` that are on, `P` for pipefail. */
  options: Set<string>;
  /** Commands of `trap` by the signal's name, and those whose signal has come. */
  traps: Map<string, string>;
  trapped: string[];
  /** Above 0 while a status is being tested, so that `set -e` lets it pass. */
  tested: number;
  /** Subshells this one stands in: how many `+` the lines of `set -x` begin with. */
  depth: number;
  /** Where this shell may hand its terminal to jobs. */
  control: { tty: number; group: number } | null;
  jobs: Job[];
  history: string[];
  /** Set by `exit`. */
  exit: number | null;
  /** Set by `break` and `continue`: how many loops are still to be left. */
  leave: { loops: number; again: boolean } | null;
  /** Set by `return`. */
  returning: boolean;
  /** A mistake for which the rest of the line is dropped. */
  dropped: boolean;
  /** Ctrl-C came: the rest of the line is dropped. */
  interrupted: boolean;
  /** Loops we are in. */
  loops: number;
  /** Files being sourced, `eval`s and functions under way. */
  nesting: number;
  /** Files being sourced. */
  sourcing: number;
  login: boolean;
  /** `exit` has warned of stopped jobs just before. */
  warned: boolean;
  /** Lines of a `-c` argument are told of without a file's name. */
  commandLine: boolean;
};

/** What programs started from here get. */
export function environment(state: ShellState): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, { value, exported }] of state.variables) if (exported) env[name] = value;
  return env;
}

/** Whether nothing more of the present list is to run. */
export function isLeaving(state: ShellState): boolean {
  return (
    state.exit !== null ||
    state.interrupted ||
    state.dropped ||
    state.returning ||
    state.leave !== null
  );
}

/** Messages of a script tell the line of the command that is being run. */
export function standOnLine(state: ShellState, line: number): void {
  state.title = state.title.replace(/line \d+$/, `line ${line}`);
}
