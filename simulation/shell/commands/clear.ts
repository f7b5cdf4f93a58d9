import { print } from '../../host/system';
import { gnuCommand } from '../gnu-command';

export const clear = gnuCommand({
  name: 'clear',
  usage: '[-x]',
  summary: 'clear the terminal screen',
  version: 'ncurses 6.4.20221231',
  usageText: `Usage: clear [options]

Options:
  -T TERM     use this instead of $TERM
  -V          print curses-version
  -x          do not try to clear scrollback
`,
  unsupported: 'TV',
  options: [{ short: 'x', help: 'keep what was scrolled away' }],
  run: function* (_context, options) {
    yield* print(options.has('x') ? '\x1b[H\x1b[2J' : '\x1b[H\x1b[2J\x1b[3J');
    return 0;
  },
});
