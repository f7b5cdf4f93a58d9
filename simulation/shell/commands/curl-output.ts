/** Where curl puts what it receives: the terminal, a pipe or a file. */
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { writeAll } from '../../program/socket-io';

/** What stdio gathers before it writes to a pipe or a file. */
const BLOCK = 4096;

export type Output = {
  path: string | null;
  fd: number | null;
  /** A terminal gets whole lines, anything else whole blocks; the rest at the very end. */
  tty: boolean;
  held: string;
};

export function* openStandardOutput(): Routine<Output> {
  const tty = yield* sys.isatty(1);
  return { path: null, fd: 1, tty: tty.ok && tty.value, held: '' };
}

/** False where the file cannot be made or nobody reads any more. */
export function* writeOutput(output: Output, bytes: string): Routine<boolean> {
  if (output.fd === null) {
    const opened = yield* sys.open(output.path ?? '', 'w');
    if (!opened.ok) {
      const reason = formatErrno(opened.errno);
      yield* printError(`Warning: Failed to open the file ${output.path}: ${reason}\n`);
      return false;
    }
    output.fd = opened.value;
  }
  const all = output.held + bytes;
  const whole = output.tty ? all.lastIndexOf('\n') + 1 : all.length - (all.length % BLOCK);
  output.held = all.slice(whole);
  return whole === 0 || (yield* writeAll(output.fd, all.slice(0, whole))).ok;
}

/** A header line, its name bold on a terminal. */
export function* writeHeader(output: Output, line: string): Routine<boolean> {
  const colon = line.indexOf(':');
  const bold = output.tty && colon > 0 && !line.startsWith('HTTP/');
  const text = bold ? `\x1b[1m${line.slice(0, colon)}\x1b[0m${line.slice(colon)}` : line;
  return yield* writeOutput(output, text);
}

export function* flushOutput(output: Output): Routine {
  if (output.held !== '' && output.fd !== null) yield* writeAll(output.fd, output.held);
  output.held = '';
}

/** Writes what is left to a file and closes it. */
export function* closeOutput(output: Output): Routine {
  yield* flushOutput(output);
  if (output.fd !== null) yield* sys.close(output.fd);
  output.fd = null;
}
