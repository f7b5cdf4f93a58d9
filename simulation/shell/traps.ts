/** Commands that wait for a signal or for the end of the shell (bash(1), trap). */
import type { Routine } from '../host/program';
import { sys } from '../host/system';
import type { Signal } from '../host/system-call';
import type { Shell } from './shell';
import type { Descriptors, ShellState } from './shell-state';

/** Takes note of a signal that came; false where no trap waits for it. */
export function noteSignal(state: ShellState, signal: Signal | undefined): boolean {
  if (signal === undefined || !state.traps.has(signal)) return false;
  state.trapped.push(signal);
  return true;
}

/** Runs the traps of the signals that have come. */
export function* runTraps(shell: Shell, descriptors: Descriptors): Routine {
  for (let name = shell.state.trapped.shift(); name; name = shell.state.trapped.shift()) {
    yield* runTrap(shell, name, descriptors);
  }
}

/** The status is afterwards what it was before. */
export function* runTrap(shell: Shell, name: string, descriptors: Descriptors): Routine {
  const { state } = shell;
  const command = state.traps.get(name);
  if (command === undefined || command === '' || state.nesting >= 20) return;
  const { status } = state;
  state.nesting += 1;
  yield* shell.runText(shell, command, descriptors);
  state.nesting -= 1;
  state.status = status;
}

/** The trap on EXIT, once; the status with which the shell ends. */
export function* runExitTrap(shell: Shell, status: number): Routine<number> {
  const { state } = shell;
  const command = state.traps.get('EXIT');
  state.traps.delete('EXIT');
  if (command === undefined) return status;
  Object.assign(state, { exit: null, dropped: false, interrupted: false, status, leave: null });
  state.returning = false;
  state.options.delete('e');
  yield* shell.runText(shell, command, shell.standard);
  return state.exit ?? status;
}

/** Which signals a shell without traps sees to itself. */
export function* setHandling(state: ShellState, signal: Signal): Routine {
  const own =
    signal === 'SIGINT' ||
    (state.interactive && ['SIGTERM', 'SIGTSTP', 'SIGQUIT'].includes(signal));
  const ends = signal === 'SIGTERM' && state.traps.has('EXIT');
  yield* sys.signal(signal, own || ends || state.traps.has(signal));
}
