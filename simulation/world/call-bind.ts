/** socket(2), bind(2), listen(2), getsockname(2), getpeername(2). */
import { findFreePort, isKnownSharer, mayBind, nextSharer } from '../host/bind-law';
import type { Machine } from '../host/machine';
import { isBroadcast, isOwnAddress } from '../host/route';
import { createSocket, isFamily6, keptAddress, type Socket, shownEndpoint } from '../host/socket';
import { socketsOnPort } from '../host/socket-index';
import { isReservedPort, numberSysctl, portRange } from '../host/sysctl';
import type { Call, Errno } from '../host/system-call';
import { entryOf, withEntry, withoutEntry } from '../host/table';
import {
  ANY4,
  ANY6,
  isAddress6,
  isMulticast,
  isWildcard,
  normalizeAddress,
} from '../packet/address';
import { listenTcp } from '../tcp/open';
import { type Attempt, done, fail, type Result, reachSocket } from './attempt';
import { addDescriptor } from './descriptor';
import { applyTcp } from './tcp-socket';
import {
  changeMachine,
  changeTcp,
  machineOf,
  putSocket,
  takeNumber,
  takeRandom,
  type Work,
} from './work';

type On<Name extends Call['call']> = Attempt<Extract<Call, { call: Name }>>;

export function callSocket(attempt: On<'socket'>): Result {
  const { work, host, process, call } = attempt;
  const fresh = createSocket(takeNumber(work), call.type, process.user);
  const only = machineOf(work, host).sysctl['net.ipv6.bindv6only'] === '1';
  const v6only = only && isFamily6(call.type);
  putSocket(work, host, v6only ? { ...fresh, options: { ...fresh.options, v6only } } : fresh);
  return done(
    addDescriptor(work, host, process.pid, {
      kind: 'socket',
      socket: fresh.id,
      nonblocking: false,
    }),
  );
}

/** An address that a program gave, as the tables keep it; or why it cannot be. */
export function readAddress(
  type: Socket['type'],
  text: string,
): { ok: true; addr: string } | { ok: false; errno: Errno } {
  const addr = normalizeAddress(text);
  if (addr === null) return { ok: false, errno: 'EINVAL' };
  if (isFamily6(type) === isAddress6(addr)) return { ok: true, addr: keptAddress(addr) };
  return { ok: false, errno: isFamily6(type) ? 'EINVAL' : 'EAFNOSUPPORT' };
}

/** The same for UDP's destinations: a `udp6` socket takes an IPv4 one (Linux, udpv6_sendmsg). */
export function readDatagramAddress(
  type: Socket['type'],
  text: string,
): ReturnType<typeof readAddress> {
  const six = type === 'udp6' && normalizeAddress(text) !== null && !text.includes(':');
  return readAddress(six ? 'udp' : type, text);
}

export function callBind(attempt: On<'bind'>): Result {
  const { work, host, process, call } = attempt;
  const reached = reachSocket(attempt, call.fd);
  if (!reached.ok) return fail(reached.errno);
  const { socket } = reached;
  const address = readAddress(socket.type, call.addr);
  if (!address.ok) return fail(address.errno);
  const { addr } = address;
  const machine = machineOf(work, host);
  const known =
    isWildcard(addr) ||
    numberSysctl(machine.sysctl, `net.ipv${isAddress6(addr) ? 6 : 4}.ip_nonlocal_bind`) === 1 ||
    isOwnAddress(machine, addr) ||
    isBroadcast(machine, addr) ||
    isMulticast(addr);
  const port = call.port & 0xffff;
  const first = numberSysctl(machine.sysctl, 'net.ipv4.ip_unprivileged_port_start');
  const forbidden = port > 0 && port < first && process.user !== 'root';
  // inet6_bind looks at the right to the port before the address, inet_bind after it.
  if (forbidden && isFamily6(socket.type)) return fail('EACCES');
  if (socket.options.v6only && !isAddress6(addr)) return fail('EINVAL');
  const bound = socket.holds !== null || (socket.proto === 'tcp' && socket.tcb.state !== 'CLOSED');
  // So it does with a socket that is bound already, and with addresses that need an interface.
  if (isFamily6(socket.type) && (bound || needsInterface(addr))) return fail('EINVAL');
  if (isAddress6(addr) && isMulticast(addr) && socket.proto === 'tcp') return fail('EINVAL');
  if (!known) return fail('EADDRNOTAVAIL');
  if (forbidden) return fail('EACCES');
  if (bound) return fail('EINVAL');
  const wanted = { ...socket, local: { addr, port } };
  const chosen = port === 0 ? choosePort(work, host, wanted) : port;
  const free = port === 0 || mayHave(work, host, wanted);
  if (chosen === null || !free) return fail('EADDRINUSE');
  const local = { addr, port: chosen };
  rememberSharer(work, host, { ...socket, local });
  putSocket(work, host, {
    ...socket,
    local,
    holds: 'bind',
    // An IPv6 address of its own is never also an IPv4 one (Linux, __inet6_bind).
    options:
      isAddress6(addr) && !isWildcard(addr) ? { ...socket.options, v6only: true } : socket.options,
    boundAddress: !isWildcard(addr),
    boundPort: port !== 0,
  });
  return done(null, { local: shownEndpoint(socket.type, local) });
}

