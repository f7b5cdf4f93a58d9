import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { parseCount } from '../count';
import { gnuCommand } from '../gnu-command';
import { closeInput, type Input, openInput, readBytes, splitLines } from '../input';
import { curlyQuote, shellQuote } from '../quote';

export const head = gnuCommand({
  name: 'head',
  usage: '[OPTION]... [FILE]...',
  summary: 'print the first 10 lines of each file',
  version: 'head (GNU coreutils) 9.1',
  unsupported: 'z',
  options: [
    { short: 'c', long: 'bytes', value: '[-]NUM', help: 'print the first NUM bytes' },
    { short: 'n', long: 'lines', value: '[-]NUM', help: 'print the first NUM lines' },
    { short: 'q', long: 'quiet', help: 'never print the names of the files' },
    { short: 'v', long: 'verbose', help: 'always print the names of the files' },
  ],
  rewrite: ([first = '', ...rest]) => {
    const old = /^-(\d+)$/.exec(first)?.[1];
    return old ? ['-n', old, ...rest] : first === '' && rest.length === 0 ? [] : [first, ...rest];
  },
  run: function* (_context, options, operands) {
    const unit = options.last('n', 'c') === 'c' ? 'bytes' : 'lines';
    const given = options.get(unit === 'bytes' ? 'c' : 'n') ?? '10';
    const count = parseCount(given.replace(/^-/, ''));
    if (count === null) {
      yield* printError(
        `head: invalid number of ${unit}: ${curlyQuote(given.replace(/^-/, ''))}\n`,
      );
      return 1;
    }
    const paths = operands.length > 0 ? operands : ['-'];
    const named = options.has('v') || (paths.length > 1 && !options.has('q'));
    let status = 0;
    let before = '';
    for (const path of paths) {
      const input = yield* openInput(path);
      if (!input.ok) {
        const what = input.errno === 'EISDIR' ? 'error reading' : 'cannot open';
        const tail = input.errno === 'EISDIR' ? '' : ' for reading';
        yield* printError(
          `head: ${what} ${shellQuote(path)}${tail}: ${formatErrno(input.errno)}\n`,
        );
        status = 1;
        continue;
      }
      if (named) {
        yield* sys.writeText(1, `${before}==> ${path === '-' ? 'standard input' : path} <==\n`);
        before = '\n';
      }
      const done = given.startsWith('-')
        ? yield* allBut(input.value, unit, count)
        : yield* first(input.value, unit, count);
      yield* closeInput(input.value);
      if (!done) return 1;
    }
    return status;
  },
});

/** Copies as it reads, so that a pipe is left as soon as enough has come. */
function* first(input: Input, unit: 'lines' | 'bytes', count: number): Routine<boolean> {
  for (let left = count; left > 0; ) {
    const part = yield* sys.read(input.fd);
    if (!part.ok) return false;
    if (part.value === '') return true;
    const pieces = unit === 'bytes' ? [...part.value] : splitLines(part.value);
    const taken = pieces.slice(0, left);
    left -= unit === 'bytes' ? taken.length : taken.filter((line) => line.endsWith('\n')).length;
    if (!(yield* sys.write(1, taken.join(''))).ok) return false;
  }
  return true;
}

function* allBut(input: Input, unit: 'lines' | 'bytes', count: number): Routine<boolean> {
  const bytes = yield* readBytes(input);
  if (!bytes.ok) return false;
  const pieces = unit === 'bytes' ? [...bytes.value] : splitLines(bytes.value);
  const kept = pieces.slice(0, Math.max(0, pieces.length - count)).join('');
  return kept === '' || (yield* sys.write(1, kept)).ok;
}
