/** For programs that run another one in their place: env, sudo. */
import type { Routine } from '../host/program';
import { signalNumber } from '../host/signal';
import { type Outcome, sys } from '../host/system';

const folder = /^(?:\/usr)?(?:\/local)?\/s?bin\//;

type Changes = { env?: Record<string, string>; user?: string; fds?: Record<number, number> };

/** Starts `argv` with our descriptors; its process id. */
export function* startProgram(argv: readonly string[], changes: Changes): Routine<Outcome<number>> {
  const [name = ''] = argv;
  const program = name === 'sh' ? 'bash' : name.replace(folder, '');
  if (program.includes('/')) {
    const status = yield* sys.stat(program);
    if (!status.ok) return status;
    if (status.value.kind === 'directory' || (status.value.mode & 0o111) === 0) {
      return { ok: false, errno: 'EACCES' };
    }
    return yield* startProgram(['bash', ...argv], changes);
  }
  return yield* sys.spawn({
    program,
    argv: [...argv],
    fds: { 0: 0, 1: 1, 2: 2 },
    ...changes,
  });
}

/** Runs `argv` with our descriptors up to its end; its exit status. */
export function* runProgram(argv: readonly string[], changes: Changes): Routine<Outcome<number>> {
  const started = yield* startProgram(argv, changes);
  if (!started.ok) return started;
  for (;;) {
    const change = yield* sys.wait({ pid: started.value });
    if (!change.ok && change.errno !== 'EINTR') return { ok: true, value: 1 };
    if (!change.ok && change.signal === 'SIGTERM') yield* sys.kill(started.value, 'SIGTERM');
    if (!change.ok || !change.value) continue;
    if (change.value.change === 'exited') return { ok: true, value: change.value.status };
    if (change.value.change === 'killed') {
      return { ok: true, value: 128 + signalNumber(change.value.signal) };
    }
  }
}
