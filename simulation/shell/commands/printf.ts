import { encodeText } from '../../host/bytes';
import type { Program, Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { unescapeEcho, unescapeFormat } from '../escapes';

/**
 * printf of bash 5.2: `%s %b %q %c %d %i %u %o %x %X %f %e %g %%` with flags, width and precision; the
 * format is used again while arguments are left. `title` stands before messages.
 */
export function* runPrintf(args: string[], title: string, usage: string): Routine<number> {
  const done = formatPrintf(args);
  if (!done) {
    yield* printError(usage);
    return 2;
  }
  for (const problem of done.problems) yield* printError(`${title}: ${problem}\n`);
  if (done.bytes !== '') yield* sys.write(1, done.bytes);
  return done.problems.length > 0 ? 1 : 0;
}

/** What printf prints, as bytes; null without a format. */
export function formatPrintf(args: string[]): { bytes: string; problems: string[] } | null {
  const [format, ...values] = args[0] === '--' ? args.slice(1) : args;
  if (format === undefined) return null;
  const problems: string[] = [];
  let out = '';
  let rest = values.map(encodeText);
  for (let round = 0; round === 0 || rest.length > 0; round += 1) {
    const before = rest.length;
    const done = formatOnce(encodeText(format), rest, problems);
    out += done.bytes;
    rest = done.rest;
    if (done.ended || rest.length === before) break;
  }
  return { bytes: out, problems };
}

function formatOnce(format: string, values: string[], problems: string[]) {
  let bytes = '';
  let at = 0;
  let used = 0;
  const next = () => values[used++] ?? null;
  const pieces = /%([-+ 0#]*)(\*|\d{1,4})?(?:\.(\*|\d{0,4}))?[hjlLtz]*(.?)|[^%]+/gs;
  for (const [piece, flags = '', width, precision, kind] of format.matchAll(pieces)) {
    at += piece.length;
    if (kind === undefined) {
      const text = unescapeFormat(piece);
      bytes += text.bytes;
      if (text.ended) return { bytes, rest: [], ended: true };
      continue;
    }
    if (kind === '%') {
      bytes += '%';
      continue;
    }
    const wide = Math.min(4096, Math.abs(Number(width === '*' ? next() : (width ?? 0)) || 0));
    const exact = precision === undefined ? null : Number(precision === '*' ? next() : precision);
    if (!'sbqcdiouxXfFeEgG'.includes(kind) || kind === '') {
      problems.push(`\`${kind}': invalid format character`);
      return { bytes, rest: [], ended: true };
    }
    const given = next();
    const text = 'sbqc'.includes(kind)
      ? formatString(kind, given ?? '', exact)
      : 'diouxX'.includes(kind)
        ? formatNumber(kind, given, flags, exact, problems)
        : { bytes: formatReal(kind, given ?? '0', flags, exact, problems), ended: false };
    if (text.ended) return { bytes: bytes + text.bytes, rest: [], ended: true };
    const zero = flags.includes('0') && !flags.includes('-') && !'sbqc'.includes(kind);
    if (flags.includes('-')) bytes += text.bytes.padEnd(wide);
    else if (zero) bytes += padZero(text.bytes, wide);
    else bytes += text.bytes.padStart(wide);
  }
  return { bytes, rest: values.slice(used), ended: at < format.length };
}

function formatString(kind: string, value: string, precision: number | null) {
  const plain = { bytes: value, ended: false };
  if (kind === 'c') return { bytes: value.charAt(0), ended: false };
  if (kind === 'q') {
    const safe = /^[\w@%+=:,./-]+$/.test(value);
    return { bytes: safe ? value : value.replace(/[^\w@%+=:,./-]/g, '\\$&') || "''", ended: false };
  }
  const text = kind === 'b' ? unescapeEcho(value) : plain;
  return precision === null ? text : { ...text, bytes: text.bytes.slice(0, precision) };
}

function formatNumber(
  kind: string,
  value: string | null,
  flags: string,
  precision: number | null,
  problems: string[],
) {
  const number = parseNumber(value ?? '0');
  if (!number.whole) problems.push(`${value}: invalid number`);
  const negative = number.value < 0;
  const size = Math.abs(number.value);
  const base = kind === 'o' ? 8 : kind === 'x' || kind === 'X' ? 16 : 10;
  const unsigned = base !== 10 || kind === 'u';
  const digits = (
    unsigned && negative ? BigInt.asUintN(64, BigInt(number.value)) : BigInt(size)
  ).toString(base);
  const padded = digits.padStart(Math.min(precision ?? 0, 4096), '0');
  const sign = unsigned
    ? ''
    : negative
      ? '-'
      : flags.includes('+')
        ? '+'
        : flags.includes(' ')
          ? ' '
          : '';
  const prefix =
    flags.includes('#') && size > 0 ? (base === 16 ? '0x' : base === 8 ? '0' : '') : '';
  const text = sign + prefix + padded;
  return { bytes: kind === 'X' ? text.toUpperCase() : text, ended: false };
}

function formatReal(
  kind: string,
  value: string,
  flags: string,
  precision: number | null,
  problems: string[],
): string {
  const whole = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value) || value === '';
  if (!whole) problems.push(`${value}: invalid number`);
  const number = Number.parseFloat(value) || 0;
  const size = Math.abs(number);
  const digits = Math.min(precision ?? 6, 100);
  const lower = kind.toLowerCase();
  const text =
    lower === 'f'
      ? formatFixed(size, digits)
      : lower === 'e'
        ? formatExponent(size, digits)
        : formatGeneral(size, digits || 1);
  const sign = number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return sign + (kind === lower ? text : text.toUpperCase());
}

function formatFixed(size: number, digits: number): string {
  return size < 1e21
    ? size.toFixed(digits)
    : `${BigInt(size)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
}

/** C writes at least two digits of the exponent. */
function formatExponent(size: number, digits: number): string {
  return size.toExponential(digits).replace(/e([-+])(\d)$/, 'e$10$2');
}

function formatGeneral(size: number, digits: number): string {
  const exponent = Number(/e(.*)$/.exec(size.toExponential(digits - 1))?.[1]);
  const fixed = exponent >= -4 && exponent < digits;
  const text = fixed ? formatFixed(size, digits - 1 - exponent) : formatExponent(size, digits - 1);
  return text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');
}

function parseNumber(text: string): { value: number; whole: boolean } {
  if (/^["']./s.test(text)) return { value: text.charCodeAt(1), whole: true };
  const found = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (!found) return { value: 0, whole: text === '' };
  const digits = found[2] ?? '0';
  const octal = /^0[0-7]+$/.test(digits);
  const size = octal ? Number.parseInt(digits, 8) : Number(digits);
  const value = Math.min(size, Number.MAX_SAFE_INTEGER) * (found[1] === '-' ? -1 : 1);
  return { value, whole: found[0].length === text.length };
}

function padZero(text: string, width: number): string {
  const sign = /^[-+ ]?(?:0x)?/i.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

const usage = "printf: missing operand\nTry 'printf --help' for more information.\n";

export const printf: Program = {
  name: 'printf',
  usage: 'printf FORMAT [ARGUMENT]...',
  summary: 'format and print data',
  main: (context) => runPrintf(context.argv.slice(1), 'printf', usage),
};
