/** The socket table as `ss -tuan` shows it. */
import type { TcpStateName } from '@/contract/trace';
import { unacknowledged, unread } from '../tcp/timers';
import type { Machine } from './machine';
import { isFamily6, type Socket, shownEndpoint } from './socket';
import type { SocketRow } from './system-call';
import { entriesOf, entryOf, sizeOf, valuesOf } from './table';

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
  const owners = socketOwners(machine);
  return valuesOf(machine.sockets)
    .filter(isListed)
    .map((socket) => socketRow(socket, owners));
}

export function socketRow(socket: Socket, owners: Owners): SocketRow {
  const { id, type, proto, local, peer } = socket;
  return {
    id,
    proto,
    family: isFamily6(type) ? 6 : 4,
    v6only: socket.options.v6only,
    ...stateOf(socket),
    local: shownEndpoint(type, local),
    peer: peer ? shownEndpoint(type, peer) : null,
    owners: owners.get(id) ?? [],
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

type Owners = ReadonlyMap<number, SocketRow['owners']>;

/** Who holds each socket, by pid and descriptor. */
export function socketOwners({ processes, open }: Machine): Owners {
  const owners = new Map<number, SocketRow['owners']>();
  for (const { pid, fds, program, user } of valuesOf(processes)) {
    for (const [fd, id] of entriesOf(fds)) {
      const file = entryOf(open, id);
      if (file?.kind !== 'socket') continue;
      const own = owners.get(file.socket) ?? [];
      own.push({ pid, fd, program, user });
      owners.set(file.socket, own);
    }
  }
  return owners;
}
