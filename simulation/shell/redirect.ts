/** Opens what redirections name and says where each descriptor of the command leads. */
import { formatErrno } from '../host/error-text';
import type { Routine } from '../host/program';
import { type Outcome, sys } from '../host/system';
import { expandText, expandWords } from './expand';
import type { Substitute } from './expanded';
import type { Descriptors, ShellState } from './shell-state';
import type { Redirection } from './syntax';

export type Redirected =
  | { ok: true; descriptors: Descriptors; opened: number[] }
  /** Without the leading `bash: `. */
  | { ok: false; message: string };

/** `opened` are ours to close once the command has them. */
export function* redirect(
  state: ShellState,
  redirections: Redirection[],
  before: Descriptors,
  substitute: Substitute,
): Routine<Redirected> {
  const descriptors: Record<number, number> = { ...before };
  const opened: number[] = [];
  for (const redirection of redirections) {
    const message = yield* redirectOne(state, redirection, descriptors, opened, substitute);
    if (message === null) continue;
    yield* closeAll(opened);
    return { ok: false, message };
  }
  return { ok: true, descriptors, opened };
}

export function* closeAll(fds: number[]): Routine {
  for (const fd of fds) yield* sys.close(fd);
}

/** A message when it failed. */
function* redirectOne(
  state: ShellState,
  redirection: Redirection,
  descriptors: Record<number, number>,
  opened: number[],
  substitute: Substitute,
): Routine<string | null> {
  const { fd } = redirection;
  if (redirection.kind === 'text') {
    const text = yield* expandText(state, redirection.target, substitute);
    if (!text.ok) return text.message;
    const end = yield* textPipe(text.value + (redirection.newline ? '\n' : ''));
    if (!end.ok) return formatErrno(end.errno);
    opened.push(end.value);
    descriptors[fd] = end.value;
    return null;
  }
  const words = yield* expandWords(state, [redirection.target], substitute);
  if (!words.ok) return words.message;
  const [target, ...others] = words.value;
  if (target === undefined || others.length > 0) {
    return `${redirection.target.raw}: ambiguous redirect`;
  }
  if (redirection.kind === 'copy') {
    if (target === '-') {
      delete descriptors[fd];
      return null;
    }
    if (!/^\d+$/.test(target)) return `${target}: ambiguous redirect`;
    const source = descriptors[Number(target)];
    if (source === undefined) return `${target}: Bad file descriptor`;
    descriptors[fd] = source;
    return null;
  }
  if (state.options.has('C') && redirection.mode === 'w' && !('force' in redirection)) {
    const there = yield* sys.stat(target);
    if (there.ok && there.value.kind === 'file' && target !== '/dev/null') {
      return `${target}: cannot overwrite existing file`;
    }
  }
  const file = yield* sys.open(target, redirection.mode);
  if (!file.ok) return `${target}: ${formatErrno(file.errno)}`;
  opened.push(file.value);
  descriptors[fd] = file.value;
  if (redirection.kind === 'both') descriptors[2] = file.value;
  return null;
}

/** A descriptor from which `text` can be read. */
function* textPipe(text: string): Routine<Outcome<number>> {
  const pipe = yield* sys.pipe();
  if (!pipe.ok) return pipe;
  const [readEnd, writeEnd] = pipe.value;
  if (text !== '') yield* sys.writeText(writeEnd, text);
  yield* sys.close(writeEnd);
  return { ok: true, value: readEnd };
}
