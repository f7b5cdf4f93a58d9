import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { parseCount } from '../count';
import { gnuCommand } from '../gnu-command';
import { closeInput, openInput, readBytes, splitLines } from '../input';
import { curlyQuote, shellQuote } from '../quote';

export const tail = gnuCommand({
  name: 'tail',
  usage: '[OPTION]... [FILE]...',
  summary: 'print the last 10 lines of each file',
  version: 'tail (GNU coreutils) 9.1',
  unsupported: 'Fsz',
  options: [
    {
      short: 'c',
      long: 'bytes',
      value: '[+]NUM',
      help: 'print the last NUM bytes; +NUM: from there on',
    },
    {
      short: 'n',
      long: 'lines',
      value: '[+]NUM',
      help: 'print the last NUM lines; +NUM: from there on',
    },
    { short: 'f', long: 'follow', help: 'go on with what is added to the files' },
    { short: 'q', long: 'quiet', help: 'never print the names of the files' },
    { short: 'v', long: 'verbose', help: 'always print the names of the files' },
  ],
  rewrite: ([first, ...rest]) => {
    if (first === undefined) return [];
    return /^-\d+$|^\+\d+$/.test(first)
      ? ['-n', first.replace(/^-/, ''), ...rest]
      : [first, ...rest];
  },
  run: function* (_context, options, operands) {
    const unit = options.last('n', 'c') === 'c' ? 'bytes' : 'lines';
    const given = (options.get(unit === 'bytes' ? 'c' : 'n') ?? '10').replace(/^-/, '');
    const count = parseCount(given.replace(/^\+/, ''));
    if (count === null) {
      yield* printError(`tail: invalid number of ${unit}: ${curlyQuote(given)}\n`);
      return 1;
    }
    const paths = operands.length > 0 ? operands : ['-'];
    const named = options.has('v') || (paths.length > 1 && !options.has('q'));
    let status = 0;
    let before = '';
    const followed = new Map<string, number>();
    let shown: string | null = null;
    for (const path of paths) {
      const input = yield* openInput(path);
      const bytes = input.ok ? yield* readBytes(input.value) : input;
      if (input.ok) yield* closeInput(input.value);
      if (!bytes.ok) {
        const folder = bytes.errno === 'EISDIR';
        const what = folder ? 'error reading' : 'cannot open';
        const end = folder ? '' : ' for reading';
        yield* printError(`tail: ${what} ${shellQuote(path)}${end}: ${formatErrno(bytes.errno)}\n`);
        status = 1;
        continue;
      }
      if (named) {
        yield* sys.writeText(1, `${before}==> ${path === '-' ? 'standard input' : path} <==\n`);
        before = '\n';
      }
      followed.set(path, bytes.value.length);
      shown = path;
      const pieces = unit === 'bytes' ? [...bytes.value] : splitLines(bytes.value);
      const from = given.startsWith('+') ? count - 1 : pieces.length - count;
      const text = pieces.slice(Math.max(0, from)).join('');
      if (text !== '' && !(yield* sys.write(1, text)).ok) return 1;
    }
    if (!options.has('f')) return status;
    // A pipe has been read to its end: nothing is added to it any more.
    followed.delete('-');
    if (followed.size > 0) return yield* follow(followed, named, shown);
    if (status > 0) yield* printError('tail: no files remaining\n');
    return status;
  },
});

/** Prints what is added to files, of each of which so many bytes were read; until it is ended. */
function* follow(
  lengths: Map<string, number>,
  named: boolean,
  shown: string | null,
): Routine<number> {
  let last = shown;
  for (;;) {
    let more = false;
    for (const [path, length] of lengths) {
      const input = yield* openInput(path);
      const bytes = input.ok ? yield* readBytes(input.value) : input;
      if (input.ok) yield* closeInput(input.value);
      if (!bytes.ok || bytes.value.length === length) continue;
      const shorter = bytes.value.length < length;
      if (shorter) yield* printError(`tail: ${path}: file truncated\n`);
      if (named && path !== last) yield* sys.writeText(1, `\n==> ${path} <==\n`);
      last = path;
      lengths.set(path, bytes.value.length);
      more = true;
      if (!(yield* sys.write(1, bytes.value.slice(shorter ? 0 : length))).ok) return 1;
    }
    // Something may have been added to one file while the other was printed.
    if (more) continue;
    const changed = yield* sys.watch([...lengths.keys()]);
    if (!changed.ok) return 1;
  }
}
