import { formatErrno } from '../../host/error-text';
import { printError, readFile, sys, writeFile } from '../../host/system';
import { gnuCommand } from '../gnu-command';

export const nano = gnuCommand({
  name: 'nano',
  usage: '[FILE]',
  summary: 'edit a text file',
  version: ' GNU nano, version 7.2',
  unsupported: 'ABCDEFGHIJKLMNOPQRSTUVWXYabcdefghijkmnopqrstuvwxyz',
  options: [{ short: 'l', long: 'linenumbers', help: 'show line numbers (as always here)' }],
  rewrite: (args) => args.filter((arg) => !/^\+\d*(?:,\d*)?$/.test(arg)),
  run: function* (_context, _options, operands) {
    const [path] = operands;
    if (path === undefined || operands.length > 1) {
      yield* printError('nano: name one file to edit, for example: nano notes.txt\n');
      return 1;
    }
    const status = yield* sys.stat(path);
    if (status.ok && status.value.kind === 'directory') {
      yield* printError(`[ "${path}" is a directory ]\n`);
      return 1;
    }
    if (path.endsWith('/') || (!status.ok && status.errno !== 'ENOENT')) {
      const why = status.ok ? 'Not a directory' : formatErrno(status.errno);
      yield* printError(`[ Error reading ${path}: ${why} ]\n`);
      return 1;
    }
    const old = status.ok ? yield* readFile(path) : ({ ok: true, value: '' } as const);
    if (!old.ok) {
      yield* printError(`[ Error reading ${path}: ${formatErrno(old.errno)} ]\n`);
      return 1;
    }
    const saved = yield* sys.interact({ kind: 'edit', path, text: old.value });
    if (!saved.ok || saved.value === null) return 0;
    // nano ends the last line of what it writes.
    const text =
      saved.value === '' || saved.value.endsWith('\n') ? saved.value : `${saved.value}\n`;
    const written = yield* writeFile(path, text);
    if (written.ok) return 0;
    yield* printError(`[ Error writing ${path}: ${formatErrno(written.errno)} ]\n`);
    return 1;
  },
});
