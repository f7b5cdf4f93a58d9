import { formatErrno } from '../../host/error-text';
import { print, printError, sys } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import { shellQuote } from '../quote';

export const rmdir = gnuCommand({
  name: 'rmdir',
  usage: '[OPTION]... DIRECTORY...',
  summary: 'remove empty folders',
  version: 'rmdir (GNU coreutils) 9.1',
  unsupported: 'p',
  options: [{ short: 'v', long: 'verbose', help: 'tell what is removed' }],
  run: function* (_context, options, operands) {
    if (operands.length === 0) return yield* usageError('rmdir', 'missing operand');
    let status = 0;
    for (const path of operands) {
      if (options.has('v')) yield* print(`rmdir: removing directory, ${shellQuote(path)}\n`);
      const done = yield* sys.rmdir(path);
      if (done.ok) continue;
      yield* printError(
        `rmdir: failed to remove ${shellQuote(path)}: ${formatErrno(done.errno)}\n`,
      );
      status = 1;
    }
    return status;
  },
});
