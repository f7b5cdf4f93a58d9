import { formatErrno } from '../../host/error-text';
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
  unsupported: 'fFsz',
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
      const pieces = unit === 'bytes' ? [...bytes.value] : splitLines(bytes.value);
      const from = given.startsWith('+') ? count - 1 : pieces.length - count;
      const text = pieces.slice(Math.max(0, from)).join('');
      if (text !== '' && !(yield* sys.write(1, text)).ok) return 1;
    }
    return status;
  },
});
