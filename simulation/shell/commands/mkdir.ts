import { formatErrno } from '../../host/error-text';
import { print, printError, sys } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import { curlyQuote, shellQuote } from '../quote';

export const mkdir = gnuCommand({
  name: 'mkdir',
  usage: '[OPTION]... DIRECTORY...',
  summary: 'make folders',
  version: 'mkdir (GNU coreutils) 9.1',
  unsupported: 'mZ',
  options: [
    { short: 'p', long: 'parents', help: 'make folders above as needed' },
    { short: 'v', long: 'verbose', help: 'tell what is made' },
  ],
  run: function* (_context, options, operands) {
    if (operands.length === 0) return yield* usageError('mkdir', 'missing operand');
    let status = 0;
    for (const path of operands) {
      const parts = path.split('/');
      const paths = options.has('p')
        ? parts.map((_, end) => parts.slice(0, end + 1).join('/'))
        : [path];
      for (const each of paths.filter((text) => text !== '' || path === '')) {
        const made = yield* sys.mkdir(each);
        if (made.ok && options.has('v')) {
          yield* print(`mkdir: created directory ${shellQuote(each)}\n`);
        }
        const existing = !made.ok && options.has('p') ? yield* sys.stat(each) : null;
        if (made.ok || (existing?.ok && existing.value.kind === 'directory')) continue;
        yield* printError(
          `mkdir: cannot create directory ${curlyQuote(each)}: ${formatErrno(made.errno)}\n`,
        );
        status = 1;
        break;
      }
    }
    return status;
  },
});
