/**
 * What a program can ask of its kernel, as values. A program yields a `Call` and is
 * given a `Reply`; a call that blocks is answered later. Names, arguments and errno
 * are those of the Linux man pages, section 2.
 */
import type { FirewallRule, NatRule } from '@/contract/action';
import type { Endpoint, Frame, IcmpType } from '../packet/packet';

export type Errno =
  | 'EACCES'
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'EAFNOSUPPORT'
  | 'EAGAIN'
  | 'EALREADY'
  | 'EBADF'
  | 'ECHILD'
  | 'ECONNABORTED'
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'EDESTADDRREQ'
  | 'EEXIST'
  | 'EHOSTUNREACH'
  | 'EINPROGRESS'
  | 'EINTR'
  | 'EINVAL'
  | 'EISCONN'
  | 'EISDIR'
  | 'EMSGSIZE'
  | 'ENETUNREACH'
  | 'ENOENT'
  | 'ENOEXEC'
  | 'ENOTCONN'
  | 'ENOTDIR'
  | 'ENOTEMPTY'
  | 'EOPNOTSUPP'
  | 'EPERM'
  | 'EPIPE'
  | 'ESRCH'
  | 'ETIMEDOUT'
  | 'ENOPROTOOPT'
  | 'ENOTSOCK'
  | 'ENOBUFS'
  | 'ENXIO';

export type SocketType = 'tcp' | 'udp' | 'tcp6' | 'udp6';
export type Signal =
  | 'SIGINT'
  | 'SIGTERM'
  | 'SIGKILL'
  | 'SIGTSTP'
  | 'SIGSTOP'
  | 'SIGTTIN'
  | 'SIGTTOU'
  | 'SIGCONT'
  | 'SIGHUP'
  | 'SIGQUIT'
  | 'SIGPIPE'
  | 'SIGUSR1';

export type SocketOption =
  | 'SO_REUSEADDR'
  | 'SO_REUSEPORT'
  | 'SO_BROADCAST'
  | 'IPV6_V6ONLY'
  | 'SO_LINGER'
  | 'SO_RCVTIMEO'
  | 'TCP_USER_TIMEOUT'
  | 'SO_KEEPALIVE'
  | 'IP_TTL'
  | 'IP_RECVERR'
  | 'O_NONBLOCK';

export type Call =
  // sockets: socket(7), tcp(7), udp(7)
  | { call: 'socket'; type: SocketType }
  | { call: 'setsockopt'; fd: number; option: SocketOption; value: number | number[] }
  | { call: 'getsockopt'; fd: number; option: 'SO_ERROR' | SocketOption }
  | { call: 'bind'; fd: number; addr: string; port: number }
  | { call: 'listen'; fd: number; backlog: number }
  | { call: 'connect'; fd: number; addr: string; port: number }
  | { call: 'accept'; fd: number }
  | { call: 'send'; fd: number; data: string }
  | { call: 'sendto'; fd: number; data: string; addr: string; port: number }
  | { call: 'recv'; fd: number; max?: number; peek?: boolean }
  | { call: 'recvfrom'; fd: number; max?: number }
  /** recvmsg(2) with MSG_ERRQUEUE: the next ICMP error, kept where IP_RECVERR is on. */
  | { call: 'recverr'; fd: number }
  | { call: 'shutdown'; fd: number; how: 'rd' | 'wr' | 'rdwr' }
  | { call: 'getsockname'; fd: number }
  | { call: 'getpeername'; fd: number }
  // any descriptor: read(2), write(2), close(2), poll(2), isatty(3)
  | { call: 'read'; fd: number; max?: number }
  | { call: 'write'; fd: number; data: string }
  | { call: 'close'; fd: number }
  | { call: 'poll'; fds: number[]; timeout: number | null; events?: ('IN' | 'OUT')[] }
  | { call: 'isatty'; fd: number }
  /** What `/proc/self/fd` tells: the path of the file that is open. */
  | { call: 'fd-path'; fd: number }
  /** tcsetattr(3), ECHO: whether a terminal shows what is typed to a program. */
  | { call: 'echo'; fd: number; on: boolean }
  | { call: 'pipe' }
  // files
  | { call: 'open'; path: string; mode: 'r' | 'w' | 'a' }
  | { call: 'stat'; path: string }
  | { call: 'readdir'; path: string }
  | { call: 'unlink'; path: string }
  | { call: 'mkdir'; path: string }
  | { call: 'rmdir'; path: string }
  | { call: 'rename'; from: string; to: string }
  | { call: 'chmod'; path: string; mode: number }
  | { call: 'chdir'; path: string }
  /** inotify(7): returns when one of the files is written, made, moved or removed. */
  | { call: 'watch'; paths: string[] }
  // processes
  | {
      call: 'spawn';
      program: string;
      argv: string[];
      fds: Record<number, number>;
      env?: Record<string, string>;
      user?: string;
      /** `session`: a group of its own without a terminal, as setsid(2) gives a daemon. */
      group?: number | 'new' | 'session';
      /** The child's group has the terminal before its program begins (tcsetpgrp(3)). */
      foreground?: boolean;
    }
  | { call: 'thread'; entry: string; arg: unknown }
  | { call: 'wait'; pid: number | 'any'; untraced?: boolean; noHang?: boolean }
  | { call: 'kill'; pid: number; signal: Signal; group?: boolean }
  /** signal(2): adds a signal to (or takes it from) those that the program `handles`. */
  | { call: 'signal'; signal: Signal; handled: boolean }
  | { call: 'foreground'; tty: number; group: number }
  | { call: 'exit'; status: number }
  | { call: 'sleep'; ms: number }
  | { call: 'now' }
  | { call: 'random'; below: number }
  // what /proc, netlink and the resolver's files tell
  | { call: 'sockets' }
  | { call: 'processes' }
  | { call: 'interfaces' }
  | { call: 'routes' }
  /** ip-link(8) and ip-address(8), for root; `addr` has its prefix length. */
  | { call: 'link'; iface: string; state: 'up' | 'down' }
  | { call: 'address'; iface: string; addr: string; change: 'add' | 'del' }
  /** arp(7): the hardware address behind an address of a segment that this host is on. */
  | { call: 'neighbour'; addr: string }
  | { call: 'sysctl'; name: string; value?: string }
  | { call: 'whoami' }
  | { call: 'uname' }
  /** The packet filter's rules, read or replaced; `zero` sets its counters back. Root only. */
  | { call: 'firewall'; rules?: FirewallRule[]; zero?: boolean }
  /** Rules of address translation, read or replaced. Root only. */
  | { call: 'nat'; rules?: NatRule[] }
  /** What a container runtime does with the containers of this host; root only. */
  | { call: 'container'; order: ContainerOrder }
  /** systemd-logind(8): the person at the machine may. Programs are told to end first. */
  | { call: 'power-off' }
  // ping sockets: icmp(7)
  | { call: 'ping'; addr: string; sequence: number; timeout: number; size: number }
  // packet(7) and raw(7), for root: what passes an interface, and a SYN without a connection
  | { call: 'tap'; iface: string }
  | { call: 'seen'; fd: number }
  | { call: 'raw-syn'; addr: string; port: number; sport: number; seq: number }
  // the person in front of the screen: an editor's result, an address typed in the browser
  | { call: 'interact'; request: Interaction }
  | { call: 'show'; page: Page };

