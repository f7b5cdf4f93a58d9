/** Options of OpenSSL's commands: single dashes, whole words, values as the next word. */
import type { ProgramContext, Routine } from '../../host/program';
import { printError } from '../../host/system';

export type OpensslOptions = {
  has: (name: string) => boolean;
  get: (name: string) => string | undefined;
  all: (name: string) => string[];
  operands: string[];
};
type Style = {
  name: string;
  flags: readonly string[];
  values: readonly string[];
  /** Real options that change nothing here, or that are refused by name. */
  idle?: readonly string[];
  refused?: readonly string[];
  /** What is said of an unknown word, null where it is taken for a digest's name. */
  unknown: string | null;
};

/** Prints the complaint and gives null where the line is wrong. */
export function* readOpensslOptions(
  args: readonly string[],
  { name, flags, values, idle = [], refused = [], unknown }: Style,
): Routine<OpensslOptions | null> {
  const given: [string, string][] = [];
  const operands: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg);
      continue;
    }
    const word = arg.replace(/^--?/, '');
    let problem: string | null = null;
    if (refused.includes(word)) problem = `the option -${word} is not in this simulation`;
    else if (values.includes(word)) {
      const value = rest.shift();
      if (value === undefined) problem = `Option -${word} needs a value`;
      else given.push([word, value]);
    } else if (flags.includes(word)) given.push([word, '']);
    else if (!idle.includes(word) && unknown !== null) {
      problem = `${unknown}${unknown.endsWith('option: ') ? arg : word}`;
    }
    if (problem !== null) {
      yield* printError(`${name}: ${problem}\n${name}: Use -help for summary.\n`);
      return null;
    }
  }
  const all = (wanted: string) => given.flatMap(([key, value]) => (key === wanted ? [value] : []));
  return {
    ...{ all, operands, has: (wanted) => all(wanted).length > 0 },
    get: (wanted) => all(wanted).at(-1),
  };
}

/** The number before a line of OpenSSL's error queue: the thread's. */
function threadOf({ pid }: ProgramContext): string {
  const digits = (Math.imul(pid, 0x9e3779b1) >>> 0).toString(16).toUpperCase().padStart(8, '0');
  return `40${digits}7F0000`;
}

/** A line of the error queue; `place` is function, reason, file and line. */
export function errorLine(context: ProgramContext, code: string, place: string): string {
  return `${threadOf(context)}:error:${code}:${place}\n`;
}
