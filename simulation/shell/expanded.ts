/** What filling in words gives, or what is wrong with them. */
import type { Routine } from '../host/program';
import type { ShellState } from './shell-state';

/** `fatal`: the rest of the line is dropped, or a script is left. */
export type ExpandFailure = { ok: false; message: string; fatal?: 'line' | 'script' };
export type Expanded<T> = { ok: true; value: T } | ExpandFailure;

/** A text, or the elements of a list, which stay fields of their own. */
export type Piece = string | string[];

/** Runs `$(source)` and gives what it printed. */
export type Substitute = (state: ShellState, source: string) => Routine<string>;
