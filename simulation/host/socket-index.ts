/**
 * Where a host's sockets are found without looking through all of them: by port and peer for
 * packets and for bind(2), and half-open connections by their listener.
 */
import type { Endpoint } from '../packet/packet';
import { shortHash } from './dictionary';
import { withNumber, withoutNumber } from './list';
import type { Socket } from './socket';
import {
  emptyTable,
  entryOf,
  sizeOf,
  type Table,
  valuesOf,
  withEntry,
  withoutEntry,
} from './table';

/** Numbers of the sockets with one local port, upwards. */
type PortUse = Readonly<{
  /** Those without a peer. */
  open: readonly number[];
  /** Those with a peer, by the number that the peer hashes to. */
  peers: Table<readonly number[]>;
}>;

export type SocketIndex = Readonly<{
  tcp: Table<PortUse>;
  udp: Table<PortUse>;
  /** The half-open connections of each listener, by number. */
  halfOpen: Table<Table<true>>;
}>;

export const emptySocketIndex: SocketIndex = {
  tcp: emptyTable(),
  udp: emptyTable(),
  halfOpen: emptyTable(),
};

const unused: PortUse = { open: [], peers: emptyTable() };

function peerKey({ addr, port }: Endpoint): number {
  return shortHash(`${addr} ${port}`);
}

type Change = (numbers: readonly number[], id: number) => readonly number[];

function place(index: SocketIndex, { id, proto, local, peer }: Socket, change: Change) {
  if (local.port === 0) return index;
  const use = entryOf(index[proto], local.port) ?? unused;
  const next: PortUse =
    peer === null
      ? { open: change(use.open, id), peers: use.peers }
      : { open: use.open, peers: placePeer(use.peers, peerKey(peer), id, change) };
  const ports =
    next.open.length === 0 && sizeOf(next.peers) === 0
      ? withoutEntry(index[proto], local.port)
      : withEntry(index[proto], local.port, next);
  return { ...index, [proto]: ports };
}

function placePeer(peers: PortUse['peers'], key: number, id: number, change: Change) {
  const numbers = change(entryOf(peers, key) ?? [], id);
  return numbers.length === 0 ? withoutEntry(peers, key) : withEntry(peers, key, numbers);
}

function isSamePlace(a: Socket, b: Socket): boolean {
  if (a.local.port !== b.local.port) return false;
  if (a.peer === null || b.peer === null) return a.peer === b.peer;
  return a.peer === b.peer || (a.peer.port === b.peer.port && a.peer.addr === b.peer.addr);
}

function halfOpenOf(socket: Socket | null): number | null {
  return socket?.proto === 'tcp' && socket.tcb.state === 'SYN-RECEIVED' ? socket.parent : null;
}

function placeHalfOpen(
  index: SocketIndex,
  listener: number | null,
  id: number,
  there: boolean,
): SocketIndex {
  if (listener === null) return index;
  const old = entryOf(index.halfOpen, listener) ?? emptyTable<true>();
  const own = there ? withEntry(old, id, true) : withoutEntry(old, id);
  const halfOpen =
    sizeOf(own) === 0
      ? withoutEntry(index.halfOpen, listener)
      : withEntry(index.halfOpen, listener, own);
  return { ...index, halfOpen };
}

/** The index after a socket has changed; null: before it was there, or now that it is gone. */
export function indexSocket(
  index: SocketIndex,
  before: Socket | null,
  after: Socket | null,
): SocketIndex {
  let next = index;
  if (!before || !after || !isSamePlace(before, after)) {
    if (before) next = place(next, before, withoutNumber);
    if (after) next = place(next, after, withNumber);
  }
  const [old, now] = [halfOpenOf(before), halfOpenOf(after)];
  const id = (before ?? after)?.id ?? 0;
  return old === now ? next : placeHalfOpen(placeHalfOpen(next, old, id, false), now, id, true);
}

type Place = Readonly<{ sockets: Table<Socket>; ports: SocketIndex }>;

function socketsOf({ sockets }: Place, numbers: readonly number[]): Socket[] {
  const found: Socket[] = [];
  for (const id of numbers) {
    const socket = entryOf(sockets, id);
    if (socket) found.push(socket);
  }
  return found;
}

/** Every socket with that local port, in the order of their numbers. */
export function socketsOnPort(host: Place, proto: Socket['proto'], port: number): Socket[] {
  const use = entryOf(host.ports[proto], port);
  if (!use) return [];
  if (sizeOf(use.peers) === 0) return socketsOf(host, use.open);
  const all = [...use.open, ...valuesOf(use.peers).flat()];
  return socketsOf(
    host,
    all.sort((a, b) => a - b),
  );
}

/**
 * The sockets that a packet from `from` to local port `port` may be for, in the order of their
 * numbers: those connected to `from`, and those without a peer. A few more may be among them.
 */
export function socketsFor(
  host: Place,
  proto: Socket['proto'],
  port: number,
  from: Endpoint,
): Socket[] {
  const use = entryOf(host.ports[proto], port);
  if (!use) return [];
  const connected = entryOf(use.peers, peerKey(from));
  if (!connected) return socketsOf(host, use.open);
  if (use.open.length === 0) return socketsOf(host, connected);
  return socketsOf(
    host,
    [...use.open, ...connected].sort((a, b) => a - b),
  );
}
