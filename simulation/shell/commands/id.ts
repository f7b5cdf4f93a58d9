import { print, printError } from '../../host/system';
import { gnuCommand } from '../gnu-command';
import { curlyQuote } from '../quote';
import { findUser } from '../users';

export const id = gnuCommand({
  name: 'id',
  usage: '[OPTION]... [USER]...',
  summary: 'print user and group numbers',
  version: 'id (GNU coreutils) 9.1',
  unsupported: 'aZ',
  options: [
    { short: 'g', long: 'group', help: 'print only the group number' },
    { short: 'G', long: 'groups', help: 'print all group numbers' },
    { short: 'n', long: 'name', help: 'print a name instead of a number' },
    { short: 'r', long: 'real', help: 'print the real number (the same here)' },
    { short: 'u', long: 'user', help: 'print only the user number' },
    { short: 'z', long: 'zero', help: 'end with NUL instead of newline' },
  ],
  run: function* (context, options, operands) {
    const single = options.last('g', 'G', 'u');
    if (!single && options.has('n', 'r')) {
      yield* printError('id: cannot print only names or real IDs in default format\n');
      return 1;
    }
    if (!single && options.has('z')) {
      yield* printError('id: option --zero not permitted in default format\n');
      return 1;
    }
    let status = 0;
    for (const name of operands.length > 0 ? operands : [context.user]) {
      const user = yield* findUser(name);
      if (!user) {
        yield* printError(`id: ${curlyQuote(name)}: no such user\n`);
        status = 1;
        continue;
      }
      const groups = user.groups.map((group) => (options.has('n') ? group.name : String(group.id)));
      const own = options.has('n') ? name : String(user.id);
      const all = user.groups.map((group) => `${group.id}(${group.name})`).join(',');
      const text =
        single === 'u'
          ? own
          : single === 'g'
            ? (groups[0] ?? '')
            : single === 'G'
              ? groups.join(' ')
              : `uid=${user.id}(${name}) gid=${user.groups[0]?.id}(${user.groups[0]?.name}) groups=${all}`;
      yield* print(text + (options.has('z') ? '\0' : '\n'));
    }
    return status;
  },
});
