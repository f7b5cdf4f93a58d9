/**
 * System calls as typed routines: each yields one call and types the kernel's reply.
 * This file is also the contract of what a successful reply's `value` holds.
 * Use as `const opened = yield* sys.open('/etc/hosts', 'r')`.
 */
import type { FirewallRule, NatRule } from '@/contract/action';
import type { Endpoint } from '../packet/packet';
import { decodeText, encodeText } from './bytes';
import type { Routine } from './program';
import type {
  Call,
  ContainerRow,
  Errno,
  FirewallTable,
  Interaction,
  InterfaceRow,
  NatTable,
  Page,
  ProcessRow,
  SeenPacket,
  Signal,
  SocketFault,
  SocketOption,
  SocketRow,
  SocketType,
} from './system-call';

/** A failed call carries its errno; with EINTR also the signal that a program `handles`. */
type Failure = { ok: false; errno: Errno; signal?: Signal };
export type Outcome<T> = { ok: true; value: T } | Failure;

/** `mode` is the permission bits of chmod(1), e.g. 0o644; `modified` is Unix time in ms. */
export type FileStatus = {
  kind: 'file' | 'directory';
  size: number;
  owner: string;
  mode: number;
  modified: number;
};

/** wait(2). `null` where `noHang` found nothing to tell. */
export type ChildChange = { pid: number } & (
  | { change: 'exited'; status: number }
  | { change: 'killed'; signal: Signal }
  | { change: 'stopped'; signal: Signal }
);

/** `to` is a prefix such as `192.168.1.0/24` or `default`; `via` is null where on-link. */
export type RouteRow = { to: string; via: string | null; dev: string; src: string | null };
export type Accepted = { fd: number; addr: string; port: number };
export type Received = { data: string; addr: string; port: number };
export type PingAnswer = {
  /** `timeout`: nothing came in time. The others are the ICMP message that came. */
  answer: 'reply' | 'timeout' | 'host-unreachable' | 'net-unreachable' | 'port-unreachable';
  /** Who sent it. */
  from: string;
  ttl: number;
  ms: number;
};
export type Identity = { user: string; uid: number };
export type SystemName = { host: string; kernel: string };

type Spawn = Omit<Extract<Call, { call: 'spawn' }>, 'call'>;
type Wait = Omit<Extract<Call, { call: 'wait' }>, 'call'>;

function* ask<T>(call: Call): Routine<Outcome<T>> {
  const reply = yield call;
  // The one place that trusts the kernel's table of reply shapes, which is this file.
  return reply as Outcome<T>;
}

