/** send(2), recv(2) and shutdown(2) on sockets. */
import { findWay } from '../host/route';
import { shownEndpoint, type TcpSocket, type UdpSocket } from '../host/socket';
import type { Call, Errno } from '../host/system-call';
import { ANY4, isAddress6, isLoopback, isWildcard } from '../packet/address';
import type { Endpoint } from '../packet/packet';
import { isStream } from '../tcp/tcb';
import { isWritable, receiveData, sendData, sendRoom, shutdownTcp } from '../tcp/user';
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
import { autobind, readDatagramAddress, senderAddress } from './call-bind';
import { routeError } from './call-connect';
import { disconnectSocket } from './close-socket';
import { sendPacket } from './send-packet';
import { applyTcp, makeTurn } from './tcp-socket';
import { wakeSocket } from './wake';
import { changeTcp, changeUdp, machineOf } from './work';

type On<Name extends Call['call']> = Attempt<Extract<Call, { call: Name }>>;

export function callSend(attempt: On<'send'>): Result {
  const { fd, data } = attempt.call;
  return sendOn(attempt, fd, data, null);
}

export function callSendto(attempt: On<'sendto'>): Result {
  const { fd, data, addr, port } = attempt.call;
  return sendOn(attempt, fd, data, { addr, port });
}

export function sendOn(attempt: Attempt, fd: number, data: string, to: Endpoint | null): Result {
  const reached = reachSocket(attempt, fd);
  if (!reached.ok) return fail(reached.errno);
  return reached.socket.proto === 'tcp'
    ? sendTcp(attempt, reached, reached.socket, data)
    : sendUdp(attempt, reached.socket, data, to);
}

/** The pending error, which telling clears (Linux, sock_error). */
function takeTcpError(attempt: Attempt, socket: TcpSocket): Errno | null {
  const { error } = socket.tcb;
  if (error) {
    const { tcb } = freshTcp(attempt, socket.id);
    changeTcp(attempt.work, attempt.host, socket.id, { tcb: { ...tcb, error: null } });
  }
  return error;
}

function sendTcp(
  attempt: Attempt,
  { file, nonblocking }: ReachedSocket,
  socket: TcpSocket,
  data: string,
): Result {
  const { work, host, waiting } = attempt;
  const sent = waiting?.progress ?? 0;
  const broken = (): Result =>
    sent > 0 ? done(sent) : fail(takeTcpError(attempt, socket) ?? 'EPIPE');
  const { tcb } = socket;
  if (tcb.state === 'SYN-SENT' || tcb.state === 'SYN-RECEIVED') {
    return nonblocking ? fail('EAGAIN') : { block: { open: [file] } };
  }
  const canSend = tcb.state === 'ESTABLISHED' || tcb.state === 'CLOSE-WAIT';
  if (!isStream(tcb) || !canSend || tcb.error || tcb.writeShut) return broken();
  const turn = makeTurn(work, host, socket);
  // A sender that waits is woken when a third of the buffer is free (sk_stream_min_wspace).
  const woken = !waiting || isWritable(tcb, turn);
  const part = woken ? data.slice(sent, sent + sendRoom(tcb, turn)) : '';
  if (part !== '') {
    applyTcp(
      work,
      host,
      socket.id,
      (now, next) => (isStream(now) ? sendData(now, part, next) : now),
      true,
    );
  }
  const total = sent + part.length;
  if (total === data.length) return done(total);
  if (nonblocking) return total > 0 ? done(total) : fail('EAGAIN');
  return { block: { open: [file], progress: total } };
}

const MOST_UDP = 65507;
const MOST_UDP6 = 65527;

