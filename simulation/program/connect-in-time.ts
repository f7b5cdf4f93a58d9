import type { Routine } from '../host/program';
import { type Outcome, sys } from '../host/system';

/** connect(2), given up with EINPROGRESS after `timeout` milliseconds; null waits as long as the kernel. */
export function* connectInTime(
  fd: number,
  addr: string,
  port: number,
  timeout: number | null,
): Routine<Outcome<null>> {
  if (timeout === null) return yield* sys.connect(fd, addr, port);
  yield* sys.setsockopt(fd, 'O_NONBLOCK', 1);
  const begun = yield* sys.connect(fd, addr, port);
  if (begun.ok || begun.errno !== 'EINPROGRESS') return begun;
  const ready = yield* sys.poll([fd], timeout, ['OUT']);
  if (!ready.ok) return ready;
  if (ready.value.length === 0) return begun;
  const error = yield* sys.socketError(fd);
  if (!error.ok) return error;
  if (error.value !== null) return { ok: false, errno: error.value };
  yield* sys.setsockopt(fd, 'O_NONBLOCK', 0);
  return { ok: true, value: null };
}
