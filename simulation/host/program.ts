/**
 * How a program runs. A program is a generator of system calls: it yields a call, sleeps,
 * and goes on with the kernel's reply. What a thread remembers is the list of replies so
 * far, so a world stays plain data: to resume a thread, run its generator again over its
 * replies. (`run-thread.ts` keeps the last live generator at hand, so that is rarely done.)
 * A routine must therefore be a pure function of its arguments and replies.
 */
import type { ServerPackage } from './package';
import type { Call, Reply, Signal } from './system-call';

export type Routine<R = void> = Generator<Call, R, Reply>;

export type ProgramContext = {
  pid: number;
  argv: string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  user: string;
  host: string;
  /** Columns of the controlling terminal, 80 without one. */
  columns: number;
};

export type Program = {
  name: string;
  usage: string;
  summary: string;
  /** Returns the exit status, 0 to 255. */
  main: (context: ProgramContext) => Routine<number>;
  /** Further entry points for the `thread` call. */
  threads?: Record<string, (context: ProgramContext, arg: never) => Routine<void>>;
  /** Signals that interrupt a blocked call with EINTR and `signal` in place of ending the process. */
  handles?: readonly Signal[];
  /** What Debian installs with it: `packages` of a scenario's host. */
  package?: ServerPackage;
};

/**
 * Programs by the name they are started with. A table may name programs whose code is still to
 * come (`scenario/growing-table.ts`); to ask for one of those throws a MissingProgram.
 */
export type ProgramTable = Readonly<Record<string, Program>>;

/**
 * A program of the table was needed whose code is not here yet. Nothing has happened: worlds are
 * values, so once the code has come the same call can be made again, and gives what it would
 * have given at once.
 */
export class MissingProgram extends Error {
  constructor(readonly program: string) {
    super(`the code of the program "${program}" has not come yet`);
  }
}
