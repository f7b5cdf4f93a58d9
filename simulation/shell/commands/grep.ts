import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { createLineReader, print, printError, readLine, sys } from '../../host/system';
import { gnuCommand } from '../gnu-command';
import { closeInput, openInput } from '../input';
import type { Options } from '../options';
import { compileExpression, type Flavor } from '../regular-expression';

const usage =
  "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";

type Search = {
  options: Options;
  regexes: RegExp[];
  before: number;
  after: number;
  limit: number;
  named: boolean;
  /** Whether names, numbers and what matched are coloured. */
  colored: boolean;
  /** Whether anything was printed, for the `--` between groups. */
  printed: boolean;
  status: number;
  found: boolean;
};

export const grep = gnuCommand({
  name: 'grep',
  usage: '[OPTION]... PATTERNS [FILE]...',
  summary: 'print the lines that match a pattern',
  version: 'grep (GNU grep) 3.8',
  usageStatus: 2,
  usageText: usage,
  unsupported: 'abdDfIRTUVyZz',
  options: [
    { short: 'E', long: 'extended-regexp', help: 'PATTERNS are extended regular expressions' },
    { short: 'F', long: 'fixed-strings', help: 'PATTERNS are plain text' },
    { short: 'G', long: 'basic-regexp', help: 'PATTERNS are basic regular expressions' },
    { short: 'P', long: 'perl-regexp', help: 'PATTERNS are Perl regular expressions' },
    { short: 'e', long: 'regexp', value: 'PATTERNS', help: 'use PATTERNS for matching' },
    { short: 'i', long: 'ignore-case', help: 'ignore case' },
    { short: 'w', long: 'word-regexp', help: 'match whole words only' },
    { short: 'x', long: 'line-regexp', help: 'match whole lines only' },
    { short: 'v', long: 'invert-match', help: 'select the lines that do not match' },
    { short: 'm', long: 'max-count', value: 'NUM', help: 'stop after NUM lines' },
    { short: 'n', long: 'line-number', help: 'print line numbers' },
    { short: 'H', long: 'with-filename', help: 'print the name of the file' },
    { short: 'h', long: 'no-filename', help: 'do not print the name of the file' },
    { short: 'o', long: 'only-matching', help: 'print only what matched' },
    { short: 'q', long: 'quiet', help: 'print nothing, only tell by the status' },
    { short: 's', long: 'no-messages', help: 'do not complain about files' },
    { short: 'r', long: 'recursive', help: 'search all files of a folder' },
    { short: 'L', long: 'files-without-match', help: 'print the names of files without a match' },
    { short: 'l', long: 'files-with-matches', help: 'print the names of files with a match' },
    { short: 'c', long: 'count', help: 'print the number of lines of each file' },
    { short: 'B', long: 'before-context', value: 'NUM', help: 'print NUM lines before a match' },
    { short: 'A', long: 'after-context', value: 'NUM', help: 'print NUM lines after a match' },
    { short: 'C', long: 'context', value: 'NUM', help: 'print NUM lines around a match' },
    {
      long: 'color',
      value: 'WHEN',
      optional: true,
      help: 'colour what matched: always, never or auto',
    },
    { long: 'line-buffered', help: '(always so)' },
  ],
  rewrite: (args) => args.map((arg) => (/^-\d{1,4}$/.test(arg) ? `-C${arg.slice(1)}` : arg)),
  run: function* (_context, options, operands) {
    const given = options.all('e');
    const [first, ...others] = operands;
    if (given.length === 0 && first === undefined) {
      yield* printError(usage);
      return 2;
    }
    const patterns = (given.length > 0 ? given : [first ?? '']).flatMap((text) => text.split('\n'));
    const paths = given.length > 0 ? operands : others;
    const counts: number[] = [];
    for (const key of ['B', 'A', 'm'] as const) {
      const text = options.get(key) ?? (key === 'm' ? '9007199254740991' : options.get('C')) ?? '0';
      if (!/^\d+$/.test(text)) {
        const message =
          key === 'm' ? 'invalid max count' : `${text}: invalid context length argument`;
        yield* printError(`grep: ${message}\n`);
        return 2;
      }
      counts.push(Number(text));
    }
    const [before = 0, after = 0, limit = 0] = counts;
    const regexes: RegExp[] = [];
    for (const pattern of patterns) {
      const flavors = { E: 'extended', F: 'fixed', G: 'basic', P: 'perl' } as const;
      const flavor: Flavor = flavors[(options.last('E', 'F', 'G', 'P') ?? 'G') as 'E'];
      const compiled = compileExpression(pattern, flavor, options.has('i') ? 'gi' : 'g');
      if (!compiled.ok) {
        yield* printError(`grep: ${compiled.message}\n`);
        return 2;
      }
      regexes.push(bound(compiled.regex, options));
    }
    const recursive = options.has('r');
    const inputs = paths.length > 0 ? paths : [recursive ? '.' : '-'];
    const named = options.has('H') || (!options.has('h') && (inputs.length > 1 || recursive));
    const when = options.has('color') ? (options.get('color') ?? 'auto') : 'never';
    const terminal = yield* sys.isatty(1);
    const colored = when === 'always' || (when === 'auto' && terminal.ok && terminal.value);
    const search: Search = {
      ...{ options, regexes, before, after, limit, named, colored },
      ...{ printed: false, status: 1, found: false },
    };
    for (const path of inputs) {
      yield* searchPath(search, path, paths.length === 0);
      if (search.found && options.has('q')) return 0;
    }
    return search.status === 2 ? 2 : search.found ? 0 : 1;
  },
});

