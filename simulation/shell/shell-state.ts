/** What one shell remembers between its commands. */
import type { ChildChange } from '../host/system';

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

export type Variable = { value: string; exported: boolean };

/** Our descriptor for each of a command's. */
export type Descriptors = Readonly<Record<number, number>>;
export const standardDescriptors: Descriptors = { 0: 0, 1: 1, 2: 2 };

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
  positional: string[];
  status: number;
  lastBackground: number | null;
  interactive: boolean;
  /** Where this shell may hand its terminal to jobs. */
  control: { tty: number; group: number } | null;
  jobs: Job[];
  history: string[];
  /** Set by `exit`. */
  exit: number | null;
  /** Set by `break` and `continue`: how many loops are still to be left. */
  leave: { loops: number; again: boolean } | null;
  /** Ctrl-C came: the rest of the line is dropped. */
  interrupted: boolean;
  /** Loops we are in. */
  loops: number;
  /** Files being sourced and `eval`s under way. */
  nesting: number;
  login: boolean;
  /** `exit` has warned of stopped jobs just before. */
  warned: boolean;
};

export function getVariable(state: ShellState, name: string): string | null {
  switch (name) {
    case '?':
      return String(state.status);
    case '$':
      return String(state.pid);
    case '!':
      return state.lastBackground === null ? null : String(state.lastBackground);
    case '#':
      return String(Math.max(0, state.positional.length - 1));
    case '-':
      return state.interactive ? 'himBHs' : 'hBc';
    case '@':
    case '*':
      return state.positional.slice(1).join(' ');
    default:
      if (/^\d+$/.test(name)) return state.positional[Number(name)] ?? null;
      return state.variables.get(name)?.value ?? null;
  }
}

export function setVariable(state: ShellState, name: string, value: string): void {
  const old = state.variables.get(name);
  state.variables.set(name, { value, exported: old?.exported ?? false });
}

/** What programs started from here get. */
export function environment(state: ShellState): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, { value, exported }] of state.variables) if (exported) env[name] = value;
  return env;
}

/** Whether nothing more of the present list is to run. */
export function isLeaving(state: ShellState): boolean {
  return state.exit !== null || state.interrupted || state.leave !== null;
}

/** `/home/you/shop` as `~/shop`. */
export function shortenHome(state: ShellState, path: string): string {
  const home = getVariable(state, 'HOME');
  if (!home || home === '/') return path;
  if (path === home) return '~';
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
