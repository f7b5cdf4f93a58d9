/** The socket table as `ss -tuan` shows it. */
import type { TcpStateName } from '@/contract/trace';
import { unacknowledged, unread } from '../tcp/timers';
import { holdersOf } from './file-index';
import type { Machine } from './machine';
import { isFamily6, type Socket, shownEndpoint } from './socket';
import type { SocketRow } from './system-call';
import { entryOf, sizeOf, valuesOf } from './table';

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
  return valuesOf(machine.sockets)
    .filter(isListed)
    .map((socket) => socketRow(socket, ownersOf(machine, socket.id)));
}

export function socketRow(socket: Socket, owners: SocketRow['owners']): SocketRow {
  const { id, type, proto, local, peer } = socket;
  return {
    id,
    proto,
    family: isFamily6(type) ? 6 : 4,
    v6only: socket.options.v6only,
    ...stateOf(socket),
    local: shownEndpoint(type, local),
    peer: peer ? shownEndpoint(type, peer) : null,
    owners,
  };
}

function stateOf(socket: Socket): Pick<SocketRow, 'state' | 'recvQ' | 'sendQ'> {
  if (socket.proto === 'udp') {
    const recvQ = socket.queue.reduce((sum, { memory }) => sum + memory, 0);
    return { state: socket.peer ? 'ESTAB' : 'UNCONN', recvQ, sendQ: 0 };
  }
  const { tcb } = socket;
  if (tcb.state === 'LISTEN') {
    return { state: 'LISTEN', recvQ: sizeOf(socket.acceptQueue), sendQ: tcb.backlog };
  }
  const shut = tcb.orphan && tcb.state === 'FIN-WAIT-2';
  return {
    state: words[tcb.state],
    recvQ: shut ? 0 : unread(tcb),
    sendQ: shut ? 0 : unacknowledged(tcb),
  };
}

/** Who holds a socket, by pid and descriptor. */
export function ownersOf({ users, processes }: Machine, socket: number): SocketRow['owners'] {
  return holdersOf(users, socket).map(({ pid, fd }) => {
    const { program = '', user = '' } = entryOf(processes, pid) ?? {};
    return { pid, fd, program, user };
  });
}
