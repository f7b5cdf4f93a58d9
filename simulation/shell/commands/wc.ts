import { decodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import { print, printError, sys } from '../../host/system';
import { gnuCommand } from '../gnu-command';
import { closeInput, openInput, readBytes } from '../input';

const columns = ['l', 'w', 'm', 'c', 'L'] as const;
type Counts = Record<(typeof columns)[number], number>;

export const wc = gnuCommand({
  name: 'wc',
  usage: '[OPTION]... [FILE]...',
  summary: 'print newline, word and byte counts of each file',
  version: 'wc (GNU coreutils) 9.1',
  options: [
    { short: 'c', long: 'bytes', help: 'print the byte counts' },
    { short: 'm', long: 'chars', help: 'print the character counts' },
    { short: 'l', long: 'lines', help: 'print the newline counts' },
    { short: 'L', long: 'max-line-length', help: 'print the length of the longest line' },
    { short: 'w', long: 'words', help: 'print the word counts' },
  ],
  run: function* (_context, options, operands) {
    const chosen = columns.filter((key) => options.has(key));
    const keys = chosen.length > 0 ? chosen : (['l', 'w', 'c'] as const);
    const rows: { counts: Counts; name: string; error: string }[] = [];
    let size = 0;
    let regular = true;
    for (const path of operands.length > 0 ? operands : ['-']) {
      const status = path === '-' ? null : yield* sys.stat(path);
      if (status?.ok && status.value.kind === 'file') size += status.value.size;
      const input = yield* openInput(path);
      const bytes = input.ok ? yield* readBytes(input.value) : input;
      if (input.ok) yield* closeInput(input.value);
      const folder = !bytes.ok && bytes.errno === 'EISDIR';
      if (folder || path === '-') regular = false;
      const error = bytes.ok ? '' : `wc: ${path}: ${formatErrno(bytes.errno)}\n`;
      const name = path === '-' && operands.length === 0 ? '' : path;
      if (bytes.ok || folder)
        rows.push({ counts: count(bytes.ok ? bytes.value : ''), name, error });
      else rows.push({ counts: count(''), name: '', error });
    }
    const good = rows.filter(({ name, error }) => error === '' || name !== '');
    const one = keys.length === 1 && operands.length <= 1;
    const width = one ? 1 : Math.max(regular ? 1 : 7, String(size).length);
    const format = (counts: Counts, name: string) =>
      `${keys.map((key) => String(counts[key]).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`;
    for (const row of rows) {
      if (row.error !== '') yield* printError(row.error);
      if (good.includes(row)) yield* print(format(row.counts, row.name));
    }
    if (operands.length > 1) {
      const total = count('');
      for (const { counts } of good) {
        for (const key of columns) {
          total[key] = key === 'L' ? Math.max(total.L, counts.L) : total[key] + counts[key];
        }
      }
      yield* print(format(total, 'total'));
    }
    return rows.some(({ error }) => error !== '') ? 1 : 0;
  },
});

function count(bytes: string): Counts {
  const text = decodeText(bytes);
  return {
    l: bytes.split('\n').length - 1,
    w: text.match(/\S+/g)?.length ?? 0,
    m: [...text].length,
    c: bytes.length,
    L: text.split('\n').reduce((most, line) => Math.max(most, [...line].length), 0),
  };
}