/** `-w` and `-x` as part of the expression. */
function bound(regex: RegExp, options: Options): RegExp {
  if (options.has('x')) return new RegExp(`^(?:${regex.source})$`, regex.flags);
  if (options.has('w')) return new RegExp(`(?<!\\w)(?:${regex.source})(?!\\w)`, regex.flags);
  return regex;
}

function* searchPath(search: Search, path: string, implied: boolean): Routine {
  const status = path === '-' ? null : yield* sys.stat(path);
  if (status?.ok && status.value.kind === 'directory' && search.options.has('r')) {
    const names = yield* sys.readdir(path);
    if (!names.ok) return yield* complain(search, path, formatErrno(names.errno));
    const prefix = path === '.' && implied ? '' : path.endsWith('/') ? path : `${path}/`;
    for (const name of names.value) yield* searchPath(search, prefix + name, false);
    return;
  }
  const input = yield* openInput(path);
  if (!input.ok) return yield* complain(search, path, formatErrno(input.errno));
  const shown = path === '-' ? '(standard input)' : path;
  yield* searchLines(search, shown, input.value.fd);
  yield* closeInput(input.value);
}

function* complain(search: Search, path: string, message: string): Routine {
  search.status = 2;
  if (!search.options.has('s')) yield* printError(`grep: ${path}: ${message}\n`);
}

function* searchLines(search: Search, name: string, fd: number): Routine {
  const { options, regexes, limit } = search;
  const reader = createLineReader(fd);
  const quiet = options.has('q', 'l', 'L', 'c');
  const waiting: { number: number; text: string }[] = [];
  let count = 0;
  let trailing = 0;
  let lastPrinted = 0;
  for (let number = 1; count < limit || trailing > 0; number += 1) {
    const line = yield* readLine(reader);
    if (!line.ok || line.value === null) break;
    const text = line.value.replace(/\n$/, '');
    const matches = regexes.some((regex) => text.search(regex) >= 0) !== options.has('v');
    if (matches && count < limit) {
      count += 1;
      search.found = true;
      if (options.has('q') || (options.has('l') && !options.has('c'))) break;
      if (quiet) continue;
      const first = waiting[0]?.number ?? number;
      if (search.before + search.after > 0 || options.has('A', 'B', 'C')) {
        if (search.printed && first > lastPrinted + 1) yield* print(`${paint(search, 36, '--')}\n`);
      }
      for (const before of waiting.splice(0)) yield* printLine(search, name, before, '-');
      if (!(yield* printLine(search, name, { number, text }, ':'))) break;
      search.printed = true;
      lastPrinted = number;
      trailing = search.after;
    } else if (trailing > 0) {
      trailing -= 1;
      lastPrinted = number;
      yield* printLine(search, name, { number, text }, '-');
    } else if (!quiet && search.before > 0) {
      waiting.push({ number, text });
      if (waiting.length > search.before) waiting.shift();
    }
  }
  if (options.has('c')) yield* print(`${formatHead(search, name, null, ':')}${count}\n`);
  if (options.has('l') && count > 0) yield* print(`${paint(search, 35, name)}\n`);
  if (options.has('L') && count === 0) yield* print(`${paint(search, 35, name)}\n`);
}

function* printLine(
  search: Search,
  name: string,
  line: { number: number; text: string },
  mark: ':' | '-',
): Routine<boolean> {
  const { options, regexes } = search;
  const head = formatHead(search, name, options.has('n') ? line.number : null, mark);
  const plain = mark === '-' || options.has('v');
  const hits = plain ? [] : findHits(regexes, line.text);
  if (options.has('o')) {
    const text = hits.map((hit) => `${head}${paint(search, '01;31', hit[0])}\n`).join('');
    return text === '' || (yield* print(text));
  }
  let text = '';
  let end = 0;
  for (const hit of hits) {
    text += line.text.slice(end, hit.index) + paint(search, '01;31', hit[0]);
    end = hit.index + hit[0].length;
  }
  return yield* print(`${head}${text}${line.text.slice(end)}\n`);
}

/** What matched in a line, from left to right and not overlapping. */
function findHits(regexes: readonly RegExp[], text: string): RegExpExecArray[] {
  const hits = regexes.flatMap((regex) => [...text.matchAll(regex)]);
  let end = 0;
  return hits
    .sort((a, b) => a.index - b.index)
    .filter((hit) => {
      if (hit[0] === '' || hit.index < end) return false;
      end = hit.index + hit[0].length;
      return true;
    });
}

function formatHead(search: Search, name: string, number: number | null, mark: ':' | '-'): string {
  const between = paint(search, 36, mark);
  return (
    (search.named ? paint(search, 35, name) + between : '') +
    (number === null ? '' : paint(search, 32, String(number)) + between)
  );
}

/** GREP_COLORS as they are without it: SGR codes, and the rest of the line erased. */
function paint({ colored }: Search, code: number | string, text: string): string {
  return colored ? `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K` : text;
}