/** What a socket sends from: bound to a broadcast or a group, the device's address (__inet_bind). */
export function senderAddress(machine: Machine, bound: string): string {
  return isBroadcast(machine, bound) || isMulticast(bound)
    ? isAddress6(bound)
      ? ANY6
      : ANY4
    : bound;
}

/** Whether an IPv6 address means something on one segment only (RFC 4007). */
function needsInterface(addr: string): boolean {
  return /^fe[89ab].:|^ff.[12]:/i.test(addr);
}

/** Whether a socket may have the port that it wants or, about to listen, keep it. */
function mayHave(work: Work, host: string, socket: Socket): boolean {
  const machine = machineOf(work, host);
  const { port } = socket.local;
  const holders = socketsOnPort(machine, socket.proto, port);
  if (socket.proto === 'tcp' && isKnownSharer(holders, socket, entryOf(machine.sharers, port))) {
    return true;
  }
  return mayBind(holders, socket, port);
}

/** Before a TCP socket gets its port, and when it listens: the port remembers who shares it. */
function rememberSharer(work: Work, host: string, socket: Socket): void {
  if (socket.proto !== 'tcp') return;
  const { sharers, ...machine } = machineOf(work, host);
  const { port } = socket.local;
  const old = entryOf(sharers, port);
  const next = nextSharer(socketsOnPort(machine, 'tcp', port), socket, old);
  if (next === (old ?? null)) return;
  changeMachine(work, host, {
    sharers: next ? withEntry(sharers, port, next) : withoutEntry(sharers, port),
  });
}

/** Port 0: the kernel looks for one. */
function choosePort(work: Work, host: string, socket: Socket): number | null {
  const machine = machineOf(work, host);
  const range = portRange(machine.sysctl);
  const offset = takeRandom(work, range[1] - range[0] + 1);
  const holders = (port: number) => socketsOnPort(machine, socket.proto, port);
  const isReserved = (port: number) => isReservedPort(machine.sysctl, port);
  return findFreePort(holders, socket, range, offset, isReserved);
}

/** Gives an unbound socket a port before it sends or listens; false when none is free. */
export function autobind(work: Work, host: string, socket: Socket): Socket | null {
  if (socket.holds !== null) return socket;
  const port = choosePort(work, host, socket);
  if (port === null) return null;
  const bound: Socket = { ...socket, local: { ...socket.local, port }, holds: 'bind' };
  rememberSharer(work, host, bound);
  putSocket(work, host, bound);
  return bound;
}

export function callListen(attempt: On<'listen'>): Result {
  const { work, host, call } = attempt;
  const reached = reachSocket(attempt, call.fd);
  if (!reached.ok) return fail(reached.errno);
  const { socket } = reached;
  if (socket.proto === 'udp') return fail('EOPNOTSUPP');
  const { sysctl } = machineOf(work, host);
  const most = numberSysctl(sysctl, 'net.core.somaxconn');
  const backlog = call.backlog < 0 ? most : Math.min(call.backlog, most);
  const { tcb } = socket;
  if (tcb.state === 'LISTEN') {
    changeTcp(work, host, socket.id, { tcb: { ...tcb, backlog } });
    return done();
  }
  if (socket.stage !== 'unconnected' || tcb.state !== 'CLOSED') return fail('EINVAL');
  const bound = autobind(work, host, socket);
  if (!bound) return fail('EADDRINUSE');
  // As a listener it may not share its port by SO_REUSEADDR with another listener.
  if (!mayHave(work, host, bound)) return fail('EADDRINUSE');
  rememberSharer(work, host, bound);
  applyTcp(work, host, socket.id, (closed, turn) => listenTcp(closed, bound.local, backlog, turn));
  return done();
}

export function callGetsockname(attempt: On<'getsockname'>): Result {
  const reached = reachSocket(attempt, attempt.call.fd);
  if (!reached.ok) return fail(reached.errno);
  const { type, local } = reached.socket;
  return done(shownEndpoint(type, local));
}

export function callGetpeername(attempt: On<'getpeername'>): Result {
  const reached = reachSocket(attempt, attempt.call.fd);
  if (!reached.ok) return fail(reached.errno);
  const { socket } = reached;
  const state = socket.proto === 'tcp' ? socket.tcb.state : 'ESTABLISHED';
  if (!socket.peer?.port || state === 'CLOSED' || state === 'SYN-SENT') return fail('ENOTCONN');
  return done(shownEndpoint(socket.type, socket.peer));
}
