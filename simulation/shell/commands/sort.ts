import { decodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { print, printError, writeFile } from '../../host/system';
import { gnuCommand } from '../gnu-command';
import { closeInput, openInput, readBytes } from '../input';
import type { Options } from '../options';
import { compareLines, parseKey, type SortKey } from '../sort-keys';

export const sort = gnuCommand({
  name: 'sort',
  usage: '[OPTION]... [FILE]...',
  summary: 'sort lines',
  version: 'sort (GNU coreutils) 9.1',
  usageStatus: 2,
  unsupported: 'dgiMRzSTm',
  options: [
    { short: 'b', long: 'ignore-leading-blanks', help: 'pass over blanks at the start of a key' },
    { short: 'c', long: 'check', help: 'only tell whether the input is sorted' },
    { short: 'f', long: 'ignore-case', help: 'small letters as large ones' },
    { short: 'h', long: 'human-numeric-sort', help: 'compare sizes such as 2K and 1G' },
    { short: 'k', long: 'key', value: 'KEYDEF', help: 'sort by fields, e.g. 2 or 2,2 or 2n' },
    { short: 'n', long: 'numeric-sort', help: 'compare as numbers' },
    { short: 'o', long: 'output', value: 'FILE', help: 'write the result to FILE' },
    { short: 'r', long: 'reverse', help: 'turn the order round' },
    { short: 's', long: 'stable', help: 'leave lines with equal keys as they came' },
    { short: 't', long: 'field-separator', value: 'SEP', help: 'fields end at SEP' },
    { short: 'u', long: 'unique', help: 'leave one of several equal lines' },
    { short: 'V', long: 'version-sort', help: 'compare numbers within text' },
  ],
  run: function* (_context, options, operands) {
    const separator = options.get('t');
    if (separator !== undefined && separator !== '\\0' && [...separator].length !== 1) {
      const why = separator === '' ? 'empty tab' : `multi-character tab ‘${separator}’`;
      yield* printError(`sort: ${why}\n`);
      return 2;
    }
    const keys: SortKey[] = [];
    for (const text of options.all('k')) {
      const key = parseKey(text);
      if (typeof key === 'string') {
        yield* printError(`sort: ${key}\n`);
        return 2;
      }
      keys.push(key);
    }
    const lines = yield* readLines(operands.length > 0 ? operands : ['-']);
    if (!lines) return 2;
    const flags = [...'bfhnrV'].filter((letter) => options.has(letter)).join('');
    const compare = compareLines(keys, flags, separator ?? null, options.has('s', 'u'));
    if (options.has('c')) return yield* check(lines, compare, operands[0] ?? '-', options.has('u'));
    const sorted = lines.toSorted(compare);
    const kept = options.has('u')
      ? sorted.filter((line, at) => at === 0 || compare(sorted[at - 1] ?? '', line) !== 0)
      : sorted;
    return yield* give(kept.map((line) => `${line}\n`).join(''), options);
  },
});

function* give(text: string, options: Options): Routine<number> {
  const path = options.get('o');
  if (path === undefined) {
    if (text !== '') yield* print(text);
    return 0;
  }
  const written = yield* writeFile(path, text);
  if (written.ok) return 0;
  yield* printError(`sort: open failed: ${path}: ${formatErrno(written.errno)}\n`);
  return 2;
}

/** Null after a complaint. */
function* readLines(paths: string[]): Routine<string[] | null> {
  const lines: string[] = [];
  for (const path of paths) {
    const input = yield* openInput(path);
    const bytes = input.ok ? yield* readBytes(input.value) : input;
    if (input.ok) yield* closeInput(input.value);
    if (!bytes.ok) {
      const folder = bytes.errno === 'EISDIR';
      yield* printError(
        `sort: ${folder ? 'read failed' : 'cannot read'}: ${path}: ${formatErrno(bytes.errno)}\n`,
      );
      return null;
    }
    const text = decodeText(bytes.value);
    if (text !== '') lines.push(...text.replace(/\n$/, '').split('\n'));
  }
  return lines;
}

function* check(
  lines: string[],
  compare: (a: string, b: string) => number,
  path: string,
  unique: boolean,
): Routine<number> {
  const at = lines.findIndex((line, index) => {
    const order = index === 0 ? -1 : compare(lines[index - 1] ?? '', line);
    return order > 0 || (unique && order === 0);
  });
  if (at < 0) return 0;
  yield* printError(`sort: ${path}:${at + 1}: disorder: ${lines[at]}\n`);
  return 1;
}
