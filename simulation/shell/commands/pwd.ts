import { print } from '../../host/system';
import { gnuCommand } from '../gnu-command';

export const pwd = gnuCommand({
  name: 'pwd',
  usage: '[OPTION]...',
  summary: 'print the name of the current folder',
  version: 'pwd (GNU coreutils) 9.1',
  options: [
    { short: 'L', long: 'logical', help: 'use PWD of the environment' },
    { short: 'P', long: 'physical', help: 'avoid symbolic links' },
  ],
  run: function* (context) {
    yield* print(`${context.cwd}\n`);
    return 0;
  },
});
