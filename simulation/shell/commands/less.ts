import { decodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { Program, Routine } from '../../host/program';
import { createLineReader, print, printError, readLine, sys } from '../../host/system';
import { closeInput, openInput, readBytes } from '../input';
import { type Option, parseOptions } from '../options';
import { compileExpression } from '../regular-expression';

const options: readonly Option[] = [
  { short: 'F', long: 'quit-if-one-screen', help: '' },
  { short: 'N', long: 'LINE-NUMBERS', help: '' },
  { short: 'R', long: 'RAW-CONTROL-CHARS', help: '' },
  { short: 'S', long: 'chop-long-lines', help: '' },
  { short: 'X', long: 'no-init', help: '' },
  { short: 'i', long: 'ignore-case', help: '' },
  { long: 'help', help: '' },
  { short: 'V', long: 'version', help: '' },
];

/** Lines of a screen, its last being for the prompt. */
const page = 23;

const help = `Commands of this pager, each followed by Enter:
  SPACE or f  a screen forward       b  a screen back
  Enter       a line forward         g  the beginning, G  the end
  /pattern    the next line with it  n  the next after that
  q           leave
`;

/**
 * less(1), and more(1). On a terminal it shows a screen and waits; the simulated terminal hands
 * over whole lines, so that each command ends with Enter. Anywhere else it passes everything on.
 */
function* main(name: string, args: readonly string[]): Routine<number> {
  const parsed = parseOptions(args, { options });
  if (!parsed.ok) {
    const bad = /'-*(.*)'$/.exec(parsed.message)?.[1] ?? '';
    yield* printError(`There is no ${bad} option ("${name} --help" for help)\n`);
  }
  const operands = parsed.ok ? parsed.operands : [];
  if (parsed.ok && parsed.options.has('help', 'V')) {
    yield* print(parsed.options.has('help') ? help : 'less 590 (GNU regular expressions)\n');
    return 0;
  }
  const piped = yield* sys.isatty(0);
  if (operands.length === 0 && piped.ok && piped.value) {
    yield* printError(`Missing filename ("${name} --help" for help)\n`);
    return 0;
  }
  const texts: { path: string; text: string }[] = [];
  for (const path of operands.length > 0 ? operands : ['-']) {
    const input = yield* openInput(path);
    const bytes = input.ok ? yield* readBytes(input.value) : input;
    if (input.ok) yield* closeInput(input.value);
    if (bytes.ok) texts.push({ path, text: decodeText(bytes.value) });
    else if (bytes.errno === 'EISDIR') yield* printError(`${path} is a directory\n`);
    else yield* printError(`${path}: ${formatErrno(bytes.errno)}\n`);
  }
  if (texts.length === 0) return 1;
  const output = yield* sys.isatty(1);
  const numbers = parsed.ok && parsed.options.has('N');
  if (!output.ok || !output.value) {
    for (const { text } of texts) if (text !== '') yield* print(text);
    return 0;
  }
  const ignoring = parsed.ok && parsed.options.has('i');
  for (const { path, text } of texts) {
    const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
    const shown = numbers
      ? lines.map((line, at) => `${String(at + 1).padStart(7)} ${line}`)
      : lines;
    if (!(yield* show(path === '-' ? '' : path, shown, ignoring))) break;
  }
  return 0;
}

/** False when the person has left. */
function* show(path: string, lines: string[], ignoring: boolean): Routine<boolean> {
  // What is typed comes from standard error, as standard input may be a pipe.
  const reader = createLineReader(2);
  let top = 0;
  let pattern: RegExp | null = null;
  yield* print(format(lines.slice(0, page)));
  for (;;) {
    const end = top + page >= lines.length;
    yield* print(end ? '(END)' : top === 0 && path !== '' ? path : ':');
    const read = yield* readLine(reader);
    if (!read.ok || read.value === null) return false;
    const typed = read.value.replace(/\n$/, '');
    if (typed.startsWith('q') || typed.startsWith(':q') || typed === 'Q') return false;
    if (typed === ':n') return true;
    const last = Math.max(0, lines.length - page);
    if (typed === 'h' || typed === 'H') {
      yield* print(help);
      continue;
    }
    if (typed.startsWith('/') || typed === 'n') {
      if (typed !== 'n') {
        const compiled = compileExpression(typed.slice(1), 'extended', ignoring ? 'i' : '');
        pattern = compiled.ok ? compiled.regex : null;
      }
      const found = lines.findIndex(
        (line, at) => at > (typed === 'n' ? top : top - 1) && pattern?.test(line),
      );
      if (!pattern || found < 0) {
        yield* print(`Pattern not found  (press RETURN)\n`);
        continue;
      }
      top = found;
      yield* print(format(lines.slice(top, top + page)));
      continue;
    }
    const before = top;
    if (typed === '') top = Math.min(top + 1, Math.max(top, last));
    else if (typed === 'b') top = Math.max(0, top - page);
    else if (typed === 'g') top = 0;
    else if (typed === 'G') top = Math.max(top, last);
    else if (/^[ f]+$/.test(typed)) top = Math.min(top + page * typed.length, Math.max(top, last));
    const forward = top - before;
    if (forward > 0 && forward <= page)
      yield* print(format(lines.slice(before + page, top + page)));
    else if (forward !== 0) yield* print(format(lines.slice(top, top + page)));
  }
}

function format(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

export const less: Program = {
  name: 'less',
  usage: 'less [-NRSX] FILE...',
  summary: 'show a file screen by screen (space Enter: on, /word Enter: find, q Enter: leave)',
  main: ({ argv }) => main('less', argv.slice(1)),
};

export const more: Program = {
  ...less,
  name: 'more',
  usage: 'more FILE...',
  summary: 'show a file screen by screen, as less does',
  main: ({ argv }) => main('more', argv.slice(1)),
};
