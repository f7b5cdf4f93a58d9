/** Descriptors of a process and the open files behind them: open(2), close(2), dup(2). */
import type { OpenFile } from '../host/process';
import { closeSocket } from './close-socket';
import { wakePipe } from './wake';
import {
  changeMachine,
  changeProcess,
  machineOf,
  processOf,
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
  const fds = processOf(work, host, pid)?.fds ?? {};
  // 0, 1 and 2 stay the standard ones even where a process was started without them.
  let fd = 3;
  while (fds[fd] !== undefined) fd += 1;
  changeProcess(work, host, pid, { fds: { ...fds, [fd]: id } });
  return fd;
}

/** Takes a descriptor away; the last one closes the file. */
export function removeDescriptor(work: Work, host: string, pid: number, fd: number): void {
  const process = processOf(work, host, pid);
  const id = process?.fds[fd];
  if (!process || id === undefined) return;
  const { [fd]: _, ...fds } = process.fds;
  const names = Object.fromEntries(Object.entries(process.names).filter(([, at]) => at !== fd));
  changeProcess(work, host, pid, { fds, names });
  releaseFile(work, host, id);
}

/** Whether any descriptor or blocked call still holds an open file. */
function isHeld(work: Work, host: string, id: number): boolean {
  return Object.values(machineOf(work, host).processes).some(
    ({ fds, threads }) =>
      Object.values(fds).includes(id) ||
      Object.values(threads).some(({ waiting }) => waiting?.open.includes(id)),
  );
}

/** Closes an open file that nobody holds any more. */
export function releaseFile(work: Work, host: string, id: number): void {
  const file = machineOf(work, host).open[id];
  if (!file || isHeld(work, host, id)) return;
  const { [id]: _, ...open } = machineOf(work, host).open;
  changeMachine(work, host, { open });
  if (file.kind === 'socket') closeSocket(work, host, file.socket);
  if (file.kind === 'pipe-read' || file.kind === 'pipe-write') releasePipe(work, host, file.pipe);
}

function releasePipe(work: Work, host: string, pipe: number): void {
  const machine = machineOf(work, host);
  const used = Object.values(machine.open).some(
    (file) => (file.kind === 'pipe-read' || file.kind === 'pipe-write') && file.pipe === pipe,
  );
  if (used) return wakePipe(work, host, pipe);
  const { [pipe]: _, ...pipes } = machine.pipes;
  changeMachine(work, host, { pipes });
}
