/**
 * Who uses which open file of a host, without looking through all processes: what leads to a
 * socket, a pipe or a terminal, how often a file is held, and which threads wait for it.
 */
import { withItem, withNumber, withoutNumber } from './list';
import type { OpenFile, Thread } from './process';
import { emptyTable, entryOf, type Table, withEntry, withoutEntry } from './table';

type Waiter = Readonly<{ pid: number; tid: number }>;
/** A descriptor, and the open file by which it leads on. */
export type Holder = Readonly<{ pid: number; fd: number; file: number }>;

export type FileIndex = Readonly<{
  /** Numbers of the open files, upwards, by the key of what they lead to. */
  leadingTo: Table<readonly number[]>;
  /** How many descriptors and blocked calls hold each open file. */
  held: Table<number>;
  /** By number of a socket: the descriptors that lead to it. */
  holders: Table<readonly Holder[]>;
  /**
   * Threads by what they wait for: the number of an open file, or of the socket that a close(2)
   * lingers for (no two things in a world have the same number), or `WATCHING`.
   */
  waiters: Table<readonly Waiter[]>;
}>;

/** Under this, which is no number of anything, stand threads that watch files (inotify(7)). */
export const WATCHING = 0;

export const emptyFileIndex: FileIndex = {
  leadingTo: emptyTable(),
  held: emptyTable(),
  holders: emptyTable(),
  waiters: emptyTable(),
};

/** Numbers of terminals begin at 0 on every host, those of sockets and pipes are the world's. */
function keyOf(kind: 'number' | 'terminal', number: number): number {
  return kind === 'number' ? 2 * number : 2 * number + 1;
}

function targetOf(file: OpenFile): number | null {
  switch (file.kind) {
    case 'socket':
      return keyOf('number', file.socket);
    case 'pipe-read':
    case 'pipe-write':
      return keyOf('number', file.pipe);
    case 'terminal':
      return keyOf('terminal', file.tty);
    case 'file':
    case 'tap':
    case 'null':
      return null;
  }
}

/** Numbers of the open files that lead to the socket or pipe of that number, upwards. */
export function filesOf({ leadingTo }: FileIndex, number: number): readonly number[] {
  return entryOf(leadingTo, keyOf('number', number)) ?? [];
}

export function filesOfTerminal({ leadingTo }: FileIndex, tty: number): readonly number[] {
  return entryOf(leadingTo, keyOf('terminal', tty)) ?? [];
}

/** The index after an open file has changed; null: before it was there, or now that it is gone. */
export function indexFile(
  index: FileIndex,
  id: number,
  before: OpenFile | null,
  after: OpenFile | null,
): FileIndex {
  const [old, now] = [before && targetOf(before), after && targetOf(after)];
  if (old === now) return index;
  let { leadingTo } = index;
  if (old !== null) leadingTo = withList(leadingTo, old, withoutNumber(listAt(leadingTo, old), id));
  if (now !== null) leadingTo = withList(leadingTo, now, withNumber(listAt(leadingTo, now), id));
  const [from, to] = [socketOf(before), socketOf(after)];
  if (from === null) return { ...index, leadingTo };
  // Whoever held the file holds what it leads to now.
  const all = listAt(index.holders, from);
  const moved = all.filter(({ file }) => file === id);
  const rest = all.filter(({ file }) => file !== id);
  let holders = withList(index.holders, from, rest);
  if (to !== null) holders = withList(holders, to, [...listAt(holders, to), ...moved]);
  return { ...index, leadingTo, holders };
}

function socketOf(file: OpenFile | null): number | null {
  return file?.kind === 'socket' ? file.socket : null;
}

function listAt<T>(table: Table<readonly T[]>, key: number): readonly T[] {
  return entryOf(table, key) ?? [];
}

function withList<T>(table: Table<readonly T[]>, key: number, list: readonly T[]) {
  return list.length === 0 ? withoutEntry(table, key) : withEntry(table, key, list);
}

export function isHeld({ held }: FileIndex, id: number): boolean {
  return entryOf(held, id) !== undefined;
}

/** Holds open files once more (`by` 1), or once less (-1). */
function hold(index: FileIndex, ids: readonly number[], by: 1 | -1): FileIndex {
  if (ids.length === 0) return index;
  let { held } = index;
  for (const id of ids) {
    const count = (entryOf(held, id) ?? 0) + by;
    held = count === 0 ? withoutEntry(held, id) : withEntry(held, id, count);
  }
  return { ...index, held };
}

/** The descriptors that lead to a socket, by process and number. */
export function holdersOf({ holders }: FileIndex, socket: number): readonly Holder[] {
  const all = listAt(holders, socket);
  return all.length < 2 ? all : [...all].sort((a, b) => a.pid - b.pid || a.fd - b.fd);
}

/** The index after a descriptor has come to lead to `file`. */
export function addHolder(index: FileIndex, holder: Holder, file: OpenFile | null): FileIndex {
  const next = hold(index, [holder.file], 1);
  const socket = socketOf(file);
  if (socket === null) return next;
  const own = withItem(listAt(index.holders, socket), holder);
  return { ...next, holders: withEntry(index.holders, socket, own) };
}

/** The index after that descriptor was closed. */
export function dropHolder(index: FileIndex, holder: Holder, file: OpenFile | null): FileIndex {
  const next = hold(index, [holder.file], -1);
  const socket = socketOf(file);
  if (socket === null) return next;
  const { pid, fd } = holder;
  const rest = listAt(index.holders, socket).filter((one) => one.pid !== pid || one.fd !== fd);
  return { ...next, holders: withList(index.holders, socket, rest) };
}

export function waitersFor({ waiters }: FileIndex, key: number): readonly Waiter[] {
  return entryOf(waiters, key) ?? [];
}

/** What a thread waits for. */
function keysOf(thread: Thread | null): number[] {
  if (!thread?.waiting) return [];
  const { open, socket, call } = thread.waiting;
  const keys = [...open, ...(socket === null ? [] : [socket])];
  return call.call === 'watch' ? [WATCHING, ...keys] : keys;
}

/** The index after a thread has changed; null: before it was there, or now that it is gone. */
export function indexThread(
  index: FileIndex,
  pid: number,
  before: Thread | null,
  after: Thread | null,
): FileIndex {
  const [old, now] = [before?.waiting ?? null, after?.waiting ?? null];
  if (old === now || (old?.open === now?.open && old?.socket === now?.socket)) return index;
  let { waiters } = index;
  const tid = (before ?? after)?.tid ?? 0;
  for (const key of new Set(keysOf(before))) {
    const rest = listAt(waiters, key).filter((one) => one.pid !== pid || one.tid !== tid);
    waiters = withList(waiters, key, rest);
  }
  for (const key of new Set(keysOf(after))) {
    waiters = withEntry(waiters, key, withItem(listAt(waiters, key), { pid, tid }));
  }
  const next = waiters === index.waiters ? index : { ...index, waiters };
  return hold(hold(next, now?.open ?? [], 1), old?.open ?? [], -1);
}
