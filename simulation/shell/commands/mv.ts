import { formatErrno } from '../../host/error-text';
import { print, printError, sys } from '../../host/system';
import { destination } from '../destination';
import { gnuCommand } from '../gnu-command';
import { shellQuote } from '../quote';

export const mv = gnuCommand({
  name: 'mv',
  usage: '[OPTION]... SOURCE DEST\n[OPTION]... SOURCE... DIRECTORY',
  summary: 'move or rename files and folders',
  version: 'mv (GNU coreutils) 9.1',
  unsupported: 'binStTuZ',
  options: [
    { short: 'f', long: 'force', help: '(always so)' },
    { short: 'v', long: 'verbose', help: 'tell what is moved' },
  ],
  run: function* (_context, options, operands) {
    const target = yield* destination('mv', operands);
    if (typeof target === 'number') return target;
    let status = 0;
    for (const { from, to } of target) {
      const source = yield* sys.stat(from);
      const same = from.replace(/^\.\//, '') === to.replace(/^\.\//, '');
      let problem = '';
      if (!source.ok) problem = `cannot stat ${shellQuote(from)}: ${formatErrno(source.errno)}`;
      else if (same) problem = `${shellQuote(from)} and ${shellQuote(to)} are the same file`;
      else if (source.value.kind === 'directory' && `${to}/`.startsWith(`${from}/`)) {
        problem = `cannot move ${shellQuote(from)} to a subdirectory of itself, ${shellQuote(to)}`;
      } else {
        const moved = yield* sys.rename(from, to);
        if (!moved.ok) {
          problem = `cannot move ${shellQuote(from)} to ${shellQuote(to)}: ${formatErrno(moved.errno)}`;
        }
      }
      if (problem !== '') {
        yield* printError(`mv: ${problem}\n`);
        status = 1;
      } else if (options.has('v')) {
        yield* print(`renamed ${shellQuote(from)} -> ${shellQuote(to)}\n`);
      }
    }
    return status;
  },
});
