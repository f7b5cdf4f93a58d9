/** A terminal's settings: tcsetattr(3). */
import type { Call } from '../host/system-call';
import { type Attempt, done, fail, type Result, reach } from './attempt';
import { changeTerminal } from './work';

export function callEcho(attempt: Attempt<Extract<Call, { call: 'echo' }>>): Result {
  const { work, host, call } = attempt;
  const reached = reach(attempt, call.fd);
  if (!reached) return fail('EBADF');
  if (reached.file.kind !== 'terminal') return fail('EINVAL');
  changeTerminal(work, host, reached.file.tty, { silent: !call.on });
  return done();
}
