/** Calls of the shell's own functions (bash(1), FUNCTIONS). */
import type { Routine } from '../host/program';
import { complain } from './run-pipeline';
import type { Shell } from './shell';
import type { Descriptors } from './shell-state';
import type { CompoundCommand } from './syntax';

/** Deeper calls end in a message, as with FUNCNEST. */
const deepest = 100;

export function* callFunction(
  shell: Shell,
  { name, body, args }: { name: string; body: CompoundCommand; args: string[] },
  descriptors: Descriptors,
): Routine<number> {
  const { state } = shell;
  if (state.calls.length >= deepest) {
    const text = `${name}: maximum function nesting level exceeded (${deepest})`;
    yield* complain(state, text, descriptors);
    state.dropped = true;
    return 1;
  }
  const { positional, loops } = state;
  const call = { name, hidden: new Map() };
  state.calls.push(call);
  state.positional = [positional[0] ?? 'bash', ...args];
  state.loops = 0;
  const status = yield* shell.runCompound(shell, body, descriptors);
  state.returning = false;
  state.calls.pop();
  state.positional = positional;
  state.loops = loops;
  for (const [hidden, old] of call.hidden) {
    if (old) state.variables.set(hidden, old);
    else state.variables.delete(hidden);
  }
  return status;
}