export const sys = {
  socket: (type: SocketType) => ask<number>({ call: 'socket', type }),
  setsockopt: (fd: number, option: SocketOption, value: number | number[]) =>
    ask<null>({ call: 'setsockopt', fd, option, value }),
  /** SO_ERROR: the pending error, cleared by reading it; null when there is none. */
  socketError: (fd: number) => ask<Errno | null>({ call: 'getsockopt', fd, option: 'SO_ERROR' }),
  bind: (fd: number, addr: string, port: number) => ask<null>({ call: 'bind', fd, addr, port }),
  listen: (fd: number, backlog: number) => ask<null>({ call: 'listen', fd, backlog }),
  connect: (fd: number, addr: string, port: number) =>
    ask<null>({ call: 'connect', fd, addr, port }),
  accept: (fd: number) => ask<Accepted>({ call: 'accept', fd }),
  /** Value: bytes taken. */
  send: (fd: number, data: string) => ask<number>({ call: 'send', fd, data }),
  sendto: (fd: number, data: string, addr: string, port: number) =>
    ask<number>({ call: 'sendto', fd, data, addr, port }),
  /** Value: bytes; an empty string means the other side has closed. */
  recv: (fd: number, max = 65536) => ask<string>({ call: 'recv', fd, max }),
  /** A look at the first byte, which stays (MSG_PEEK). */
  peek: (fd: number) => ask<string>({ call: 'recv', fd, max: 1, peek: true }),
  recvfrom: (fd: number, max = 65536) => ask<Received>({ call: 'recvfrom', fd, max }),
  /** EAGAIN where there is none. */
  receiveFault: (fd: number) => ask<SocketFault>({ call: 'recverr', fd }),
  shutdown: (fd: number, how: 'rd' | 'wr' | 'rdwr') => ask<null>({ call: 'shutdown', fd, how }),
  getsockname: (fd: number) => ask<Endpoint>({ call: 'getsockname', fd }),
  getpeername: (fd: number) => ask<Endpoint>({ call: 'getpeername', fd }),

  /** Value: bytes; an empty string is the end. A terminal gives one line, newline included. */
  read: (fd: number, max = 65536) => ask<string>({ call: 'read', fd, max }),
  write: (fd: number, data: string) => ask<number>({ call: 'write', fd, data }),
  writeText: (fd: number, text: string) =>
    ask<number>({ call: 'write', fd, data: encodeText(text) }),
  close: (fd: number) => ask<null>({ call: 'close', fd }),
  /**
   * `events[i]` is what is waited for on `fds[i]`, IN where left out. `timeout` in ms, null for
   * ever. Value: the descriptors that are ready (also for error or hang-up), empty on timeout.
   */
  poll: (fds: number[], timeout: number | null, events?: ('IN' | 'OUT')[]) =>
    ask<number[]>({ call: 'poll', fds, timeout, ...(events ? { events } : {}) }),
  isatty: (fd: number) => ask<boolean>({ call: 'isatty', fd }),
  /** Value: the absolute path of a file, null of a pipe, a socket or a terminal. */
  fdPath: (fd: number) => ask<string | null>({ call: 'fd-path', fd }),
  /** Fails with EINVAL where `fd` is no terminal. A shell's prompt shows what is typed in any case. */
  echo: (fd: number, on: boolean) => ask<null>({ call: 'echo', fd, on }),
  /** Value: [read end, write end]. */
  pipe: () => ask<[number, number]>({ call: 'pipe' }),

  /** `w` makes or empties the file, `a` makes it or writes at its end. */
  open: (path: string, mode: 'r' | 'w' | 'a') => ask<number>({ call: 'open', path, mode }),
  stat: (path: string) => ask<FileStatus>({ call: 'stat', path }),
  /** Value: names in byte order, without `.` and `..`. */
  readdir: (path: string) => ask<string[]>({ call: 'readdir', path }),
  unlink: (path: string) => ask<null>({ call: 'unlink', path }),
  mkdir: (path: string) => ask<null>({ call: 'mkdir', path }),
  rmdir: (path: string) => ask<null>({ call: 'rmdir', path }),
  rename: (from: string, to: string) => ask<null>({ call: 'rename', from, to }),
  /** Only its owner and root may: EPERM. */
  chmod: (path: string, mode: number) => ask<null>({ call: 'chmod', path, mode }),
  /** Value: the new working directory, absolute and normalized. */
  chdir: (path: string) => ask<string>({ call: 'chdir', path }),
  /** Value: the path that changed. Paths are absolute. */
  watch: (paths: string[]) => ask<string>({ call: 'watch', paths }),

  /**
   * Value: the child's pid. `fds` maps the child's descriptors to ours and nothing else is
   * inherited; `env` is the child's whole environment, ours where left out. ENOENT: no such
   * program. EPERM: `user` differs from ours and we are not root (sudo is set-uid root).
   */
  spawn: (spec: Spawn) => ask<number>({ call: 'spawn', ...spec }),
  thread: (entry: string, arg: unknown) => ask<number>({ call: 'thread', entry, arg }),
  wait: (spec: Wait) => ask<ChildChange | null>({ call: 'wait', ...spec }),
  /** `group` makes `pid` a process group. */
  kill: (pid: number, signal: Signal, group = false) =>
    ask<null>({ call: 'kill', pid, signal, ...(group ? { group } : {}) }),
  /** Whether `signal` from now on interrupts a blocked call in place of its default action. */
  signal: (signal: Signal, handled: boolean) => ask<null>({ call: 'signal', signal, handled }),
  /** tcsetpgrp(3) for terminal number `tty`. */
  foreground: (tty: number, group: number) => ask<null>({ call: 'foreground', tty, group }),
  sleep: (ms: number) => ask<null>({ call: 'sleep', ms }),
  /** Value: Unix time in milliseconds. */
  now: () => ask<number>({ call: 'now' }),
  /** Value: an integer from 0 up to and without `below`. */
  random: (below: number) => ask<number>({ call: 'random', below }),

  sockets: () => ask<SocketRow[]>({ call: 'sockets' }),
  /** `startedAt` is Unix time in milliseconds. */
  processes: () => ask<ProcessRow[]>({ call: 'processes' }),
  interfaces: () => ask<InterfaceRow[]>({ call: 'interfaces' }),
  routes: () => ask<RouteRow[]>({ call: 'routes' }),
  /** ENOENT: no such interface, or `lo`. EPERM without root. */
  setLink: (iface: string, state: 'up' | 'down') => ask<null>({ call: 'link', iface, state }),
  /** EEXIST and EADDRNOTAVAIL: it has the address already, or has not. */
  changeAddress: (iface: string, addr: string, change: 'add' | 'del') =>
    ask<null>({ call: 'address', iface, addr, change }),
  /** Value: the hardware address of who answers to `addr`, null where nobody does. */
  neighbour: (addr: string) => ask<string | null>({ call: 'neighbour', addr }),
  sysctl: (name: string, value?: string) =>
    ask<string>({ call: 'sysctl', name, ...(value === undefined ? {} : { value }) }),
  /** Value: the packet filter as it stands now. EPERM without root. */
  firewall: (rules?: FirewallRule[], zero = false) =>
    ask<FirewallTable>({ call: 'firewall', ...(rules ? { rules } : {}), zero }),
  /** Value: address translation as it stands now. EPERM without root. */
  nat: (rules?: NatRule[]) => ask<NatTable>({ call: 'nat', ...(rules ? { rules } : {}) }),
  containers: () => ask<ContainerRow[]>({ call: 'container', order: { do: 'list' } }),
  startContainer: (host: string) => ask<null>({ call: 'container', order: { do: 'start', host } }),
  /** Its programs are told to end first. */
  stopContainer: (host: string) => ask<null>({ call: 'container', order: { do: 'stop', host } }),
  /** Starts a program in a container that nobody waits for. */
  runInContainer: (host: string, argv: string[]) =>
    ask<null>({ call: 'container', order: { do: 'run', host, argv } }),
  /** Value: the bytes of a file of a container. */
  readInContainer: (host: string, path: string) =>
    ask<string>({ call: 'container', order: { do: 'read', host, path } }),
  /** Does not return. */
  powerOff: () => ask<null>({ call: 'power-off' }),
  whoami: () => ask<Identity>({ call: 'whoami' }),
  uname: () => ask<SystemName>({ call: 'uname' }),
  ping: (spec: { addr: string; sequence: number; timeout: number; size: number }) =>
    ask<PingAnswer>({ call: 'ping', ...spec }),

  /** Packets of an interface (`lo`, `any`) from now on. EPERM without root, ENOENT: no such one. */
  tap: (iface: string) => ask<number>({ call: 'tap', iface }),
  seen: (fd: number) => ask<SeenPacket>({ call: 'seen', fd }),
  rawSyn: (spec: { addr: string; port: number; sport: number; seq: number }) =>
    ask<null>({ call: 'raw-syn', ...spec }),

  /** Value: the saved text of an edit, null when it was left; or the address entered. */
  interact: (request: Interaction) => ask<string | null>({ call: 'interact', request }),
  show: (page: Page) => ask<null>({ call: 'show', page }),
};

