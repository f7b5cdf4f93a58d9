import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { changeMode } from '../file-mode';
import { gnuCommand, usageError } from '../gnu-command';
import type { Options } from '../options';
import { curlyQuote, shellQuote } from '../quote';

const looksLikeMode = /^-[rwxXst,+=augo-]+$/;

export const chmod = gnuCommand({
  name: 'chmod',
  usage: '[OPTION]... MODE[,MODE]... FILE...\n[OPTION]... OCTAL-MODE FILE...',
  summary: 'change who may read, write and run files',
  version: 'chmod (GNU coreutils) 9.1',
  options: [
    { short: 'c', long: 'changes', help: 'tell what has changed' },
    { short: 'f', long: 'silent', help: 'no complaints' },
    { short: 'R', long: 'recursive', help: 'folders and all that is in them' },
    { short: 'v', long: 'verbose', help: 'tell about every file' },
  ],
  // `chmod -x file`: a mode that begins with a minus is no option.
  rewrite: (args) => {
    const at = args.findIndex((arg) => looksLikeMode.test(arg));
    const flags = args.filter((arg, index) => index !== at && /^-[cfRv]+$/.test(arg));
    if (at < 0 || args.includes('--')) return args;
    const rest = args.filter((arg, index) => index !== at && !flags.includes(arg));
    return [...flags, '--', args[at] ?? '', ...rest];
  },
  run: function* (_context, options, operands) {
    const [mode, ...paths] = operands;
    if (mode === undefined) return yield* usageError('chmod', 'missing operand');
    if (changeMode(mode, 0, false) === null) {
      return yield* usageError('chmod', `invalid mode: ${curlyQuote(mode)}`);
    }
    if (paths.length === 0) {
      return yield* usageError('chmod', `missing operand after ${curlyQuote(mode)}`);
    }
    let status = 0;
    for (const path of paths) if (!(yield* change(path, mode, options))) status = 1;
    return status;
  },
});

function* change(path: string, mode: string, options: Options): Routine<boolean> {
  const status = yield* sys.stat(path);
  if (!status.ok) {
    const why = formatErrno(status.errno);
    if (!options.has('f')) yield* printError(`chmod: cannot access ${shellQuote(path)}: ${why}\n`);
    return false;
  }
  const folder = status.value.kind === 'directory';
  const old = status.value.mode;
  const wanted = changeMode(mode, old, folder) ?? old;
  const done = yield* sys.chmod(path, wanted);
  if (!done.ok) {
    const why = formatErrno(done.errno);
    if (!options.has('f')) {
      yield* printError(`chmod: changing permissions of ${shellQuote(path)}: ${why}\n`);
    }
    return false;
  }
  if (options.has('v') || (options.has('c') && wanted !== old)) {
    const what = wanted === old ? `retained as` : `changed from ${describe(old)} to`;
    yield* print(`mode of ${shellQuote(path)} ${what} ${describe(wanted)}\n`);
  }
  if (!folder || !options.has('R')) return true;
  const names = yield* sys.readdir(path);
  let good = names.ok;
  for (const name of names.ok ? names.value : []) {
    good = (yield* change(`${path}/${name}`, mode, options)) && good;
  }
  return good;
}

/** `0644 (rw-r--r--)` */
function describe(mode: number): string {
  const letters = [6, 3, 0].flatMap((shift) =>
    ['r', 'w', 'x'].map((letter, at) => ((mode >> shift) & (4 >> at) ? letter : '-')),
  );
  return `${(mode & 0o7777).toString(8).padStart(4, '0')} (${letters.join('')})`;
}
