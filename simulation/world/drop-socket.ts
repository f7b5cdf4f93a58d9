/** A socket leaves its host's table, and its timers with it. */
import { indexSocket } from '../host/socket-index';
import { withoutEntry } from '../host/table';
import { cancelTimers } from './agenda';
import { changeMachine, machineOf, socketOf, type Work } from './work';

export function dropSocket(work: Work, host: string, id: number): void {
  const socket = socketOf(work, host, id);
  if (!socket) return;
  cancelTimers(work, host, id);
  const { sockets, ports } = machineOf(work, host);
  changeMachine(work, host, {
    sockets: withoutEntry(sockets, id),
    ports: indexSocket(ports, socket, null),
  });
}
