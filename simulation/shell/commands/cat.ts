import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { gnuCommand } from '../gnu-command';
import { closeInput, openInput, splitLines } from '../input';
import type { Options } from '../options';

type Numbering = { line: number; empty: number; fresh: boolean };

export const cat = gnuCommand({
  name: 'cat',
  usage: '[OPTION]... [FILE]...',
  summary: 'concatenate files and print them',
  version: 'cat (GNU coreutils) 9.1',
  options: [
    { short: 'A', long: 'show-all', help: 'same as -vET' },
    { short: 'b', long: 'number-nonblank', help: 'number lines that are not empty' },
    { short: 'e', help: 'same as -vE' },
    { short: 'E', long: 'show-ends', help: 'display $ at the end of each line' },
    { short: 'n', long: 'number', help: 'number all lines' },
    { short: 's', long: 'squeeze-blank', help: 'show one empty line for several' },
    { short: 't', help: 'same as -vT' },
    { short: 'T', long: 'show-tabs', help: 'display TAB as ^I' },
    { short: 'u', help: '(ignored)' },
    { short: 'v', long: 'show-nonprinting', help: 'show control characters as ^X and M-x' },
  ],
  run: function* (_context, options, operands) {
    const numbering: Numbering = { line: 0, empty: 0, fresh: true };
    let status = 0;
    for (const path of operands.length > 0 ? operands : ['-']) {
      const input = yield* openInput(path);
      if (!input.ok) {
        yield* printError(`cat: ${path === '' ? "''" : path}: ${formatErrno(input.errno)}\n`);
        status = 1;
        continue;
      }
      if (yield* isOutput(input.value.fd)) {
        yield* printError(`cat: ${path}: input file is output file\n`);
        yield* closeInput(input.value);
        status = 1;
        continue;
      }
      for (;;) {
        const part = yield* sys.read(input.value.fd);
        if (!part.ok) {
          yield* printError(`cat: ${path}: ${formatErrno(part.errno)}\n`);
          status = 1;
        }
        if (!part.ok || part.value === '') break;
        if (!(yield* copy(part.value, options, numbering))) return 1;
      }
      yield* closeInput(input.value);
    }
    return status;
  },
});

/** Whether what is read would be written behind itself, again and again. */
function* isOutput(fd: number): Routine<boolean> {
  const [input, output] = [yield* sys.fdPath(fd), yield* sys.fdPath(1)];
  if (!input.ok || !output.ok || input.value === null || input.value !== output.value) return false;
  const status = yield* sys.stat(input.value);
  return status.ok && status.value.size > 0;
}

/** False when the reader of our output has gone. */
function* copy(bytes: string, options: Options, numbering: Numbering): Routine<boolean> {
  const plain = !options.has('A', 'b', 'e', 'E', 'n', 's', 't', 'T', 'v');
  const text = plain
    ? bytes
    : splitLines(bytes)
        .map((line) => decorate(line, options, numbering))
        .join('');
  if (text === '') return true;
  const written = yield* sys.write(1, text);
  if (!written.ok && written.errno !== 'EPIPE') {
    yield* printError(`cat: write error: ${formatErrno(written.errno)}\n`);
  }
  return written.ok;
}

function decorate(line: string, options: Options, numbering: Numbering): string {
  const ended = line.endsWith('\n');
  let body = ended ? line.slice(0, -1) : line;
  const empty = body === '' && numbering.fresh;
  numbering.empty = empty ? numbering.empty + 1 : 0;
  if (options.has('s') && numbering.empty > 1) return '';
  if (options.has('A', 'e', 't', 'v')) body = body.replace(/[^\t -~]/g, showControl);
  if (options.has('A', 't', 'T')) body = body.replaceAll('\t', '^I');
  const numbered = options.has('b') ? !empty : options.has('n');
  const head = numbered && numbering.fresh ? `${String(++numbering.line).padStart(6)}\t` : '';
  numbering.fresh = ended;
  return head + body + (ended ? (options.has('A', 'e', 'E') ? '$\n' : '\n') : '');
}

function showControl(character: string): string {
  const code = character.charCodeAt(0);
  const low = code & 0x7f;
  const shown =
    low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low);
  return code < 128 ? shown : `M-${shown}`;
}
