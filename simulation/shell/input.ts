/** Reading the files that a command was given, `-` or none being standard input. */

import type { Routine } from '../host/program';
import { type Outcome, sys } from '../host/system';

export type Input = { name: string; fd: number };

/** Opens `path`; a folder is told of as soon as it is opened. */
export function* openInput(path: string): Routine<Outcome<Input>> {
  if (path === '-') return { ok: true, value: { name: path, fd: 0 } };
  const status = yield* sys.stat(path);
  if (status.ok && status.value.kind === 'directory') return { ok: false, errno: 'EISDIR' };
  const opened = yield* sys.open(path, 'r');
  return opened.ok ? { ok: true, value: { name: path, fd: opened.value } } : opened;
}

export function* closeInput(input: Input): Routine {
  if (input.fd !== 0) yield* sys.close(input.fd);
}

/** All bytes of an input. */
export function* readBytes(input: Input): Routine<Outcome<string>> {
  let bytes = '';
  for (;;) {
    const part = yield* sys.read(input.fd);
    if (!part.ok) return part;
    if (part.value === '') return { ok: true, value: bytes };
    bytes += part.value;
  }
}

/** Text split after each newline; the last line may lack one. */
export function splitLines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
