import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import type { Options } from '../options';
import { shellQuote } from '../quote';

export const rm = gnuCommand({
  name: 'rm',
  usage: '[OPTION]... [FILE]...',
  summary: 'remove files or folders',
  version: 'rm (GNU coreutils) 9.1',
  unsupported: 'iI',
  options: [
    { short: 'd', long: 'dir', help: 'remove empty folders' },
    { short: 'f', long: 'force', help: 'do not complain about missing files' },
    { short: 'r', long: 'recursive', help: 'remove folders and all that is in them' },
    { short: 'R', help: 'the same' },
    { short: 'v', long: 'verbose', help: 'tell what is removed' },
  ],
  run: function* (_context, options, operands) {
    if (operands.length === 0)
      return options.has('f') ? 0 : yield* usageError('rm', 'missing operand');
    let status = 0;
    for (const path of operands) {
      if (options.has('r', 'R') && /^\/+$/.test(path)) {
        yield* printError(
          "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n",
        );
        status = 1;
      } else if (options.has('r', 'R') && /(?:^|\/)\.\.?\/*$/.test(path)) {
        yield* printError(
          `rm: refusing to remove '.' or '..' directory: skipping ${shellQuote(path)}\n`,
        );
        status = 1;
      } else if (!(yield* remove(path, options))) status = 1;
    }
    return status;
  },
});

function* remove(path: string, options: Options): Routine<boolean> {
  const status = yield* sys.stat(path);
  if (!status.ok) {
    if (status.errno === 'ENOENT' && options.has('f')) return true;
    return yield* refuse(path, formatErrno(status.errno));
  }
  const folder = status.value.kind === 'directory';
  const recursive = options.has('r', 'R');
  if (folder && !recursive && !options.has('d')) return yield* refuse(path, 'Is a directory');
  if (folder && recursive) {
    const names = yield* sys.readdir(path);
    if (!names.ok) return yield* refuse(path, formatErrno(names.errno));
    let good = true;
    for (const name of names.value) good = (yield* remove(`${path}/${name}`, options)) && good;
    if (!good) return false;
  }
  const done = folder ? yield* sys.rmdir(path) : yield* sys.unlink(path);
  if (!done.ok) return yield* refuse(path, formatErrno(done.errno));
  if (options.has('v')) yield* print(`removed ${folder ? 'directory ' : ''}${shellQuote(path)}\n`);
  return true;
}

function* refuse(path: string, why: string): Routine<false> {
  yield* printError(`rm: cannot remove ${shellQuote(path)}: ${why}\n`);
  return false;
}
