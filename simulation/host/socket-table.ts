/** The socket table as `ss -tuan` shows it. */
import type { TcpStateName } from '@/contract/trace';
import { unacknowledged, unread } from '../tcp/timers';
import type { Machine } from './machine';
import { datagramMemory, isFamily6, type Socket, shownEndpoint } from './socket';
import type { SocketRow } from './system-call';

const words: Readonly<Record<TcpStateName, string>> = {
  CLOSED: 'CLOSED',
  LISTEN: 'LISTEN',
  'SYN-SENT': 'SYN-SENT',
  'SYN-RECEIVED': 'SYN-RECV',
  ESTABLISHED: 'ESTAB',
  'FIN-WAIT-1': 'FIN-WAIT-1',
  'FIN-WAIT-2': 'FIN-WAIT-2',
  'CLOSE-WAIT': 'CLOSE-WAIT',
  CLOSING: 'CLOSING',
  'LAST-ACK': 'LAST-ACK',
  'TIME-WAIT': 'TIME-WAIT',
};

/** Whether ss lists it: TCP that listens or has a connection, UDP with a port. */
export function isListed(socket: Socket): boolean {
  return socket.proto === 'tcp' ? socket.tcb.state !== 'CLOSED' : socket.local.port !== 0;
}

/** Every socket of the table, in the order of the kernel's numbers. */
export function socketRows(machine: Machine): SocketRow[] {
  return Object.values(machine.sockets)
    .filter(isListed)
    .map((socket) => socketRow(machine, socket));
}

export function socketRow(machine: Machine, socket: Socket): SocketRow {
  const { id, type, proto, local, peer } = socket;
  return {
    id,
    proto,
    family: isFamily6(type) ? 6 : 4,
    v6only: socket.options.v6only,
    ...stateOf(socket),
    local: shownEndpoint(type, local),
    peer: peer ? shownEndpoint(type, peer) : null,
    owners: ownersOf(machine, id),
  };
}

function stateOf(socket: Socket): Pick<SocketRow, 'state' | 'recvQ' | 'sendQ'> {
  if (socket.proto === 'udp') {
    const recvQ = socket.queue.reduce((sum, { data }) => sum + datagramMemory(data), 0);
    return { state: socket.peer ? 'ESTAB' : 'UNCONN', recvQ, sendQ: 0 };
  }
  const { tcb } = socket;
  if (tcb.state === 'LISTEN') {
    return { state: 'LISTEN', recvQ: socket.acceptQueue.length, sendQ: tcb.backlog };
  }
  const shut = tcb.orphan && tcb.state === 'FIN-WAIT-2';
  return {
    state: words[tcb.state],
    recvQ: shut ? 0 : unread(tcb),
    sendQ: shut ? 0 : unacknowledged(tcb),
  };
}

function ownersOf(machine: Machine, socket: number): SocketRow['owners'] {
  return Object.values(machine.processes).flatMap(({ pid, fds, program, user }) =>
    Object.entries(fds)
      .filter(([, id]) => {
        const file = machine.open[id];
        return file?.kind === 'socket' && file.socket === socket;
      })
      .map(([fd]) => ({ pid, fd: Number(fd), program, user })),
  );
}