function sendUdp(attempt: Attempt, socket: UdpSocket, data: string, to: Endpoint | null): Result {
  const { work, host } = attempt;
  const machine = machineOf(work, host);
  // Even a call that fails later has taken a port (Linux, inet_send_prepare).
  if (!autobind(work, host, socket)) return fail('EAGAIN');
  if (data.length > 65535) return fail('EMSGSIZE');
  let target = socket.peer;
  if (to) {
    const address = readDatagramAddress(socket.type, to.addr);
    if (!address.ok) return fail(address.errno);
    const port = to.port & 0xffff;
    if (port === 0) return fail('EINVAL');
    target = { addr: address.addr, port };
  }
  if (!target) return fail('EDESTADDRREQ');
  const bound = freshUdp(attempt, socket.id);
  // One that was given an IPv4 address sends IPv4 only.
  const four = socket.type === 'udp6' && !isAddress6(bound.local.addr);
  if (four && isAddress6(target.addr)) return fail('EAFNOSUPPORT');
  // An IPv6 socket with an IPv6 address still sends IPv4 from whatever address fits.
  const other = isAddress6(bound.local.addr) && !isAddress6(target.addr);
  if (other && (bound.options.v6only || bound.boundAddress)) return fail('ENETUNREACH');
  const own = other ? ANY4 : senderAddress(machine, bound.local.addr);
  const any = isWildcard(target.addr);
  const dst = {
    addr: any
      ? isAddress6(target.addr)
        ? '::1'
        : isWildcard(own)
          ? '127.0.0.1'
          : own
      : target.addr,
    port: target.port,
  };
  const way = findWay(machine, dst.addr, own);
  const blocked = routeError(way.kind);
  if (blocked) return fail(blocked);
  // The peer of connect(2) was judged there.
  if (to && way.kind === 'broadcast' && !bound.options.broadcast) return fail('EACCES');
  const src = isWildcard(own) && 'src' in way ? way.src : own;
  if (isLoopback(src) && !isAddress6(src) && way.kind !== 'local') return fail('EINVAL');
  if (data.length > (isAddress6(dst.addr) ? MOST_UDP6 : MOST_UDP)) return fail('EMSGSIZE');
  // Only now the kernel takes a buffer, and looks at the socket's own state (sock_alloc_send_pskb).
  if (bound.error) {
    changeUdp(work, host, socket.id, { error: null });
    return fail(bound.error);
  }
  if (bound.writeShut) return fail('EPIPE');
  // What goes to a group stays on the segment, if nobody says otherwise (IP_MULTICAST_TTL).
  const ttl = way.kind === 'multicast' ? 1 : bound.options.ttl;
  const from = { addr: src, port: bound.local.port };
  const life = ttl === null ? {} : { ttl };
  const packet = { proto: 'udp', src: from, dst, data, ...life } as const;
  const errno = sendPacket(work, host, packet, { inCall: true });
  return errno ? fail(errno) : done(data.length);
}

export function callRecv(attempt: On<'recv'>): Result {
  const { fd, max, peek } = attempt.call;
  return receiveOn(attempt, fd, max ?? 65536, peek ?? false, ({ data }) => data);
}

export function callRecvfrom(attempt: On<'recvfrom'>): Result {
  const { fd, max } = attempt.call;
  return receiveOn(attempt, fd, max ?? 65536, false, ({ data, from }) => ({ data, ...from }));
}

type Got = { data: string; from: Endpoint };

export function receiveOn(
  attempt: Attempt,
  fd: number,
  max: number,
  peek: boolean,
  shape: (got: Got) => unknown,
): Result {
  const reached = reachSocket(attempt, fd);
  if (!reached.ok) return fail(reached.errno);
  const { socket } = reached;
  return socket.proto === 'tcp'
    ? receiveTcp(attempt, reached, socket, max, peek, shape)
    : receiveUdp(attempt, reached, socket, max, peek, shape);
}

function receiveTcp(
  attempt: Attempt,
  { file, nonblocking }: ReachedSocket,
  socket: TcpSocket,
  max: number,
  peek: boolean,
  shape: (got: Got) => unknown,
): Result {
  const { work, host } = attempt;
  const { tcb } = socket;
  const from = shownEndpoint(socket.type, socket.peer ?? { addr: ANY4, port: 0 });
  if (tcb.state === 'LISTEN') return fail('ENOTCONN');
  if (tcb.received !== '' || tcb.finUnread) {
    const data = tcb.received.slice(0, max);
    if (!peek)
      applyTcp(work, host, socket.id, (now, turn) => receiveData(now, max, turn).tcb, true);
    return done(shape({ data, from }));
  }
  if (tcb.done) return done(shape({ data: '', from }));
  if (tcb.error) return fail(takeTcpError(attempt, socket) ?? 'EPIPE');
  if (tcb.readShut) return done(shape({ data: '', from }));
  if (tcb.state === 'CLOSED' && socket.stage !== 'disconnecting') return fail('ENOTCONN');
  if (nonblocking || isLate(attempt)) return fail('EAGAIN');
  return { block: { open: [file], deadline: receiveDeadline(attempt, socket) } };
}

