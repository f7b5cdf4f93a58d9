/** Runs a routine as if its descriptors were other ones, so that builtins can be redirected. */
import type { Routine } from '../host/program';
import type { Call } from '../host/system-call';
import type { Descriptors } from './shell-state';

const calls: readonly Call['call'][] = ['read', 'write', 'isatty'];

export function* withDescriptors<R>(routine: Routine<R>, descriptors: Descriptors): Routine<R> {
  let step = routine.next();
  while (!step.done) {
    const call = step.value;
    const own = 'fd' in call && calls.includes(call.call) ? descriptors[call.fd] : undefined;
    const reply = yield own === undefined ? call : ({ ...call, fd: own } as Call);
    step = routine.next(reply);
  }
  return step.value;
}
