import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { print, printError, readFile, sys, writeFile } from '../../host/system';
import { destination } from '../destination';
import { gnuCommand } from '../gnu-command';
import type { Options } from '../options';
import { shellQuote } from '../quote';

export const cp = gnuCommand({
  name: 'cp',
  usage: '[OPTION]... SOURCE DEST\n[OPTION]... SOURCE... DIRECTORY',
  summary: 'copy files and folders',
  version: 'cp (GNU coreutils) 9.1',
  unsupported: 'bdHilLnpPsStTuxZ',
  options: [
    { short: 'a', long: 'archive', help: 'the same as -r here' },
    { short: 'f', long: 'force', help: '(always so)' },
    { short: 'r', long: 'recursive', help: 'copy folders and all that is in them' },
    { short: 'R', help: 'the same' },
    { short: 'v', long: 'verbose', help: 'tell what is copied' },
  ],
  run: function* (_context, options, operands) {
    const target = yield* destination('cp', operands);
    if (typeof target === 'number') return target;
    let status = 0;
    for (const { from, to } of target) if (!(yield* copy(from, to, options, 0))) status = 1;
    return status;
  },
});

function* copy(from: string, to: string, options: Options, depth: number): Routine<boolean> {
  const source = yield* sys.stat(from);
  if (!source.ok)
    return yield* fail(`cannot stat ${shellQuote(from)}: ${formatErrno(source.errno)}`);
  if (source.value.kind === 'directory') {
    if (!options.has('r', 'R', 'a')) {
      return yield* fail(`-r not specified; omitting directory ${shellQuote(from)}`);
    }
    if (depth > 20 || `${to}/`.startsWith(`${from}/`)) {
      return yield* fail(
        `cannot copy a directory, ${shellQuote(from)}, into itself, ${shellQuote(to)}`,
      );
    }
    const names = yield* sys.readdir(from);
    const made = yield* sys.mkdir(to);
    if (!made.ok && made.errno !== 'EEXIST') {
      return yield* fail(`cannot create directory ${shellQuote(to)}: ${formatErrno(made.errno)}`);
    }
    if (options.has('v')) yield* print(`${shellQuote(from)} -> ${shellQuote(to)}\n`);
    let good = names.ok;
    for (const name of names.ok ? names.value : []) {
      good = (yield* copy(`${from}/${name}`, `${to}/${name}`, options, depth + 1)) && good;
    }
    return good;
  }
  if (from.replace(/^\.\//, '') === to.replace(/^\.\//, '')) {
    return yield* fail(`${shellQuote(from)} and ${shellQuote(to)} are the same file`);
  }
  const text = yield* readFile(from);
  if (!text.ok) {
    return yield* fail(`cannot open ${shellQuote(from)} for reading: ${formatErrno(text.errno)}`);
  }
  const written = yield* writeFile(to, text.value);
  if (!written.ok) {
    return yield* fail(
      `cannot create regular file ${shellQuote(to)}: ${formatErrno(written.errno)}`,
    );
  }
  if (options.has('v')) yield* print(`${shellQuote(from)} -> ${shellQuote(to)}\n`);
  return true;
}

function* fail(message: string): Routine<false> {
  yield* printError(`cp: ${message}\n`);
  return false;
}
