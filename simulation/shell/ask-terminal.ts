/** Asking who sits at the terminal, wherever input and output go (readpassphrase(3)). */
import { decodeText } from '../host/bytes';
import type { Routine } from '../host/program';
import { sys } from '../host/system';

/**
 * The line without its newline; an empty one at its end, and without a terminal. Where the answer
 * is hidden, Ctrl-C ends the program `pid` once the terminal is as it was.
 */
export function* askTerminal(prompt: string, hidden: boolean, pid: number): Routine<string> {
  const terminal = yield* sys.open('/dev/tty', 'w');
  if (!terminal.ok) return '';
  const tty = terminal.value;
  if (hidden) {
    yield* sys.signal('SIGINT', true);
    yield* sys.echo(tty, false);
  }
  yield* sys.writeText(tty, `\r${prompt}`);
  const line = yield* sys.read(tty);
  if (hidden) {
    yield* sys.echo(tty, true);
    yield* sys.signal('SIGINT', false);
    yield* sys.write(tty, '\n');
  }
  yield* sys.close(tty);
  if (!line.ok) yield* sys.kill(pid, 'SIGINT');
  return line.ok ? decodeText(line.value).replace(/\n$/, '') : '';
}