/** Leaves the program at once with `status`. */
export function* exit(status: number): Routine<never> {
  yield { call: 'exit', status };
  throw new Error('the kernel resumed a process that had exited');
}

/** Writes `text` to standard output; false when nobody reads it any more. */
export function* print(text: string): Routine<boolean> {
  return (yield* sys.writeText(1, text)).ok;
}

/** Writes `text` to standard error. */
export function* printError(text: string): Routine {
  yield* sys.writeText(2, text);
}

/** Everything that `fd` gives until its end, as text. */
export function* readAllText(fd: number): Routine<Outcome<string>> {
  let bytes = '';
  for (;;) {
    const part = yield* sys.read(fd);
    if (!part.ok) return part;
    if (part.value === '') return { ok: true, value: decodeText(bytes) };
    bytes += part.value;
  }
}

/** The whole text of the file at `path`. */
export function* readFile(path: string): Routine<Outcome<string>> {
  const opened = yield* sys.open(path, 'r');
  if (!opened.ok) return opened;
  const text = yield* readAllText(opened.value);
  yield* sys.close(opened.value);
  return text;
}

/** Makes the file at `path` hold `text` (or adds it at the end, with mode `a`). */
export function* writeFile(
  path: string,
  text: string,
  mode: 'w' | 'a' = 'w',
): Routine<Outcome<null>> {
  const opened = yield* sys.open(path, mode);
  if (!opened.ok) return opened;
  const written: Outcome<number> =
    text === '' ? { ok: true, value: 0 } : yield* sys.writeText(opened.value, text);
  yield* sys.close(opened.value);
  return written.ok ? { ok: true, value: null } : written;
}

/** Reads a descriptor line by line; what is read ahead stays here. */
export type LineReader = { fd: number; ahead: string; ended: boolean };

export function createLineReader(fd: number): LineReader {
  return { fd, ahead: '', ended: false };
}

/** The next line with its newline (the last may lack it); null at the end. */
export function* readLine(reader: LineReader): Routine<Outcome<string | null>> {
  for (;;) {
    const end = reader.ahead.indexOf('\n') + 1;
    if (end > 0 || (reader.ended && reader.ahead !== '')) {
      const line = end > 0 ? reader.ahead.slice(0, end) : reader.ahead;
      reader.ahead = reader.ahead.slice(line.length);
      return { ok: true, value: decodeText(line) };
    }
    if (reader.ended) return { ok: true, value: null };
    const part = yield* sys.read(reader.fd);
    if (!part.ok) return part;
    if (part.value === '') reader.ended = true;
    reader.ahead += part.value;
  }
}
