/** setsockopt(2), getsockopt(2) and what poll(2) sees. */
import { filesOf } from '../host/file-index';
import type { OpenFile } from '../host/process';
import { PIPE_CAPACITY } from '../host/process';
import { isFamily6, type Socket, type SocketOptions, type TcpSocket } from '../host/socket';
import { numberSysctl } from '../host/sysctl';
import type { Call } from '../host/system-call';
import { entryOf, sizeOf } from '../host/table';
import { isStream } from '../tcp/tcb';
import { isWritable, restartKeepalive } from '../tcp/user';
import { type Attempt, done, fail, isLate, type Result, reach, reachSocket } from './attempt';
import { applyTcp, makeTurn } from './tcp-socket';
import {
  changeTcp,
  changeUdp,
  machineOf,
  openFileOf,
  pipeData,
  processOf,
  putOpenFile,
  putSocket,
  socketOf,
  type Work,
} from './work';

const DEFAULT_TTL = 'net.ipv4.ip_default_ttl';

type On<Name extends Call['call']> = Attempt<Extract<Call, { call: Name }>>;

export function callSetsockopt(attempt: On<'setsockopt'>): Result {
  const { work, host, call } = attempt;
  if (call.option === 'O_NONBLOCK') {
    const file = reach(attempt, call.fd);
    if (!file) return fail('EBADF');
    if (file.file.kind !== 'socket') return fail('ENOTSOCK');
    putOpenFile(work, host, file.id, { ...file.file, nonblocking: first(call.value) !== 0 });
    return done();
  }
  const reached = reachSocket(attempt, call.fd);
  if (!reached.ok) return fail(reached.errno);
  const { socket } = reached;
  const { option } = call;
  if (option === 'IPV6_V6ONLY') {
    if (!isFamily6(socket.type)) return fail('ENOPROTOOPT');
    if (socket.holds !== null) return fail('EINVAL');
  }
  // ip_setsockopt: a packet lives for 1 to 255 routers.
  if (option === 'IP_TTL' && (first(call.value) < 1 || first(call.value) > 255)) {
    return fail('EINVAL');
  }
  if (option === 'TCP_USER_TIMEOUT') {
    if (socket.proto === 'udp') return fail('ENOPROTOOPT');
    if (first(call.value) < 0) return fail('EINVAL');
  }
  if (option === 'SO_KEEPALIVE' && !isKeepalive(call.value)) {
    // Switched on all the same: the times are options of their own.
    const on = first(call.value) !== 0;
    const keepalive = { ...socket.options.keepalive, on };
    putSocket(work, host, { ...socket, options: { ...socket.options, keepalive } });
    applyTcp(work, host, socket.id, restartKeepalive, true);
    return fail('EINVAL');
  }
  const options = { ...socket.options, ...readOption(socket.options, option, call.value) };
  putSocket(work, host, { ...socket, options });
  if (option === 'SO_KEEPALIVE') applyTcp(work, host, socket.id, restartKeepalive, true);
  return done();
}

/** TCP_KEEPIDLE and TCP_KEEPINTVL take 1 to 32767 seconds, TCP_KEEPCNT 1 to 127 (tcp(7)). */
function isKeepalive(value: number | number[]): boolean {
  if (typeof value === 'number') return true;
  const most = [32767, 32767, 127];
  return value.slice(1).every((one, index) => one >= 1 && one <= (most[index] ?? 0));
}

function first(value: number | number[]): number {
  return typeof value === 'number' ? value : (value[0] ?? 0);
}

function readOption(
  old: SocketOptions,
  option: string,
  value: number | number[],
): Partial<SocketOptions> {
  const on = first(value) !== 0;
  const [, second, third, fourth] = typeof value === 'number' ? [] : value;
  switch (option) {
    case 'SO_REUSEADDR':
      return { reuseaddr: on };
    case 'SO_REUSEPORT':
      return { reuseport: on };
    case 'SO_BROADCAST':
      return { broadcast: on };
    case 'IPV6_V6ONLY':
      return { v6only: on };
    case 'SO_LINGER':
      return { linger: { on, seconds: second ?? old.linger.seconds } };
    case 'SO_RCVTIMEO':
      return { receiveTimeout: Math.max(0, first(value)) };
    case 'TCP_USER_TIMEOUT':
      return { userTimeout: first(value) };
    case 'IP_TTL':
      return { ttl: first(value) };
    case 'IP_RECVERR':
      return { recverr: on };
    case 'SO_KEEPALIVE': {
      const { idle, interval, probes } = old.keepalive;
      const keepalive = {
        on,
        idle: second === undefined ? idle : second * 1000,
        interval: third === undefined ? interval : third * 1000,
        probes: fourth ?? probes,
      };
      return { keepalive };
    }
    default:
      return {};
  }
}

