import { encodeText } from '../../host/bytes';
import type { Program, Routine } from '../../host/program';
import { print, sys } from '../../host/system';
import { unescapeEcho } from '../escapes';

/** echo of bash 5.2 and coreutils 9.1, which read `-n`, `-e` and `-E` alike. */
export function* runEcho(args: string[]): Routine<number> {
  let newline = true;
  let escapes = false;
  let at = 0;
  for (; /^-[neE]+$/.test(args[at] ?? ''); at += 1) {
    for (const letter of args[at]?.slice(1) ?? '') {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = args.slice(at).join(' ');
  if (!escapes) return (yield* print(text + (newline ? '\n' : ''))) ? 0 : 1;
  const { bytes, ended } = unescapeEcho(encodeText(text));
  const written = yield* sys.write(1, bytes + (newline && !ended ? '\n' : ''));
  return written.ok ? 0 : 1;
}

export const echo: Program = {
  name: 'echo',
  usage: 'echo [-neE] [STRING]...',
  summary: 'print a line of text',
  main: (context) => runEcho(context.argv.slice(1)),
};
