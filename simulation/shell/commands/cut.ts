import { decodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import { print, printError } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import { closeInput, openInput, readBytes } from '../input';
import { curlyQuote } from '../quote';

/** From and to, both counted from 1. */
type Range = [number, number];

export const cut = gnuCommand({
  name: 'cut',
  usage: 'OPTION... [FILE]...',
  summary: 'print parts of each line',
  version: 'cut (GNU coreutils) 9.1',
  options: [
    { short: 'b', long: 'bytes', value: 'LIST', help: 'print these bytes' },
    { short: 'c', long: 'characters', value: 'LIST', help: 'print these characters' },
    { short: 'd', long: 'delimiter', value: 'DELIM', help: 'fields end at DELIM in place of TAB' },
    { short: 'f', long: 'fields', value: 'LIST', help: 'print these fields, e.g. 1 or 1,3 or 2-' },
    { short: 'n', help: '(ignored)' },
    { short: 's', long: 'only-delimited', help: 'leave lines without DELIM out' },
    { short: 'z', long: 'zero-terminated', help: 'lines end with NUL' },
    { long: 'complement', help: 'print all the others' },
    { long: 'output-delimiter', value: 'STRING', help: 'put STRING between the fields' },
  ],
  run: function* (_context, options, operands) {
    const kinds = (['b', 'c', 'f'] as const).filter((key) => options.has(key));
    const [kind, more] = kinds;
    if (!kind) {
      return yield* usageError('cut', 'you must specify a list of bytes, characters, or fields');
    }
    if (more) return yield* usageError('cut', 'only one list may be specified');
    const delimiter = options.get('d') ?? '\t';
    if ([...delimiter].length > 1) {
      return yield* usageError('cut', 'the delimiter must be a single character');
    }
    if (kind !== 'f' && options.has('d')) {
      const why = 'an input delimiter may be specified only when operating on fields';
      return yield* usageError('cut', why);
    }
    const ranges = parseRanges(options.get(kind) ?? '', kind === 'f');
    if (typeof ranges === 'string') return yield* usageError('cut', ranges);
    const wanted = (place: number) =>
      ranges.some(([from, to]) => from <= place && place <= to) !== options.has('complement');
    const joiner = options.get('output-delimiter') ?? (kind === 'f' ? delimiter : '');
    const end = options.has('z') ? '\0' : '\n';
    const change = (line: string) => {
      if (kind !== 'f') return [...line].filter((_, at) => wanted(at + 1)).join('');
      if (!line.includes(delimiter)) return options.has('s') ? null : line;
      return line
        .split(delimiter)
        .filter((_, at) => wanted(at + 1))
        .join(joiner);
    };
    let status = 0;
    for (const path of operands.length > 0 ? operands : ['-']) {
      const input = yield* openInput(path);
      const bytes = input.ok ? yield* readBytes(input.value) : input;
      if (input.ok) yield* closeInput(input.value);
      if (!bytes.ok) {
        yield* printError(`cut: ${path}: ${formatErrno(bytes.errno)}\n`);
        status = 1;
        continue;
      }
      const text = decodeText(bytes.value);
      const lines = text === '' ? [] : (text.endsWith(end) ? text.slice(0, -1) : text).split(end);
      const out = lines.flatMap((line) => change(line) ?? []).map((line) => line + end);
      if (out.length > 0) yield* print(out.join(''));
    }
    return status;
  },
});

/** A text is the complaint. */
function parseRanges(list: string, fields: boolean): Range[] | string {
  const ranges: Range[] = [];
  for (const part of list.split(/[,\s]/)) {
    const found = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!found) {
      const what = fields ? 'field value' : 'byte or character position';
      return `invalid ${what} ${curlyQuote(part.replace(/^[\d-]*/, '') || part)}`;
    }
    const [, low = '', dash, high = ''] = found;
    if (low === '' && high === '') {
      if (dash) return 'invalid range with no endpoint: -';
      return fields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1';
    }
    const from = low === '' ? 1 : Number(low);
    const to = high !== '' ? Number(high) : dash ? Number.POSITIVE_INFINITY : from;
    if (from === 0 || to === 0) {
      return fields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1';
    }
    if (to < from) return 'invalid decreasing range';
    ranges.push([from, to]);
  }
  return ranges;
}
