/** Who is told that a file has changed: the trace, and programs that watch it (inotify(7)). */
import { WATCHING, waitersFor } from '../host/file-index';
import { resolvePath } from '../host/file-system';
import type { Call } from '../host/system-call';
import type { Attempt, Result } from './attempt';
import { answerCall } from './wake';
import { machineOf, processOf, tell, threadOf, type Work } from './work';

export function touchPath(work: Work, host: string, path: string, pid: number): void {
  tell(work, host, { kind: 'file', path, pid });
  const watchers = [...waitersFor(machineOf(work, host).users, WATCHING)];
  watchers.sort((a, b) => a.pid - b.pid || a.tid - b.tid);
  for (const { pid, tid } of watchers) {
    const process = processOf(work, host, pid);
    const call = threadOf(work, host, pid, tid)?.waiting?.call;
    if (!process || call?.call !== 'watch') continue;
    const watched = call.paths.map((one) => resolvePath(process.cwd, one));
    if (watched.includes(path)) answerCall(work, host, pid, tid, { ok: true, value: path });
  }
}

export function callWatch(_: Attempt<Extract<Call, { call: 'watch' }>>): Result {
  return { block: { open: [] } };
}
