/**
 * The C library's socket calls, one JavaScript function each, through koffi. Nothing is added:
 * no retry, no default option, no hidden listen or accept. See socket(2) and its neighbours.
 */
import { constants } from 'node:os';
import { decodeAddress, encodeAddress, type SocketAddress } from './socket-address';

type Koffi = typeof import('koffi');

export type Result<T> = { ok: true; value: T } | { ok: false; errno: string };

/** Linux's numbers (include/uapi/asm-generic); the same on x86-64, arm64 and riscv64. */
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const AF_PACKET = 17;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const IPPROTO_TCP = 6;
const TCP_INFO = 11;
const MSG_NOSIGNAL = 0x4000;
const MSG_PEEK = 0x2;
const NETLINK_SOCK_DIAG = 4;
const EPOLL_CLOEXEC = 0o2000000;
/** packet(7): every protocol, and a packet's way as struct sockaddr_ll tells it. */
const ETH_P_ALL = 3;
const PACKET_OUTGOING = 4;
const LINK_ADDRESS_BYTES = 20;
/** capget(2): the structure's version, and the one capability an agent keeps. */
const CAPABILITY_VERSION_3 = 0x20080522;
const CAP_NET_BIND_SERVICE = 10;
/** What an agent begins with besides: setpcap and net_raw; and prctl(2)'s word for giving up. */
const CAPABILITIES_TO_LOSE = [8, 13];
const PR_CAPBSET_DROP = 24;

const options = {
  SO_REUSEADDR: [1, 2],
  SO_ERROR: [1, 4],
  SO_BROADCAST: [1, 6],
  SO_KEEPALIVE: [1, 9],
  SO_LINGER: [1, 13],
  SO_REUSEPORT: [1, 15],
  IPV6_V6ONLY: [41, 26],
  TCP_KEEPIDLE: [6, 4],
  TCP_KEEPINTVL: [6, 5],
  TCP_KEEPCNT: [6, 6],
  TCP_USER_TIMEOUT: [6, 18],
} as const;
export type OptionName = keyof typeof options;

const socketKinds = {
  tcp: [AF_INET, SOCK_STREAM],
  udp: [AF_INET, SOCK_DGRAM],
  tcp6: [AF_INET6, SOCK_STREAM],
  udp6: [AF_INET6, SOCK_DGRAM],
} as const;
export type SocketKind = keyof typeof socketKinds;

/** poll(2)'s bits, in the order in which outcomes name them. */
const pollBits = [
  ['IN', 1],
  ['OUT', 4],
  ['ERR', 8],
  ['HUP', 16],
  ['RDHUP', 0x2000],
] as const;

/** The kernel packs this structure on x86-64 only: epoll_ctl(2). */
const packed = process.arch === 'x64';
const EPOLL_EVENT_BYTES = packed ? 12 : 16;
const EPOLL_DATA_OFFSET = packed ? 4 : 8;
export const EPOLL = { IN: 1, OUT: 4, ERR: 8, HUP: 16, RDHUP: 0x2000 } as const;
const EPOLL_CTL = { add: 1, del: 2, mod: 3 } as const;

/** Two names of one number each; the manual pages use the other one. */
const aliases = ['EWOULDBLOCK', 'ENOTSUP'];
const errnoNames = new Map(
  Object.entries(constants.errno)
    .filter(([name]) => !aliases.includes(name))
    .map(([name, n]) => [n, name]),
);
export const errnoName = (n: number) => errnoNames.get(n) ?? `errno ${n}`;

export type Libc = ReturnType<typeof loadLibc>;

/**
 * Binds the calls. `koffi` is the native module itself, loaded by descriptor
 * (an agent may not be able to read the folder it came from).
 */
