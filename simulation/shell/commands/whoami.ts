import { print } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import { curlyQuote } from '../quote';

export const whoami = gnuCommand({
  name: 'whoami',
  usage: '[OPTION]...',
  summary: 'print the name of the user',
  version: 'whoami (GNU coreutils) 9.1',
  run: function* (context, _options, operands) {
    const [extra] = operands;
    if (extra !== undefined) {
      return yield* usageError('whoami', `extra operand ${curlyQuote(extra)}`);
    }
    yield* print(`${context.user}\n`);
    return 0;
  },
});
