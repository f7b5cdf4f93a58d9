import { decodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import { print, printError, writeFile } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import { closeInput, openInput, readBytes } from '../input';
import { curlyQuote } from '../quote';

export const uniq = gnuCommand({
  name: 'uniq',
  usage: '[OPTION]... [INPUT [OUTPUT]]',
  summary: 'leave one of several equal lines that follow each other',
  version: 'uniq (GNU coreutils) 9.1',
  unsupported: 'Dfswz',
  options: [
    { short: 'c', long: 'count', help: 'write before each line how often it came' },
    { short: 'd', long: 'repeated', help: 'only lines that came more than once' },
    { short: 'i', long: 'ignore-case', help: 'small letters as large ones' },
    { short: 'u', long: 'unique', help: 'only lines that came once' },
  ],
  run: function* (_context, options, operands) {
    const [path = '-', output, extra] = operands;
    if (extra !== undefined) return yield* usageError('uniq', `extra operand ${curlyQuote(extra)}`);
    const input = yield* openInput(path);
    const bytes = input.ok ? yield* readBytes(input.value) : input;
    if (input.ok) yield* closeInput(input.value);
    if (!bytes.ok) {
      const why = bytes.errno === 'EISDIR' ? `error reading '${path}'` : path;
      yield* printError(`uniq: ${why}: ${formatErrno(bytes.errno)}\n`);
      return 1;
    }
    const text = decodeText(bytes.value);
    const groups: { line: string; count: number }[] = [];
    const same = (a: string, b: string) =>
      a === b || (options.has('i') && a.toLowerCase() === b.toLowerCase());
    for (const line of text === '' ? [] : text.replace(/\n$/, '').split('\n')) {
      const last = groups.at(-1);
      if (last && same(last.line, line)) last.count += 1;
      else groups.push({ line, count: 1 });
    }
    const kept = groups.filter(({ count }) => {
      return !(options.has('d') && count === 1) && !(options.has('u') && count > 1);
    });
    const head = (count: number) => (options.has('c') ? `${String(count).padStart(7)} ` : '');
    const out = kept.map(({ line, count }) => `${head(count)}${line}\n`).join('');
    if (output === undefined || output === '-') {
      if (out !== '') yield* print(out);
      return 0;
    }
    const written = yield* writeFile(output, out);
    if (written.ok) return 0;
    yield* printError(`uniq: ${output}: ${formatErrno(written.errno)}\n`);
    return 1;
  },
});