export function callGetsockopt(attempt: On<'getsockopt'>): Result {
  const { work, host, call } = attempt;
  const reached = reachSocket(attempt, call.fd);
  if (!reached.ok) return fail(reached.errno);
  const { socket, nonblocking } = reached;
  const { options } = socket;
  switch (call.option) {
    case 'SO_ERROR': {
      if (socket.proto === 'udp') {
        changeUdp(work, host, socket.id, { error: null });
        return done(socket.error);
      }
      const { error, softError } = socket.tcb;
      const tcb = { ...socket.tcb, error: null, softError: error ? softError : null };
      changeTcp(work, host, socket.id, { tcb });
      return done(error ?? softError);
    }
    case 'O_NONBLOCK':
      return done(nonblocking ? 1 : 0);
    case 'SO_REUSEADDR':
      return done(options.reuseaddr ? 1 : 0);
    case 'SO_REUSEPORT':
      return done(options.reuseport ? 1 : 0);
    case 'SO_BROADCAST':
      return done(options.broadcast ? 1 : 0);
    case 'IPV6_V6ONLY':
      return isFamily6(socket.type) ? done(options.v6only ? 1 : 0) : fail('ENOPROTOOPT');
    case 'SO_LINGER':
      return done([options.linger.on ? 1 : 0, options.linger.seconds]);
    case 'SO_RCVTIMEO':
      return done(options.receiveTimeout);
    case 'TCP_USER_TIMEOUT':
      return done(options.userTimeout);
    case 'SO_KEEPALIVE':
      return done(options.keepalive.on ? 1 : 0);
    case 'IP_TTL':
      return done(options.ttl ?? numberSysctl(machineOf(work, host).sysctl, DEFAULT_TTL));
    case 'IP_RECVERR':
      return done(options.recverr ? 1 : 0);
  }
}

export type PollEvent = 'IN' | 'OUT' | 'ERR' | 'HUP' | 'RDHUP';

/** What poll(2) says of a TCP socket (tcp_poll of Linux). */
function pollTcp(work: Work, host: string, socket: TcpSocket): PollEvent[] {
  const { tcb, acceptQueue } = socket;
  if (tcb.state === 'LISTEN') return sizeOf(acceptQueue) > 0 ? ['IN'] : [];
  const events = new Set<PollEvent>();
  if ((tcb.readShut && tcb.writeShut) || tcb.state === 'CLOSED') events.add('HUP');
  if (tcb.readShut) events.add('IN').add('RDHUP');
  if (tcb.state !== 'SYN-SENT' && tcb.state !== 'SYN-RECEIVED') {
    if (tcb.received !== '' || tcb.finUnread) events.add('IN');
    const full = isStream(tcb) && !isWritable(tcb, makeTurn(work, host, socket));
    if (tcb.writeShut || !full) events.add('OUT');
  }
  if (tcb.error || socket.errorQueued) events.add('ERR');
  return inOrder(events);
}

function inOrder(events: Set<PollEvent>): PollEvent[] {
  return (['IN', 'OUT', 'ERR', 'HUP', 'RDHUP'] as const).filter((event) => events.has(event));
}

export function pollSocket(work: Work, host: string, socket: Socket): PollEvent[] {
  if (socket.proto === 'tcp') return pollTcp(work, host, socket);
  const events = new Set<PollEvent>(['OUT']);
  if (socket.queue.length > 0 || socket.readShut) events.add('IN');
  if (socket.error || socket.faults.length > 0) events.add('ERR');
  if (socket.readShut) events.add('RDHUP');
  if (socket.readShut && socket.writeShut) events.add('HUP');
  return inOrder(events);
}

function pollFile(work: Work, host: string, file: OpenFile): PollEvent[] {
  const machine = machineOf(work, host);
  switch (file.kind) {
    case 'socket': {
      const socket = socketOf(work, host, file.socket);
      return socket ? pollSocket(work, host, socket) : ['ERR'];
    }
    case 'pipe-read': {
      const open = hasEnd(work, host, file.pipe, 'pipe-write');
      const data = pipeData(work, host, file.pipe);
      return [...(data === '' ? [] : ['IN' as const]), ...(open ? [] : ['HUP' as const])];
    }
    case 'pipe-write': {
      const used = pipeData(work, host, file.pipe).length;
      if (!hasEnd(work, host, file.pipe, 'pipe-read')) return ['OUT', 'ERR'];
      return used < PIPE_CAPACITY ? ['OUT'] : [];
    }
    case 'terminal':
      return machine.terminals[file.tty]?.input.length ? ['IN', 'OUT'] : ['OUT'];
    case 'tap':
      return file.queue.length > 0 ? ['IN'] : [];
    case 'file':
    case 'null':
      return ['IN', 'OUT'];
  }
}

export function hasEnd(
  work: Work,
  host: string,
  pipe: number,
  kind: 'pipe-read' | 'pipe-write',
): boolean {
  const files = filesOf(machineOf(work, host).users, pipe);
  return files.some((id) => openFileOf(work, host, id)?.kind === kind);
}

/** poll(2): which of the descriptors are ready. A descriptor that is not open is. */
export function callPoll(attempt: On<'poll'>): Result {
  const { work, host, process, call, waiting } = attempt;
  const fds = processOf(work, host, process.pid)?.fds;
  const open: number[] = [];
  const ready = call.fds.filter((fd, index) => {
    const id = entryOf(fds, fd);
    const file = id === undefined ? null : openFileOf(work, host, id);
    if (id === undefined || !file) return true;
    open.push(id);
    const wanted = call.events?.[index] ?? 'IN';
    return pollFile(work, host, file).some(
      (event) => event === wanted || event === 'ERR' || event === 'HUP',
    );
  });
  if (ready.length > 0) return done(ready);
  if (call.timeout === 0 || isLate(attempt)) return done([]);
  const deadline =
    waiting?.deadline ?? (call.timeout === null ? null : work.world.now + call.timeout);
  return { block: { open, deadline } };
}
