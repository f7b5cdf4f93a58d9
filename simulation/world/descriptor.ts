/** Descriptors of a process and the open files behind them: open(2), close(2), dup(2). */
import { filesOf, isHeld } from '../host/file-index';
import type { OpenFile } from '../host/process';
import { emptyTable, entryOf, firstFree, withoutEntry } from '../host/table';
import { closeSocket } from './close-socket';
import { wakePipe } from './wake';
import {
  changeMachine,
  changeProcess,
  dropDescriptor,
  dropOpenFile,
  machineOf,
  openFileOf,
  processOf,
  putDescriptor,
  putOpenFile,
  takeNumber,
  type Work,
} from './work';

/** Opens `file` under the lowest free descriptor, which is returned. */
export function addDescriptor(work: Work, host: string, pid: number, file: OpenFile): number {
  const id = takeNumber(work);
  putOpenFile(work, host, id, file);
  return addDescriptorFor(work, host, pid, id);
}

export function addDescriptorFor(work: Work, host: string, pid: number, id: number): number {
  // 0, 1 and 2 stay the standard ones even where a process was started without them.
  const fd = firstFree(processOf(work, host, pid)?.fds ?? emptyTable(), 3);
  putDescriptor(work, host, pid, fd, id);
  return fd;
}

/** Takes a descriptor away; the last one closes the file. */
export function removeDescriptor(work: Work, host: string, pid: number, fd: number): void {
  const process = processOf(work, host, pid);
  const id = entryOf(process?.fds, fd);
  if (!process || id === undefined) return;
  dropDescriptor(work, host, pid, fd);
  const named = Object.entries(process.names);
  if (named.some(([, at]) => at === fd)) {
    const names = Object.fromEntries(named.filter(([, at]) => at !== fd));
    changeProcess(work, host, pid, { names });
  }
  releaseFile(work, host, id);
}

/** Closes an open file that no descriptor and no blocked call holds any more. */
export function releaseFile(work: Work, host: string, id: number): void {
  const file = openFileOf(work, host, id);
  if (!file || isHeld(machineOf(work, host).users, id)) return;
  dropOpenFile(work, host, id);
  if (file.kind === 'socket') closeSocket(work, host, file.socket);
  if (file.kind === 'tap') {
    const taps = machineOf(work, host).taps.filter((one) => one !== id);
    changeMachine(work, host, { taps });
  }
  if (file.kind === 'pipe-read' || file.kind === 'pipe-write') releasePipe(work, host, file.pipe);
}

function releasePipe(work: Work, host: string, pipe: number): void {
  const { users, pipes } = machineOf(work, host);
  if (filesOf(users, pipe).length > 0) return wakePipe(work, host, pipe);
  changeMachine(work, host, { pipes: withoutEntry(pipes, pipe) });
}
