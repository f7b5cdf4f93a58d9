/** Options of bash's builtins and the complaints about them. */
import type { Routine } from '../host/program';
import { printError } from '../host/system';
import type { Shell } from './shell';

/** The letters given before the operands; a message where one is not among `known`. */
export function builtinOptions(
  args: readonly string[],
  known: string,
): { ok: true; letters: string; operands: string[] } | { ok: false; bad: string } {
  let letters = '';
  let at = 0;
  for (; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      at += 1;
      break;
    }
    if (!/^-[^\d\s]/.test(arg)) break;
    for (const letter of arg.slice(1)) {
      if (!known.includes(letter)) return { ok: false, bad: `-${letter}` };
      letters += letter;
    }
  }
  return { ok: true, letters, operands: args.slice(at) };
}

/** `bash: cd: text` */
export function* fail(shell: Shell, name: string, text: string, status = 1): Routine<number> {
  yield* printError(`${shell.state.title}: ${name}: ${text}\n`);
  return status;
}

/** A wrong option: bash says which and how the builtin is used. */
export function* failUsage(shell: Shell, name: string, bad: string): Routine<number> {
  yield* fail(shell, name, `${bad}: invalid option`);
  yield* printError(`${name}: usage: ${shell.builtins[name]?.usage ?? name}\n`);
  return 2;
}
