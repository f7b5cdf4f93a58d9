import { print } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import { curlyQuote } from '../quote';

function lastPart(path: string): string {
  if (path !== '' && /^\/+$/.test(path)) return '/';
  return path.replace(/\/+$/, '').replace(/^.*\//s, '');
}

export const basename = gnuCommand({
  name: 'basename',
  usage: 'NAME [SUFFIX]\nOPTION... NAME...',
  summary: 'print the last part of a path',
  version: 'basename (GNU coreutils) 9.1',
  stopAtOperand: true,
  options: [
    { short: 'a', long: 'multiple', help: 'take every operand for a name' },
    { short: 's', long: 'suffix', value: 'SUFFIX', help: 'take SUFFIX off the end; implies -a' },
    { short: 'z', long: 'zero', help: 'end with NUL instead of newline' },
  ],
  run: function* (_context, options, operands) {
    const [first, second, third] = operands;
    if (first === undefined) return yield* usageError('basename', 'missing operand');
    const many = options.has('a', 's');
    if (!many && third !== undefined) {
      return yield* usageError('basename', `extra operand ${curlyQuote(third)}`);
    }
    const suffix = options.get('s') ?? (many ? '' : (second ?? ''));
    for (const path of many ? operands : [first]) {
      const name = lastPart(path);
      const cut = suffix !== '' && name !== suffix && name.endsWith(suffix);
      yield* print(
        `${cut ? name.slice(0, -suffix.length) : name}${options.has('z') ? '\0' : '\n'}`,
      );
    }
    return 0;
  },
});

export const dirname = gnuCommand({
  name: 'dirname',
  usage: '[OPTION] NAME...',
  summary: 'print a path without its last part',
  version: 'dirname (GNU coreutils) 9.1',
  options: [{ short: 'z', long: 'zero', help: 'end with NUL instead of newline' }],
  run: function* (_context, options, operands) {
    if (operands.length === 0) return yield* usageError('dirname', 'missing operand');
    for (const path of operands) {
      const bare = path.replace(/(?!^)\/+$/, '');
      const folder = bare.includes('/') ? bare.replace(/\/+[^/]*$/, '') || '/' : '.';
      yield* print(folder + (options.has('z') ? '\0' : '\n'));
    }
    return 0;
  },
});
