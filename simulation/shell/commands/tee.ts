import { formatErrno } from '../../host/error-text';
import { printError, sys } from '../../host/system';
import { gnuCommand } from '../gnu-command';

export const tee = gnuCommand({
  name: 'tee',
  usage: '[OPTION]... [FILE]...',
  summary: 'copy standard input to each file and to standard output',
  version: 'tee (GNU coreutils) 9.1',
  unsupported: 'ip',
  options: [{ short: 'a', long: 'append', help: 'add to the files, do not overwrite' }],
  run: function* (_context, options, operands) {
    let status = 0;
    const outputs: { name: string; fd: number }[] = [{ name: 'standard output', fd: 1 }];
    for (const path of operands) {
      const opened = yield* sys.open(path, options.has('a') ? 'a' : 'w');
      if (opened.ok) outputs.push({ name: path, fd: opened.value });
      else {
        yield* printError(`tee: ${path}: ${formatErrno(opened.errno)}\n`);
        status = 1;
      }
    }
    for (;;) {
      const part = yield* sys.read(0);
      if (!part.ok || part.value === '') return part.ok ? status : 1;
      for (const output of [...outputs]) {
        const written = yield* sys.write(output.fd, part.value);
        if (written.ok) continue;
        if (output.fd === 1) return 1;
        yield* printError(`tee: ${output.name}: ${formatErrno(written.errno)}\n`);
        outputs.splice(outputs.indexOf(output), 1);
        status = 1;
      }
    }
  },
});
