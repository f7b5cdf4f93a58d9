import type { Routine } from '../../host/program';
import { printError, readAllText } from '../../host/system';
import { gnuCommand } from '../gnu-command';
import { runProgram } from '../run-program';

/** A line of a lesson starts no more programs than this. */
const most = 500;

export const xargs = gnuCommand({
  name: 'xargs',
  usage: '[OPTION]... COMMAND [INITIAL-ARGS]...',
  summary: 'run a command with arguments from standard input',
  version: 'xargs (GNU findutils) 4.9.0',
  stopAtOperand: true,
  unsupported: 'adeEilopPsx',
  options: [
    { short: '0', long: 'null', help: 'arguments end with NUL' },
    { short: 'I', value: 'R', help: 'put each line of input where R stands' },
    { short: 'L', value: 'MAX-LINES', help: 'use at most so many lines at a time' },
    { short: 'n', long: 'max-args', value: 'MAX-ARGS', help: 'use at most so many at a time' },
    { short: 'r', long: 'no-run-if-empty', help: 'run nothing without arguments' },
    { short: 't', long: 'verbose', help: 'print each command before it runs' },
  ],
  run: function* (_context, options, operands) {
    const size = options.get('n') ?? options.get('L');
    if (size !== undefined && !/^[1-9]\d{0,5}$/.test(size)) {
      const letter = options.has('n') ? 'n' : 'L';
      yield* printError(`xargs: invalid number "${size}" for -${letter} option\n`);
      return 1;
    }
    const text = yield* readAllText(0);
    const words = splitInput(
      text.ok ? text.value : '',
      options.has('0'),
      options.has('I') || options.has('L'),
    );
    if (words === null) {
      yield* printError(
        'xargs: unmatched single quote; by default quotes are special to xargs unless you use the -0 option\n',
      );
      return 1;
    }
    const command = operands.length > 0 ? operands : ['echo'];
    const mark = options.get('I');
    const groups =
      mark !== undefined
        ? words.map((word) => command.map((part) => part.split(mark).join(word)))
        : cutGroups(words, size === undefined ? null : Number(size)).map((group) => [
            ...command,
            ...group,
          ]);
    if (words.length === 0 && mark === undefined && !options.has('r')) groups.push(command);
    let status = 0;
    for (const argv of groups.slice(0, most)) {
      if (options.has('t')) yield* printError(`${argv.join(' ')}\n`);
      const one = yield* runOne(argv);
      if (one >= 126) return one;
      if (one !== 0) status = 123;
    }
    if (groups.length > most) {
      yield* printError(`xargs: stopped after ${most} commands, the limit of this simulation\n`);
      return 1;
    }
    return status;
  },
});

function* runOne(argv: string[]): Routine<number> {
  const done = yield* runProgram(argv, {});
  if (done.ok) return done.value === 255 ? 124 : Math.min(done.value, 125);
  const missing = done.errno === 'ENOENT';
  yield* printError(
    `xargs: ${argv[0]}: ${missing ? 'No such file or directory' : 'Permission denied'}\n`,
  );
  return missing ? 127 : 126;
}

/** Null where a quote is left open. */
function splitInput(text: string, zero: boolean, lines: boolean): string[] | null {
  if (zero) return text === '' ? [] : text.replace(/\0$/, '').split('\0');
  if (lines)
    return text
      .split('\n')
      .map((line) => line.trimStart())
      .filter((line) => line !== '');
  const words: string[] = [];
  const pattern = /(?:[^\s'"\\]|\\[^]|"[^"\n]*"|'[^'\n]*')+/g;
  for (const [word] of text.matchAll(pattern)) {
    words.push(word.replace(/\\([^])|"([^"]*)"|'([^']*)'/g, (_all, a, b, c) => a ?? b ?? c ?? ''));
  }
  return /['"]/.test(text.replace(pattern, '')) ? null : words;
}

function cutGroups(words: string[], size: number | null): string[][] {
  if (words.length === 0) return [];
  if (size === null) return [words];
  const count = Math.ceil(words.length / size);
  return Array.from({ length: count }, (_, at) => words.slice(at * size, (at + 1) * size));
}