export type Interaction = { kind: 'edit'; path: string; text: string } | { kind: 'address' };

/** What the browser's window shows. `error` is Chromium's word, e.g. ERR_CONNECTION_REFUSED. */
export type Page = {
  url: string;
  loading?: boolean;
  status?: number;
  title?: string;
  text?: string;
  error?: string;
};

/** What `value` holds after each call is written in `system.ts`. */
export type Reply = { ok: true; value: unknown } | { ok: false; errno: Errno; signal?: Signal };

/** A row of the socket table as `ss -tuan` shows it. */
export type SocketRow = {
  /** Kernel's own number of the socket, stable while it lives. */
  id: number;
  proto: 'tcp' | 'udp';
  family: 4 | 6;
  v6only: boolean;
  /** ss's words: LISTEN, SYN-SENT, SYN-RECV, ESTAB, FIN-WAIT-1 ... UNCONN. */
  state: string;
  recvQ: number;
  sendQ: number;
  local: Endpoint;
  peer: Endpoint | null;
  owners: { pid: number; fd: number; program: string; user: string }[];
};

export type ProcessRow = {
  pid: number;
  ppid: number;
  group: number;
  user: string;
  program: string;
  argv: string[];
  tty: string | null;
  /** ps's letters: R running, S asleep, T stopped, Z ended and not waited for. */
  state: 'R' | 'S' | 'T' | 'Z';
  /** It leads its session, as the shell of a terminal does; its group has the terminal. */
  leader: boolean;
  foreground: boolean;
  startedAt: number;
};

export type InterfaceRow = {
  name: string;
  state: 'UP' | 'DOWN' | 'UNKNOWN';
  mac: string;
  mtu: number;
  addrs: { addr: string; prefix: number }[];
};

type ContainerOrder =
  | { do: 'list' }
  | { do: 'start' | 'stop'; host: string }
  | { do: 'run'; host: string; argv: string[] }
  | { do: 'read'; host: string; path: string };

/** A container of this host, running or not. */
export type ContainerRow = {
  host: string;
  image: string;
  addr: string;
  command: string;
  running: boolean;
};

/** What passed an interface of the host: `at` is Unix time in ms, `out` tells which way it went. */
export type SeenPacket = Readonly<{ at: number; iface: string; out: boolean; packet: Frame }>;

/** An ICMP error about a datagram that was sent, and who sent it. */
export type SocketFault = { type: IcmpType; from: string };

/** What one rule, or a hook's policy, has decided: packets, and bytes of IP. */
export type RuleCount = { packets: number; bytes: number };

export type NatTable = { rules: NatRule[] };

/** `counts` are of `rules` in their order. */
export type FirewallTable = {
  rules: FirewallRule[];
  counts: RuleCount[];
  policies: Record<FirewallRule['hook'], RuleCount>;
};
