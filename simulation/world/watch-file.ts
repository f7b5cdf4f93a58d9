/** Who is told that a file has changed: the trace, and programs that watch it (inotify(7)). */
import { resolvePath } from '../host/file-system';
import type { Call } from '../host/system-call';
import type { Attempt, Result } from './attempt';
import { answerCall } from './wake';
import { machineOf, tell, type Work } from './work';

export function touchPath(work: Work, host: string, path: string, pid: number): void {
  tell(work, host, { kind: 'file', path, pid });
  for (const process of Object.values(machineOf(work, host).processes)) {
    for (const { tid, waiting } of Object.values(process.threads)) {
      if (waiting?.call.call !== 'watch') continue;
      const watched = waiting.call.paths.map((one) => resolvePath(process.cwd, one));
      if (watched.includes(path)) {
        answerCall(work, host, process.pid, tid, { ok: true, value: path });
      }
    }
  }
}

export function callWatch(_: Attempt<Extract<Call, { call: 'watch' }>>): Result {
  return { block: { open: [] } };
}
