import { print, sys } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import { curlyQuote } from '../quote';

export const uname = gnuCommand({
  name: 'uname',
  usage: '[OPTION]...',
  summary: 'print the name and release of the system',
  version: 'uname (GNU coreutils) 9.1',
  options: [
    { short: 'a', long: 'all', help: 'print everything, in this order' },
    { short: 's', long: 'kernel-name', help: 'print the name of the kernel' },
    { short: 'n', long: 'nodename', help: 'print the name of the host' },
    { short: 'r', long: 'kernel-release', help: 'print the release of the kernel' },
    { short: 'v', long: 'kernel-version', help: 'print the version of the kernel' },
    { short: 'm', long: 'machine', help: 'print the kind of machine' },
    { short: 'o', long: 'operating-system', help: 'print the system' },
  ],
  run: function* (_context, options, operands) {
    const [extra] = operands;
    if (extra !== undefined)
      return yield* usageError('uname', `extra operand ${curlyQuote(extra)}`);
    const name = yield* sys.uname();
    const { host, kernel } = name.ok ? name.value : { host: 'localhost', kernel: '' };
    const fields: [string, string][] = [
      ['s', 'Linux'],
      ['n', host],
      ['r', kernel],
      ['v', '#1 SMP PREEMPT_DYNAMIC'],
      ['m', 'x86_64'],
      ['o', 'GNU/Linux'],
    ];
    const asked = fields.filter(([key]) => options.has(key, 'a'));
    const shown = asked.length > 0 ? asked : fields.slice(0, 1);
    yield* print(`${shown.map(([, value]) => value).join(' ')}\n`);
    return 0;
  },
});
