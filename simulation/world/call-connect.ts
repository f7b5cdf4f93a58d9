/** connect(2) and accept(2), in the order in which Linux decides (inet_stream_connect). */
import { findConnectPort } from '../host/bind-law';
import type { Machine } from '../host/machine';
import { findWay, isBroadcast, isOwnAddress } from '../host/route';
import { shownEndpoint, type TcpSocket, type UdpSocket } from '../host/socket';
import { socketsFor, socketsOnPort } from '../host/socket-index';
import { isReservedPort, portRange } from '../host/sysctl';
import type { Call } from '../host/system-call';
import {
  ANY4,
  ANY6,
  isAddress6,
  isLoopback,
  isMulticast,
  isSameEndpoint,
  isWildcard,
} from '../packet/address';
import type { Endpoint } from '../packet/packet';
import { connectTcp } from '../tcp/open';
import { enterClosed } from '../tcp/turn';
import {
  type Attempt,
  done,
  fail,
  freshTcp,
  freshUdp,
  isLate,
  type ReachedSocket,
  type Result,
  reachSocket,
  receiveDeadline,
} from './attempt';
import { autobind, readAddress, readDatagramAddress, senderAddress } from './call-bind';
import { disconnectSocket } from './close-socket';
import { takeFromQueue } from './deliver-tcp';
import { addDescriptor } from './descriptor';
import { dropSocket } from './drop-socket';
import { applyTcp, linkMss, makeTurn, store } from './tcp-socket';
import { changeTcp, machineOf, putSocket, socketOf, takeRandom, type Work } from './work';

type On<Name extends Call['call']> = Attempt<Extract<Call, { call: Name }>>;

export function callConnect(attempt: On<'connect'>): Result {
  const reached = reachSocket(attempt, attempt.call.fd);
  if (!reached.ok) return fail(reached.errno);
  const { socket } = reached;
  if (socket.proto === 'udp') return connectUdp(attempt, socket);
  if (attempt.waiting) return awaitConnect(attempt, reached, socket);
  switch (socket.stage) {
    case 'connected':
      return fail('EISCONN');
    case 'connecting':
      return isOpening(socket) && reached.nonblocking
        ? fail('EALREADY')
        : awaitConnect(attempt, reached, socket);
    case 'disconnecting':
      return fail('EINVAL');
    case 'unconnected':
      if (socket.tcb.state !== 'CLOSED') return fail('EISCONN');
  }
  const begun = beginConnect(attempt, socket);
  if (begun) return begun;
  changeTcp(attempt.work, attempt.host, socket.id, { stage: 'connecting' });
  const now = freshTcp(attempt, socket.id);
  if (isOpening(now) && reached.nonblocking) return fail('EINPROGRESS');
  return awaitConnect(attempt, reached, now);
}

function isOpening({ tcb }: TcpSocket): boolean {
  return tcb.state === 'SYN-SENT' || tcb.state === 'SYN-RECEIVED';
}

function awaitConnect(attempt: Attempt, { file }: ReachedSocket, socket: TcpSocket): Result {
  const { work, host } = attempt;
  if (isOpening(socket)) return { block: { open: [file] } };
  if (socket.tcb.state === 'CLOSED') {
    // Another thread's call may have failed first and made the socket fresh (sk_disconnects).
    const fresh = attempt.waiting !== null && socket.stage === 'unconnected';
    const errno = socket.tcb.error ?? (fresh ? 'EPIPE' : 'ECONNABORTED');
    disconnectSocket(work, host, socket.id);
    return fail(errno);
  }
  changeTcp(work, host, socket.id, { stage: 'connected' });
  const { type, local, peer } = socket;
  const shown = {
    local: shownEndpoint(type, local),
    peer: peer ? shownEndpoint(type, peer) : null,
  };
  return done(null, shown);
}

/** Where an address without a host in it leads: to the host itself (ip(7)). */
function reachable(addr: string, own: Endpoint): string {
  if (!isWildcard(addr)) return addr;
  if (addr === ANY6) return isAddress6(own.addr) ? '::1' : '127.0.0.1';
  return isWildcard(own.addr) ? '127.0.0.1' : own.addr;
}

