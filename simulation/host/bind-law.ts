/**
 * Who may have which local address and port: bind(2), ip(7), and what Linux adds to them
 * (inet_csk_get_port, udp_lib_get_port). The key is protocol, address and port.
 */
import { ANY4, ANY6, isAddress6 } from '../packet/address';
import type { Endpoint } from '../packet/packet';
import type { Socket } from './socket';

type Claim = Pick<Socket, 'id' | 'type' | 'user' | 'options' | 'local'>;

/** Whether two local addresses have one in common; `::` covers IPv4 too unless V6ONLY. */
function addressesOverlap(a: Claim, b: Claim): boolean {
  const [x, y] = [a.local.addr, b.local.addr];
  const covers = (claim: Claim, addr: string): boolean => {
    if (claim.local.addr === ANY4) return !isAddress6(addr);
    return claim.local.addr === ANY6 && (isAddress6(addr) || !claim.options.v6only);
  };
  return x === y || covers(a, y) || covers(b, x);
}

/** Whether TCP says EADDRINUSE to `claim` because of `other`, which holds the port. */
function tcpConflict(claim: Claim, other: Socket, anyPort: boolean): boolean {
  if (other.proto !== 'tcp' || !addressesOverlap(claim, other)) return false;
  const { state } = other.tcb;
  const mine = claim.options;
  const theirs = other.options;
  if (mine.reuseaddr && theirs.reuseaddr && state !== 'LISTEN') return anyPort;
  const sameUser = claim.user === other.user || state === 'TIME-WAIT';
  return anyPort || !(mine.reuseport && theirs.reuseport && sameUser);
}

/**
 * Whether UDP says EADDRINUSE to `claim`: the first of the port's sockets that does not share by
 * SO_REUSEADDR decides for all (udp_lib_lport_inuse). The newest stand first, but IPv6 ones with
 * SO_REUSEPORT last, the oldest of them first (sk_add_node_rcu).
 */
function udpConflict(claim: Claim, others: readonly Socket[]): boolean {
  const standsLast = ({ type, options }: Socket) => type === 'udp6' && options.reuseport;
  const ordered = [
    ...others.filter((other) => !standsLast(other)).reverse(),
    ...others.filter(standsLast),
  ];
  const first = ordered.find(
    (other) =>
      other.proto === 'udp' &&
      addressesOverlap(claim, other) &&
      !(claim.options.reuseaddr && other.options.reuseaddr),
  );
  if (!first) return false;
  return !(claim.options.reuseport && first.options.reuseport && claim.user === first.user);
}

/**
 * Whether `claim` may take `port`, of which `sockets` are the holders. `anyPort`: the kernel looks
 * for a free one, and then not even the reuse options let two sockets share it.
 */
export function mayBind(
  sockets: readonly Socket[],
  claim: Claim & { proto: Socket['proto'] },
  port: number,
  anyPort = false,
): boolean {
  const wanted = { ...claim, local: { ...claim.local, port } };
  const others = sockets.filter(
    (other) => other.id !== claim.id && other.holds !== null && other.local.port === port,
  );
  if (claim.proto === 'tcp') return !others.some((other) => tcpConflict(wanted, other, anyPort));
  // Looking for a free port, the kernel asks each of them.
  if (anyPort) return !others.some((other) => udpConflict(wanted, [other]));
  return !udpConflict(wanted, others);
}

/** The range that ephemeral ports come from, both ends included. */
export type PortRange = readonly [low: number, high: number];

/**
 * A port for bind(2) with port 0 or for a socket that sends without bind: odd offsets first,
 * which leaves the even ones to connect(2). `offset` is a random number. Null: none is free.
 */
export function findFreePort(
  holdersOf: (port: number) => readonly Socket[],
  claim: Claim & { proto: Socket['proto'] },
  [low, high]: PortRange,
  offset: number,
): number | null {
  return findPort([low, high], claim.proto === 'tcp' ? offset | 1 : offset, (port) =>
    mayBind(holdersOf(port), claim, port, true),
  );
}

/**
 * A port for connect(2): even offsets first. A port that any socket took by bind(2) is passed
 * over; one that connections use already may serve again for another peer.
 */
export function findConnectPort(
  holdersOf: (port: number) => readonly Socket[],
  claim: Claim,
  peer: Endpoint,
  [low, high]: PortRange,
  offset: number,
  isFree: (local: Endpoint, peer: Endpoint) => boolean,
): number | null {
  return findPort([low, high], offset - (offset % 2), (port) => {
    if (holdersOf(port).some(({ id, holds }) => holds === 'bind' && id !== claim.id)) return false;
    return isFree({ ...claim.local, port }, peer);
  });
}

function findPort(
  [low, high]: PortRange,
  offset: number,
  isGood: (port: number) => boolean,
): number | null {
  const count = high - low + 1;
  for (const parity of [0, 1]) {
    for (let step = 0; step < count; step += 2) {
      const at = (offset + step) % (count + (count % 2));
      const port = low + (at - (at % 2)) + ((offset + parity) % 2);
      if (port <= high && isGood(port)) return port;
    }
  }
  return null;
}

/**
 * The socket that a packet from `from` to `to` belongs to: the connected one, else the most
 * specific of those that wait (inet_lookup). Equal ones that share by SO_REUSEPORT get the
 * newcomers in turn by `spread`, a number that belongs to the connection.
 */
export function findReceiver<T extends Socket>(
  sockets: readonly T[],
  to: Endpoint,
  from: Endpoint,
  waits: (socket: T) => boolean,
  spread: number,
): T | null {
  let best: T[] = [];
  let bestScore = 0;
  for (const socket of sockets) {
    const { local, peer } = socket;
    if (socket.holds === null || local.port !== to.port) continue;
    if (peer !== null && (peer.port !== from.port || peer.addr !== from.addr)) continue;
    if (peer === null && !waits(socket)) continue;
    const six = isAddress6(to.addr);
    const any = local.addr === ANY4 ? !six : local.addr === ANY6 && (six || !socket.options.v6only);
    if (local.addr !== to.addr && !any) continue;
    const score =
      1 + (peer ? 8 : 0) + (local.addr === to.addr ? 4 : 0) + (local.addr === ANY4 ? 1 : 0);
    if (score < bestScore) continue;
    if (score > bestScore) best = [];
    bestScore = score;
    best.push(socket);
  }
  if (best.length > 1 && best.every(({ options }) => options.reuseport)) {
    return best[spread % best.length] ?? null;
  }
  return best.at(-1) ?? null;
}
