/** Django's colours (its `dark` palette), used where the output is a terminal. */
import type { Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';

const codes = {
  error: '31;1',
  notice: '31',
  warning: '33;1',
  heading: '36;1',
  label: '1',
  success: '32;1',
} as const;

export type Style = keyof typeof codes;

/** `text` in the style's colour if `fd` is a terminal. */
export function* styled(fd: 1 | 2, style: Style, text: string): Routine<string> {
  const tty = yield* sys.isatty(fd);
  return tty.ok && tty.value ? `\x1b[${codes[style]}m${text}\x1b[0m` : text;
}

/** A line on standard error in Django's red; its newline is coloured with it. */
export function* printFailure(text: string): Routine {
  yield* printError(yield* styled(2, 'error', `${text}\n`));
}

/** A line on standard output in a style. */
export function* printStyled(style: Style, text: string): Routine {
  yield* print(`${yield* styled(1, style, text)}\n`);
}