/** Route, local address, port and SYN. Null when the SYN is on its way. */
function beginConnect(attempt: On<'connect'>, socket: TcpSocket): Result | null {
  const { work, host, call } = attempt;
  const machine = machineOf(work, host);
  const address = readAddress(socket.type, call.addr);
  if (!address.ok) return fail(address.errno);
  const addr = reachable(address.addr, socket.local);
  if (socket.options.v6only && !isAddress6(addr)) return fail('ENETUNREACH');
  // A link-local address means nothing without its interface.
  if (addr.startsWith('fe80:')) return fail('EINVAL');
  if (isMulticast(addr) || isBroadcast(machine, addr)) return fail('ENETUNREACH');
  const way = findWay(machine, addr);
  const blocked = routeError(way.kind);
  if (blocked) return fail(blocked);
  const src = isWildcard(socket.local.addr) && 'src' in way ? way.src : socket.local.addr;
  // IPv6 lets such a packet go, and nobody takes it.
  if (isLoopback(src) && !isAddress6(src) && way.kind !== 'local') return fail('EINVAL');
  // The address that bind(2) was given may be gone.
  if (!isOwnAddress(machine, src)) return fail('ENETUNREACH');
  const peer = { addr, port: call.port & 0xffff };
  const local = pickLocal(work, host, socket, src, peer);
  if (!local) return fail('EADDRNOTAVAIL');
  const holds = socket.holds ?? 'connect';
  const turn = makeTurn(work, host, socket);
  const iface = way.kind === 'local' ? 'lo' : 'eth';
  const ends = {
    local,
    peer,
    iss: takeRandom(work, 2 ** 32),
    localMss: linkMss(iface, isAddress6(addr)),
  };
  const tcb = connectTcp(socket.tcb, ends, turn);
  store(work, host, { ...socket, local, peer, holds, tcb }, turn.effects, true);
  return null;
}

export function routeError(kind: ReturnType<typeof findWay>['kind']) {
  switch (kind) {
    case 'none':
      return 'ENETUNREACH' as const;
    case 'unreachable':
      return 'EHOSTUNREACH' as const;
    case 'prohibit':
      return 'EACCES' as const;
    case 'blackhole':
      return 'EINVAL' as const;
    default:
      return null;
  }
}

/** The local end of a new connection: a pair of ends may exist only once. */
function pickLocal(
  work: Work,
  host: string,
  socket: TcpSocket,
  addr: string,
  peer: Endpoint,
): Endpoint | null {
  const machine = machineOf(work, host);
  if (socket.holds !== null) {
    const local = { addr, port: socket.local.port };
    return takeTuple(work, host, machine, socket, local, peer, true) ? local : null;
  }
  const range = portRange(machine.sysctl);
  const claim = { ...socket, local: { addr, port: 0 } };
  const port = findConnectPort(
    (port) => socketsOnPort(machine, 'tcp', port),
    claim,
    peer,
    range,
    takeRandom(work, range[1] - range[0] + 1),
    (local) =>
      !isReservedPort(machine.sysctl, local.port) &&
      isTupleFree(work, machine, socket, local, peer, false) !== false,
  );
  if (port === null) return null;
  const local = { addr, port };
  takeTuple(work, host, machine, socket, local, peer, false);
  return local;
}

/**
 * Whether no other connection has these two ends. A waiting one (TIME-WAIT) gives way to a
 * socket whose port was chosen by bind(2), or after a second on the loopback (tcp_tw_reuse 2).
 */