export function loadLibc(koffi: Koffi) {
  const lib = koffi.load(null);
  const c = {
    socket: lib.func('int socket(int domain, int type, int protocol)'),
    setsockopt: lib.func('int setsockopt(int fd, int level, int name, void *value, uint32_t size)'),
    getsockopt: lib.func('int getsockopt(int fd, int level, int name, void *value, void *size)'),
    bind: lib.func('int bind(int fd, void *addr, uint32_t size)'),
    listen: lib.func('int listen(int fd, int backlog)'),
    accept4: lib.func('int accept4(int fd, void *addr, void *size, int flags)'),
    connect: lib.func('int connect(int fd, void *addr, uint32_t size)'),
    getsockname: lib.func('int getsockname(int fd, void *addr, void *size)'),
    send: lib.func('long send(int fd, void *bytes, size_t size, int flags)'),
    sendto: lib.func(
      'long sendto(int fd, void *bytes, size_t size, int flags, void *addr, uint32_t length)',
    ),
    recv: lib.func('long recv(int fd, void *bytes, size_t size, int flags)'),
    recvfrom: lib.func(
      'long recvfrom(int fd, void *bytes, size_t size, int flags, void *addr, void *length)',
    ),
    getpeername: lib.func('int getpeername(int fd, void *addr, void *size)'),
    poll: lib.func('int poll(void *fds, ulong count, int timeout)'),
    dup: lib.func('int dup(int fd)'),
    shutdown: lib.func('int shutdown(int fd, int how)'),
    close: lib.func('int close(int fd)'),
    epollCreate: lib.func('int epoll_create1(int flags)'),
    epollCtl: lib.func('int epoll_ctl(int epfd, int op, int fd, void *event)'),
    epollWait: lib.func('int epoll_wait(int epfd, void *events, int max, int timeout)'),
    prctl: lib.func('int prctl(int option, ulong a, ulong b, ulong c, ulong d)'),
    readlink: lib.func('long readlink(const char *path, void *out, size_t size)'),
    capset: lib.func('int capset(void *header, void *data)'),
    getppid: lib.func('int getppid()'),
    exit: lib.func('void _exit(int status)'),
  };

  const answer = (n: number): Result<number> =>
    n < 0 ? { ok: false, errno: errnoName(koffi.errno()) } : { ok: true, value: n };

  const addressOut = (call: (addr: Buffer, size: Uint32Array) => number) => {
    const addr = Buffer.alloc(28);
    const size = Uint32Array.of(addr.length);
    const result = answer(call(addr, size));
    return { result, address: result.ok ? decodeAddress(addr) : null };
  };

  /** One for all packets: the largest is 64 kB, and most are small. */
  let room: Buffer | null = null;
  const packetRoom = (size: number) => {
    room ??= Buffer.alloc(size);
    return room;
  };

  const socketOf = (domain: number, type: number, protocol: number) =>
    answer(c.socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));

  return {
    /** A TCP socket. Non-blocking, so that one thread serves them all; callers wait by epoll. */
    socket: (family: 4 | 6) => socketOf(family === 4 ? AF_INET : AF_INET6, SOCK_STREAM, 0),
    /** The same for any kind of the oracle's scenarios. */
    socketOfKind(kind: SocketKind) {
      const [domain, type] = socketKinds[kind];
      return socketOf(domain, type, 0);
    },
    netlinkSocket: () => socketOf(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG),

    /** `value`: a number, or [on, seconds] for SO_LINGER. */
    setOption(fd: number, name: OptionName, value: number | readonly number[]) {
      const [level, number] = options[name];
      const bytes = Int32Array.from(typeof value === 'number' ? [value] : value);
      return answer(c.setsockopt(fd, level, number, bytes, bytes.byteLength));
    },
    /** SO_ERROR as an errno's name, null when there is none. Reading clears it. */
    takeError(fd: number): string | null {
      const value = new Int32Array(1);
      c.getsockopt(fd, options.SO_ERROR[0], options.SO_ERROR[1], value, Uint32Array.of(4));
      return value[0] ? errnoName(value[0]) : null;
    },
    /** First byte of struct tcp_info: the kernel's number of the TCP state; null when gone. */
    tcpState(fd: number): number | null {
      const info = Buffer.alloc(8);
      const done = c.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, Uint32Array.of(info.length));
      return done < 0 ? null : (info[0] ?? null);
    },
    bind(fd: number, to: SocketAddress) {
      const addr = encodeAddress(to);
      return answer(c.bind(fd, addr, addr.length));
    },
    listen: (fd: number, backlog: number) => answer(c.listen(fd, backlog)),
    /** EAGAIN when nobody waits. */
    accept(fd: number): Result<{ fd: number; peer: SocketAddress }> {
      const { result, address } = addressOut((addr, size) =>
        c.accept4(fd, addr, size, SOCK_NONBLOCK | SOCK_CLOEXEC),
      );
      if (!result.ok) return result;
      return {
        ok: true,
        value: { fd: result.value, peer: address ?? { addr: '0.0.0.0', port: 0 } },
      };
    },
    /** EINPROGRESS while the handshake is under way. */
    connect(fd: number, to: SocketAddress) {
      const addr = encodeAddress(to);
      return answer(c.connect(fd, addr, addr.length));
    },
    localName: (fd: number) => addressOut((addr, size) => c.getsockname(fd, addr, size)).address,
    /** Either end's address, or why there is none: getsockname(2), getpeername(2). */
    nameOf(fd: number, end: 'local' | 'peer'): Result<SocketAddress | null> {
      const call = end === 'local' ? c.getsockname : c.getpeername;
      const { result, address } = addressOut((addr, size) => call(fd, addr, size));
      return result.ok ? { ok: true, value: address } : result;
    },
    send: (fd: number, bytes: Buffer) => answer(c.send(fd, bytes, bytes.length, MSG_NOSIGNAL)),
    recv(fd: number, max: number, peek = false): Result<Buffer> {
      const bytes = Buffer.alloc(max);
      const n = answer(c.recv(fd, bytes, max, peek ? MSG_PEEK : 0));
      return n.ok ? { ok: true, value: bytes.subarray(0, n.value) } : n;
    },
    sendTo(fd: number, bytes: Buffer, to: SocketAddress) {
      const addr = encodeAddress(to);
      return answer(c.sendto(fd, bytes, bytes.length, MSG_NOSIGNAL, addr, addr.length));
    },
    /** `from` is null with TCP, which knows no sender of a single read. */
    recvFrom(fd: number, max: number): Result<{ bytes: Buffer; from: SocketAddress | null }> {
      const bytes = Buffer.alloc(max);
      const addr = Buffer.alloc(28);
      const size = Uint32Array.of(addr.length);
      const n = answer(c.recvfrom(fd, bytes, max, 0, addr, size));
      if (!n.ok) return n;
      const from = size[0] ? decodeAddress(addr) : null;
      return { ok: true, value: { bytes: bytes.subarray(0, n.value), from } };
    },
    /** What poll(2) says of IN, OUT and RDHUP at this moment. */
    pollNow(fd: number): Result<string[]> {
      const entry = Buffer.alloc(8);
      entry.writeInt32LE(fd, 0);
      entry.writeInt16LE(EPOLL.IN | EPOLL.OUT | EPOLL.RDHUP, 4);
      const done = answer(c.poll(entry, 1, 0));
      if (!done.ok) return done;
      const seen = entry.readUInt16LE(6);
      return { ok: true, value: pollBits.filter(([, bit]) => seen & bit).map(([name]) => name) };
    },
    /** A second descriptor of the same open socket. */
    dup: (fd: number) => answer(c.dup(fd)),
    shutdown: (fd: number, how: 'rd' | 'wr' | 'rdwr') =>
      answer(c.shutdown(fd, { rd: 0, wr: 1, rdwr: 2 }[how])),
    close: (fd: number) => answer(c.close(fd)),
    /** For a socket that lingers: close(2) waits then, on a worker thread. */
    closeLater: (fd: number, done: () => void) => c.close.async(fd, () => done()),

    epollCreate: () => answer(c.epollCreate(EPOLL_CLOEXEC)),
    epollControl(epfd: number, op: keyof typeof EPOLL_CTL, fd: number, events: number) {
      const event = Buffer.alloc(EPOLL_EVENT_BYTES);
      event.writeUInt32LE(events, 0);
      event.writeInt32LE(fd, EPOLL_DATA_OFFSET);
      return answer(c.epollCtl(epfd, EPOLL_CTL[op], fd, event));
    },
    /** Sleeps on a worker thread until something is ready, then gives [fd, events] pairs. */
    epollWait(epfd: number, done: (ready: [number, number][]) => void) {
      const max = 64;
      const events = Buffer.alloc(EPOLL_EVENT_BYTES * max);
      c.epollWait.async(epfd, events, max, -1, (_: unknown, n: number) => {
        const ready: [number, number][] = [];
        for (let i = 0; i < n; i++) {
          const at = i * EPOLL_EVENT_BYTES;
          ready.push([events.readInt32LE(at + EPOLL_DATA_OFFSET), events.readUInt32LE(at)]);
        }
        done(ready);
      });
    },

    /** Hears nothing until `hearPackets`. Needs CAP_NET_RAW, and is the only call that does. */
    packetSocket: () => socketOf(AF_PACKET, SOCK_DGRAM, 0),
    /** Every packet of every interface from now on. */
    hearPackets(fd: number) {
      const addr = Buffer.alloc(LINK_ADDRESS_BYTES);
      addr.writeUInt16LE(AF_PACKET, 0);
      addr.writeUInt16BE(ETH_P_ALL, 2);
      return answer(c.bind(fd, addr, addr.length));
    },
    /** One packet from its IP head on; EAGAIN when none waits. */
    receivePacket(
      fd: number,
      max: number,
    ): Result<{ bytes: Buffer; interfaceIndex: number; outgoing: boolean }> {
      const addr = Buffer.alloc(LINK_ADDRESS_BYTES);
      const n = answer(c.recvfrom(fd, packetRoom(max), max, 0, addr, Uint32Array.of(addr.length)));
      if (!n.ok) return n;
      return {
        ok: true,
        value: {
          bytes: Buffer.from(packetRoom(max).subarray(0, n.value)),
          interfaceIndex: addr.readInt32LE(4),
          outgoing: addr[10] === PACKET_OUTGOING,
        },
      };
    },
    /** Gives every capability but the one for low ports away, for good: not even a program gets them back. */
    keepOnlyLowPorts() {
      for (const one of CAPABILITIES_TO_LOSE) c.prctl(PR_CAPBSET_DROP, one, 0, 0, 0);
      const header = Uint32Array.of(CAPABILITY_VERSION_3, 0);
      const mine = 1 << CAP_NET_BIND_SERVICE;
      return answer(c.capset(header, Uint32Array.of(mine, mine, 0, 0, 0, 0)));
    },

    prctl: (option: number, a: number) => answer(c.prctl(option, a, 0, 0, 0)),
    parentPid: (): number => c.getppid(),
    readlink(path: string): string | null {
      const out = Buffer.alloc(256);
      const n = c.readlink(path, out, out.length);
      return n < 0 ? null : out.toString('latin1', 0, Number(n));
    },
    /** Ends at once; process.exit would wait for the thread that sleeps in epoll_wait. */
    exit: (status: number): never => {
      c.exit(status);
      throw new Error('unreachable');
    },
  };
}