function receiveUdp(
  attempt: Attempt,
  { file, nonblocking }: ReachedSocket,
  socket: UdpSocket,
  max: number,
  peek: boolean,
  shape: (got: Got) => unknown,
): Result {
  const { work, host } = attempt;
  if (socket.error) {
    changeUdp(work, host, socket.id, { error: null });
    return fail(socket.error);
  }
  const [first, ...queue] = socket.queue;
  if (first) {
    if (!peek) changeUdp(work, host, socket.id, { queue });
    const from = shownEndpoint(socket.type, first.from);
    return done(shape({ data: first.data.slice(0, max), from }));
  }
  if (nonblocking || isLate(attempt)) return fail('EAGAIN');
  if (socket.readShut) return done(shape({ data: '', from: { addr: ANY4, port: 0 } }));
  return { block: { open: [file], deadline: receiveDeadline(attempt, socket) } };
}

/** The oldest ICMP error that IP_RECVERR has kept (ip(7)). */
export function callRecverr(attempt: On<'recverr'>): Result {
  const reached = reachSocket(attempt, attempt.call.fd);
  if (!reached.ok) return fail(reached.errno);
  const { socket } = reached;
  if (socket.proto !== 'udp') return fail('EAGAIN');
  const [first, ...faults] = socket.faults;
  if (!first) return fail('EAGAIN');
  // The pending error goes with the last of them.
  const error = faults.length > 0 ? socket.error : null;
  changeUdp(attempt.work, attempt.host, socket.id, { faults, error });
  return done(first);
}

export function callShutdown(attempt: On<'shutdown'>): Result {
  const { work, host, call } = attempt;
  const reached = reachSocket(attempt, call.fd);
  if (!reached.ok) return fail(reached.errno);
  const { socket } = reached;
  const { how } = call;
  if (socket.proto === 'udp') {
    changeUdp(work, host, socket.id, {
      readShut: socket.readShut || how !== 'wr',
      writeShut: socket.writeShut || how !== 'rd',
    });
    wakeSocket(work, host, socket.id);
    return socket.peer ? done() : fail('ENOTCONN');
  }
  const { tcb } = socket;
  if (tcb.state === 'CLOSED') {
    // Marked all the same (inet_shutdown), which ends waiting calls.
    const readShut = tcb.readShut || how !== 'wr';
    const writeShut = tcb.writeShut || how !== 'rd';
    // A failed connect(2) that nobody has heard of yet stays undecided for ever.
    const stage = socket.stage === 'connecting' ? 'disconnecting' : socket.stage;
    changeTcp(work, host, socket.id, { stage, tcb: { ...tcb, readShut, writeShut } });
    wakeSocket(work, host, socket.id);
    return fail('ENOTCONN');
  }
  if (tcb.state === 'LISTEN' && how === 'wr') {
    // It goes on listening; its connections will be half closed from the start.
    changeTcp(work, host, socket.id, { tcb: { ...tcb, writeShut: true } });
    return done();
  }
  if (tcb.state === 'LISTEN' ? how !== 'wr' : tcb.state === 'SYN-SENT') {
    disconnectSocket(work, host, socket.id);
    return done();
  }
  if (socket.stage === 'connecting' && isStream(tcb)) {
    changeTcp(work, host, socket.id, { stage: 'connected' });
  }
  applyTcp(
    work,
    host,
    socket.id,
    (now, turn) => (isStream(now) ? shutdownTcp(now, how, turn) : now),
    true,
  );
  return done();
}