function isTupleFree(
  work: Work,
  machine: Machine,
  socket: TcpSocket,
  local: Endpoint,
  peer: Endpoint,
  chosen: boolean,
): boolean | number {
  for (const other of socketsFor(machine, 'tcp', local.port, peer)) {
    if (other.proto !== 'tcp' || other.id === socket.id || !other.peer) continue;
    if (other.tcb.state === 'CLOSED') continue;
    if (!isSameEndpoint(other.local, local) || !isSameEndpoint(other.peer, peer)) continue;
    const waits = other.tcb.state === 'TIME-WAIT' || other.tcb.state === 'FIN-WAIT-2';
    if (!waits || !other.tcb.orphan) return false;
    if (chosen) return other.id;
    const reuse = Number(machine.sysctl['net.ipv4.tcp_tw_reuse'] ?? 2);
    const near = isLoopback(local.addr) || isLoopback(peer.addr);
    const old = other.tcb.state === 'TIME-WAIT' && work.world.now - other.tcb.since > 1000;
    return old && (reuse === 1 || (reuse === 2 && near)) ? other.id : false;
  }
  return true;
}

function takeTuple(
  work: Work,
  host: string,
  machine: Machine,
  socket: TcpSocket,
  local: Endpoint,
  peer: Endpoint,
  chosen: boolean,
): boolean {
  const free = isTupleFree(work, machine, socket, local, peer, chosen);
  if (typeof free === 'boolean') return free;
  if (socketOf(work, host, free)?.proto === 'tcp') {
    applyTcp(work, host, free, (tcb, turn) =>
      enterClosed(tcb, tcb.state === 'TIME-WAIT' ? 'active OPEN' : 'ABORT', turn),
    );
    if (socketOf(work, host, free)) dropSocket(work, host, free);
  }
  return true;
}

/** A UDP socket only notes its peer: nothing is sent. */
function connectUdp(attempt: On<'connect'>, socket: UdpSocket): Result {
  const { work, host, call } = attempt;
  const machine = machineOf(work, host);
  // Even a call that fails later has taken a port (Linux, inet_dgram_connect).
  if (!autobind(work, host, socket)) return fail('EAGAIN');
  const address = readDatagramAddress(socket.type, call.addr);
  if (!address.ok) return fail(address.errno);
  const bound = freshUdp(attempt, socket.id);
  const four = socket.type === 'udp6' && !isAddress6(bound.local.addr);
  if (four && isAddress6(address.addr)) return fail('EAFNOSUPPORT');
  const six = bound.boundAddress && isAddress6(bound.local.addr);
  if (six && !isAddress6(address.addr)) return fail('ENETUNREACH');
  const addr = reachable(address.addr, bound.local);
  const way = findWay(machine, addr, senderAddress(machine, bound.local.addr));
  const blocked = routeError(way.kind);
  if (blocked) return fail(blocked);
  if (way.kind === 'broadcast' && !socket.options.broadcast) return fail('EACCES');
  const src = isWildcard(bound.local.addr) && 'src' in way ? way.src : bound.local.addr;
  if (isLoopback(src) && !isAddress6(src) && way.kind !== 'local') return fail('EINVAL');
  const local = { addr: src, port: bound.local.port };
  const peer = { addr, port: call.port & 0xffff };
  putSocket(work, host, { ...bound, local, peer });
  const { type } = bound;
  return done(null, { local: shownEndpoint(type, local), peer: shownEndpoint(type, peer) });
}

export function callAccept(attempt: On<'accept'>): Result {
  const { work, host, process, call } = attempt;
  const reached = reachSocket(attempt, call.fd);
  if (!reached.ok) return fail(reached.errno);
  const { socket, file, nonblocking } = reached;
  if (socket.proto === 'udp') return fail('EOPNOTSUPP');
  if (socket.tcb.state !== 'LISTEN') return fail('EINVAL');
  const child = takeFromQueue(work, host, socket);
  if (child === null) {
    if (nonblocking || isLate(attempt)) return fail('EAGAIN');
    return { block: { open: [file], deadline: receiveDeadline(attempt, socket) } };
  }
  const { type, local, peer } = freshTcp(attempt, child);
  const fd = addDescriptor(work, host, process.pid, {
    kind: 'socket',
    socket: child,
    nonblocking: false,
  });
  const far = shownEndpoint(type, peer ?? { addr: ANY4, port: 0 });
  const shown = { fd, ...far, local: shownEndpoint(type, local), peer: far };
  return done({ fd, ...far }, shown);
}
