import { formatErrno } from '../../host/error-text';
import { printError, readFile, sys, writeFile } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import { shellQuote } from '../quote';

export const touch = gnuCommand({
  name: 'touch',
  usage: '[OPTION]... FILE...',
  summary: 'make empty files, or give files the present time',
  version: 'touch (GNU coreutils) 9.1',
  unsupported: 'acdfhmrt',
  options: [{ short: 'c', long: 'no-create', help: 'make no files' }],
  run: function* (_context, options, operands) {
    if (operands.length === 0) return yield* usageError('touch', 'missing file operand');
    let status = 0;
    for (const path of operands) {
      const before = yield* sys.stat(path);
      if (!before.ok && options.has('c') && before.errno === 'ENOENT') continue;
      if (before.ok && before.value.kind === 'directory') continue;
      // Writing a file again is what gives it the present time here.
      const old = before.ok ? yield* readFile(path) : ({ ok: true, value: '' } as const);
      const written = old.ok ? yield* writeFile(path, old.value) : old;
      if (written.ok) continue;
      yield* printError(`touch: cannot touch ${shellQuote(path)}: ${formatErrno(written.errno)}\n`);
      status = 1;
    }
    return status;
  },
});
