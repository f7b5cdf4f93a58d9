/** Asking for a password on the terminal: what is typed is not shown (termios(3), ECHO). */
import { decodeText } from '../host/bytes';
import type { Routine } from '../host/program';
import { print, sys } from '../host/system';

/** The words without their newline; an empty string at the end of the input or after Ctrl-C. */
export function* askPassword(prompt: string): Routine<string> {
  yield* print(prompt);
  yield* sys.echo(0, false);
  const line = yield* sys.read(0);
  yield* sys.echo(0, true);
  yield* print('\n');
  return line.ok ? decodeText(line.value).replace(/\n$/, '') : '';
}
