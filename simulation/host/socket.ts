/** Sockets as the kernel of a host keeps them: socket(7), tcp(7), udp(7). */
import { ANY4, ANY6, mapAddress, unmapAddress } from '../packet/address';
import type { Endpoint } from '../packet/packet';
import { createClosed, type Tcb } from '../tcp/tcb';
import type { Errno, SocketFault, SocketType } from './system-call';
import { emptyTable, type Table } from './table';

export type SocketOptions = Readonly<{
  reuseaddr: boolean;
  reuseport: boolean;
  broadcast: boolean;
  v6only: boolean;
  linger: Readonly<{ on: boolean; seconds: number }>;
  /** SO_RCVTIMEO in ms; 0: waits for ever. */
  receiveTimeout: number;
  /** TCP_USER_TIMEOUT in ms; 0: none. */
  userTimeout: number;
  /** IP_TTL; null: the host's. */
  ttl: number | null;
  /** IP_RECVERR: ICMP errors are kept one by one. */
  recverr: boolean;
  /** Times in ms; 0: as the host's parameters say. */
  keepalive: Readonly<{ on: boolean; idle: number; interval: number; probes: number }>;
}>;

type Common = Readonly<{
  /** Kernel's own number, stable while the socket lives. */
  id: number;
  type: SocketType;
  /** Who made it; SO_REUSEPORT is shared only within one user. */
  user: string;
  options: SocketOptions;
  /** IPv4 addresses stand here unmapped, also for IPv6 sockets; see `shownEndpoint`. */
  local: Endpoint;
  peer: Endpoint | null;
  /**
   * By which call the port was taken in the host's tables (children of a listener: `bind`), null
   * where it is not taken; `local.port` outlives that.
   */
  holds: 'bind' | 'connect' | null;
  /** Address and port came from bind(2) rather than from connect(2) or the like. */
  boundAddress: boolean;
  boundPort: boolean;
}>;

export type TcpSocket = Common &
  Readonly<{
    proto: 'tcp';
    tcb: Tcb;
    /** connect(2)'s own view, which may lag behind TCP's. */
    stage: 'unconnected' | 'connecting' | 'connected' | 'disconnecting';
    /** An ICMP error about its handshake waits in the error queue, as poll(2) keeps saying. */
    errorQueued: boolean;
    /** The listener of a connection that accept(2) has not handed out yet. */
    parent: number | null;
    /** Listeners: finished handshakes in the order of their coming. */
    acceptQueue: Table<number>;
    /** Listeners: SYN cookies given out while the SYN queue was full. */
    cookies: readonly Readonly<{ peer: Endpoint; local: Endpoint; iss: number }>[];
  }>;

/** The same socket with another block; written out for speed (see `copyStream`). */
export function withTcb(socket: TcpSocket, tcb: Tcb): TcpSocket {
  return {
    proto: 'tcp',
    id: socket.id,
    type: socket.type,
    user: socket.user,
    options: socket.options,
    local: socket.local,
    peer: socket.peer,
    holds: socket.holds,
    boundAddress: socket.boundAddress,
    boundPort: socket.boundPort,
    tcb,
    stage: socket.stage,
    errorQueued: socket.errorQueued,
    parent: socket.parent,
    acceptQueue: socket.acceptQueue,
    cookies: socket.cookies,
  };
}

export type UdpSocket = Common &
  Readonly<{
    proto: 'udp';
    queue: readonly Readonly<{ data: string; from: Endpoint; memory: number }>[];
    error: Errno | null;
    /** What IP_RECVERR keeps. */
    faults: readonly SocketFault[];
    readShut: boolean;
    writeShut: boolean;
  }>;

export type Socket = TcpSocket | UdpSocket;

export function isFamily6(type: SocketType): boolean {
  return type === 'tcp6' || type === 'udp6';
}

const defaults: SocketOptions = {
  reuseaddr: false,
  reuseport: false,
  broadcast: false,
  v6only: false,
  linger: { on: false, seconds: 0 },
  receiveTimeout: 0,
  userTimeout: 0,
  ttl: null,
  recverr: false,
  keepalive: { on: false, idle: 0, interval: 0, probes: 0 },
};

export function createSocket(id: number, type: SocketType, user: string): Socket {
  const common: Common = {
    id,
    type,
    user,
    options: defaults,
    local: { addr: isFamily6(type) ? ANY6 : ANY4, port: 0 },
    peer: null,
    holds: null,
    boundAddress: false,
    boundPort: false,
  };
  if (type === 'udp' || type === 'udp6') {
    const open = { readShut: false, writeShut: false };
    return { ...common, proto: 'udp', queue: [], error: null, faults: [], ...open };
  }
  return {
    ...common,
    proto: 'tcp',
    tcb: createClosed(),
    stage: 'unconnected',
    errorQueued: false,
    parent: null,
    acceptQueue: emptyTable(),
    cookies: [],
  };
}

/** An endpoint as a program or ss sees it: IPv4 addresses of an IPv6 socket are mapped. */
export function shownEndpoint(type: SocketType, { addr, port }: Endpoint): Endpoint {
  return { addr: isFamily6(type) && addr !== ANY6 ? mapAddress(addr) : addr, port };
}

/** An address given by a program, as the tables keep it. */
export function keptAddress(addr: string): string {
  return unmapAddress(addr);
}

/** What the kernel keeps for one fragment from an Ethernet, and how much of it is payload. */
const FRAGMENT_MEMORY = 2304;
const FRAGMENT_DATA = 1480;

/**
 * Bytes that ss counts for one waiting datagram: the kernel's buffer, not the data alone.
 * `near`: it came over `lo`, whole.
 */
export function datagramMemory(data: string, near: boolean): number {
  const fragments = Math.ceil((data.length + 8) / FRAGMENT_DATA);
  if (!near && fragments > 1) return fragments * FRAGMENT_MEMORY;
  return 704 + Math.max(0, Math.ceil((data.length - 64) / 256)) * 256;
}
