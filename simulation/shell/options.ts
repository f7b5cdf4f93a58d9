/** Options of a command line as getopt_long(3) of glibc reads them, with its messages. */

export type Option = {
  /** One letter. */
  short?: string;
  long?: string;
  /** Name of the value that must follow, e.g. `NUM`. */
  value?: string;
  /** The value may be left out and must be joined on: `-i.bak`, `--color=auto`. */
  optional?: boolean;
  help: string;
};

export type OptionStyle = {
  options: readonly Option[];
  /** Letters the real tool knows and this one does not. */
  unsupported?: string;
  /** The first operand ends the options, as env and sudo do. */
  stopAtOperand?: boolean;
};

/** Options by their letter, or by their long name where they have no letter. */
export class Options {
  constructor(readonly given: readonly { key: string; value: string }[]) {}
  has(...keys: string[]): boolean {
    return this.given.some(({ key }) => keys.includes(key));
  }
  /** The last value given. */
  get(key: string): string | undefined {
    return this.given.findLast((option) => option.key === key)?.value;
  }
  all(key: string): string[] {
    return this.given.filter((option) => option.key === key).map(({ value }) => value);
  }
  /** Which of the keys was given last. */
  last(...keys: string[]): string | undefined {
    return this.given.findLast(({ key }) => keys.includes(key))?.key;
  }
}

export type ParsedOptions =
  | { ok: true; options: Options; operands: string[] }
  /** Without the leading `name: `. `bad` is the letter or name that was wrong. */
  | { ok: false; message: string };

export function parseOptions(args: readonly string[], style: OptionStyle): ParsedOptions {
  const given: { key: string; value: string }[] = [];
  const operands: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      operands.push(...rest);
      break;
    }
    const problem = arg.startsWith('--')
      ? takeLong(arg, rest, style, given)
      : arg.startsWith('-') && arg !== '-'
        ? takeShort(arg, rest, style, given)
        : null;
    if (problem !== null) return { ok: false, message: problem };
    if (arg.startsWith('-') && arg !== '-') continue;
    operands.push(arg);
    if (style.stopAtOperand) {
      operands.push(...rest);
      break;
    }
  }
  return { ok: true, options: new Options(given), operands };
}

type Given = { key: string; value: string }[];

function takeShort(arg: string, rest: string[], style: OptionStyle, given: Given): string | null {
  for (let index = 1; index < arg.length; index += 1) {
    const letter = arg.charAt(index);
    const option = style.options.find(({ short }) => short === letter);
    if (!option) {
      return style.unsupported?.includes(letter)
        ? `option '-${letter}' of the real tool is not in this simulation`
        : `invalid option -- '${letter}'`;
    }
    const joined = arg.slice(index + 1);
    if (option.value === undefined) {
      given.push({ key: letter, value: '' });
      continue;
    }
    const value = joined !== '' || option.optional ? joined : rest.shift();
    if (value === undefined) return `option requires an argument -- '${letter}'`;
    given.push({ key: letter, value });
    return null;
  }
  return null;
}

function takeLong(arg: string, rest: string[], style: OptionStyle, given: Given): string | null {
  const equals = arg.indexOf('=');
  const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
  const near = style.options.filter(({ long }) => long?.startsWith(name));
  const option = near.find(({ long }) => long === name) ?? near[0];
  if (!option || name === '') return `unrecognized option '${arg}'`;
  if (near.length > 1 && option.long !== name) {
    const all = near.map(({ long }) => `'--${long}'`).join(' ');
    return `option '--${name}' is ambiguous; possibilities: ${all}`;
  }
  const key = option.short ?? option.long ?? '';
  if (option.value === undefined) {
    if (equals >= 0) return `option '--${option.long}' doesn't allow an argument`;
    given.push({ key, value: '' });
    return null;
  }
  const joined = equals < 0 ? (option.optional ? '' : rest.shift()) : arg.slice(equals + 1);
  if (joined === undefined) return `option '--${option.long}' requires an argument`;
  given.push({ key, value: joined });
  return null;
}
