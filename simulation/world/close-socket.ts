/** What the kernel does with a socket that no program holds any more: close(2), _exit(2). */

import { isFamily6, type TcpSocket } from '../host/socket';
import { emptyTable, valuesOf } from '../host/table';
import { ANY4, ANY6, isWildcard } from '../packet/address';
import { abort, closeTcp, disconnect } from '../tcp/user';
import { dropSocket } from './drop-socket';
import { applyTcp, makeTurn, store } from './tcp-socket';
import { changeTcp, putSocket, socketOf, type Work } from './work';

export function closeSocket(work: Work, host: string, id: number): void {
  const socket = socketOf(work, host, id);
  if (!socket) return;
  if (socket.proto === 'udp') return dropSocket(work, host, id);
  if (socket.tcb.state === 'LISTEN') stopListening(work, host, socket);
  const { linger } = socket.options;
  const abortive = linger.on && linger.seconds === 0;
  applyTcp(work, host, id, (tcb, turn) => closeTcp(tcb, { abortive }, turn), true);
  const after = socketOf(work, host, id);
  if (after?.proto === 'tcp' && after.tcb.state === 'CLOSED') dropSocket(work, host, id);
}

/** Connections that nobody has accepted are reset (RFC 9293, section 3.10.5). */
function stopListening(work: Work, host: string, listener: TcpSocket): void {
  changeTcp(work, host, listener.id, { acceptQueue: emptyTable(), cookies: [] });
  for (const id of valuesOf(listener.acceptQueue)) {
    applyTcp(work, host, id, (tcb, turn) => (tcb.state === 'CLOSED' ? tcb : abort(tcb, turn)));
    const child = socketOf(work, host, id);
    if (child?.proto === 'tcp' && child.tcb.state === 'CLOSED') dropSocket(work, host, id);
  }
}

/**
 * Makes a socket fit for another connect(2), as after a failed one or shutdown(2) of a listener
 * (Linux, tcp_disconnect). What bind(2) had fixed stays fixed.
 */
export function disconnectSocket(work: Work, host: string, id: number): void {
  const socket = socketOf(work, host, id);
  if (socket?.proto !== 'tcp') return;
  if (socket.tcb.state === 'LISTEN') stopListening(work, host, socket);
  const turn = makeTurn(work, host, socket);
  const tcb = disconnect(socket.tcb, turn);
  const any = isFamily6(socket.type) ? ANY6 : ANY4;
  const keepAddress = socket.boundAddress || isWildcard(socket.local.addr);
  const next: TcpSocket = {
    ...socket,
    tcb,
    stage: 'unconnected',
    local: { ...socket.local, addr: keepAddress ? socket.local.addr : any },
    acceptQueue: emptyTable(),
    holds: socket.boundPort ? socket.holds : null,
  };
  store(work, host, next, turn.effects, true);
  const after = socketOf(work, host, id);
  if (after) putSocket(work, host, { ...after, peer: null });
}
