/** Makes a program of a table row: options, `--help` and `--version` as GNU tools have them. */
import type { Program, ProgramContext, Routine } from '../host/program';
import { print, printError } from '../host/system';
import { type Option, type OptionStyle, type Options, parseOptions } from './options';

export type GnuCommand = Omit<OptionStyle, 'options'> & {
  name: string;
  /** Operands and options after the name; several forms on several lines. */
  usage: string;
  summary: string;
  /** First line of the real tool's `--version`. */
  version: string;
  options?: readonly Option[];
  /** Exit status of a usage error. */
  usageStatus?: number;
  /** What follows the message of a wrong option; the usual `Try ...` line where left out. */
  usageText?: string;
  /** What `--help` prints; made of the options where left out. */
  helpText?: string;
  /** Rewrites old forms such as `head -3` before options are read. */
  rewrite?: (args: string[]) => string[];
  run: (context: ProgramContext, options: Options, operands: string[]) => Routine<number>;
};

const standard: readonly Option[] = [
  { long: 'help', help: 'display this help and exit' },
  { long: 'version', help: 'output version information and exit' },
];

export function gnuCommand(spec: GnuCommand): Program {
  const options = [...(spec.options ?? []), ...standard];
  return {
    name: spec.name,
    usage: spec.usage
      .split('\n')
      .map((form) => `${spec.name} ${form}`.trim())
      .join('\n'),
    summary: spec.summary,
    main: function* (context) {
      const args = context.argv.slice(1);
      const parsed = parseOptions(spec.rewrite ? spec.rewrite(args) : args, { ...spec, options });
      if (!parsed.ok) {
        yield* printError(
          `${spec.name}: ${parsed.message}\n${spec.usageText ?? tryHelp(spec.name)}`,
        );
        return spec.usageStatus ?? 1;
      }
      if (parsed.options.has('help')) {
        yield* print(spec.helpText ?? formatHelp(spec, options));
        return 0;
      }
      if (parsed.options.has('version')) {
        yield* print(`${spec.version}\n`);
        return 0;
      }
      return yield* spec.run(context, parsed.options, parsed.operands);
    },
  };
}

export function tryHelp(name: string): string {
  return `Try '${name} --help' for more information.\n`;
}

/** A complaint, the usual hint, and the status. */
export function* usageError(name: string, message: string, status = 1): Routine<number> {
  yield* printError(`${name}: ${message}\n${tryHelp(name)}`);
  return status;
}

function formatHelp(spec: GnuCommand, options: readonly Option[]): string {
  const forms = spec.usage
    .split('\n')
    .map(
      (form, index) => `${index === 0 ? 'Usage:' : '  or: '} ${`${spec.name} ${form}`.trim()}\n`,
    );
  const rows = options.map(({ short, long, value, optional, help }) => {
    const name = [short && `-${short}`, long && `--${long}`].filter(Boolean).join(', ');
    const between = optional ? '[' : '';
    const tail = value
      ? `${between}${long ? '=' : optional ? '' : ' '}${value}${optional ? ']' : ''}`
      : '';
    return [`  ${short ? '' : '    '}${name}${tail}`, help] as const;
  });
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.map(([name, help]) => `${name.padEnd(width)}${help}\n`);
  return `${forms.join('')}${capitalize(spec.summary)}.\n\n${lines.join('')}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
