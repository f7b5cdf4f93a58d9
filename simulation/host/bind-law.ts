/**
 * Who may have which local address and port: bind(2), ip(7), and what Linux adds to them
 * (inet_csk_get_port, udp_lib_get_port). The key is protocol, address and port.
 */
import { ANY4, ANY6, isAddress6 } from '../packet/address';
import type { Endpoint } from '../packet/packet';
import { shortHash } from './dictionary';
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

/**
 * Where a newcomer and the holder of a row part, in the order of the key: protocol, port, address.
 * `shared`: nowhere, and their options or states let both be; `clash`: nowhere.
 */
export type Comparison = 'protocol' | 'port' | 'address' | 'shared' | 'clash';

/** How `claim`, with the address and port that it asks for in `local`, compares with `other`. */
export function compareClaim(claim: Socket, other: Socket): Comparison {
  if (claim.proto !== other.proto) return 'protocol';
  if (claim.local.port !== other.local.port) return 'port';
  if (!addressesOverlap(claim, other)) return 'address';
  return mayBind([other], claim, claim.local.port) ? 'shared' : 'clash';
}

/** Whom a TCP port was last shared with by SO_REUSEPORT, and on which address. */
export type Sharer = Readonly<{ user: string; addr: string; v6only: boolean }>;

type Holder = Pick<Socket, 'id' | 'holds'>;

/** The holders that make a port remember: those that had it from bind(2) (inet_bind2_bucket_destroy). */
function isRemembered(holders: readonly Holder[], claim: Holder): boolean {
  return holders.some(({ id, holds }) => id !== claim.id && holds === 'bind');
}

/**
 * Whether the kernel lets `claim` have the port unasked, as one more of those that share it: the
 * port remembers only its last sharer, whatever others hold it (Linux, sk_reuseport_match).
 */
export function isKnownSharer(
  holders: readonly Holder[],
  claim: Claim & Holder,
  sharer: Sharer | undefined,
): boolean {
  if (!sharer || !claim.options.reuseport || sharer.user !== claim.user) return false;
  if (!isRemembered(holders, claim)) return false;
  const { addr } = claim.local;
  if (addr === sharer.addr) return true;
  if (sharer.addr === ANY6) return isAddress6(addr) || !sharer.v6only;
  if (sharer.addr !== ANY4 || claim.options.v6only) return false;
  return !isAddress6(addr) || addr === ANY6;
}

/** What a port remembers once `claim` has it: nothing, where that one shares with nobody. */
export function nextSharer(
  holders: readonly Holder[],
  claim: Claim & Holder,
  old: Sharer | undefined,
): Sharer | null {
  if (!claim.options.reuseport) return null;
  if (old && isKnownSharer(holders, claim, old)) return old;
  return { user: claim.user, addr: claim.local.addr, v6only: claim.options.v6only };
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
  range: PortRange,
  offset: number,
  isReserved: (port: number) => boolean = () => false,
): number | null {
  const isGood = (port: number) => !isReserved(port) && mayBind(holdersOf(port), claim, port, true);
  return claim.proto === 'tcp'
    ? findByParity(range, offset, 1, isGood)
    : findInTurn(range, offset, isGood);
}

/**
 * A port for connect(2): even offsets first. A port that any socket took by bind(2) is passed
 * over; one that connections use already may serve again for another peer.
 */
export function findConnectPort(
  holdersOf: (port: number) => readonly Socket[],
  claim: Claim,
  peer: Endpoint,
  range: PortRange,
  offset: number,
  isFree: (local: Endpoint, peer: Endpoint) => boolean,
): number | null {
  return findByParity(range, offset, 0, (port) => {
    if (holdersOf(port).some(({ id, holds }) => holds === 'bind' && id !== claim.id)) return false;
    return isFree({ ...claim.local, port }, peer);
  });
}

/**
 * Every second port, then the others. Of a range with an odd number of ports one is never looked
 * at: the kernel counts them in pairs (inet_csk_find_open_port, __inet_hash_connect).
 */
function findByParity(
  [low, high]: PortRange,
  offset: number,
  first: 0 | 1,
  isGood: (port: number) => boolean,
): number | null {
  const all = high - low + 1;
  const count = all > 1 ? all - (all % 2) : all;
  const pair = (offset % count) - ((offset % count) % 2);
  for (const parity of [first, 1 - first]) {
    for (let step = 0; step < count; step += 2) {
      const port = low + pair + parity + step;
      const inRange = port > high ? port - count : port;
      if (inRange >= low && isGood(inRange)) return inRange;
    }
  }
  return null;
}

/** UDP looks at them all (udp_lib_get_port). */
function findInTurn(
  [low, high]: PortRange,
  offset: number,
  isGood: (port: number) => boolean,
): number | null {
  const count = high - low + 1;
  for (let step = 0; step < count; step += 1) {
    const port = low + ((offset + step) % count);
    if (isGood(port)) return port;
  }
  return null;
}

/**
 * The socket that a packet from `from` to `to` belongs to: the connected one, else the most
 * specific of those that wait (inet_lookup). Equal ones that share by SO_REUSEPORT get the
 * newcomers by a hash of both ends, as reuseport_select_sock deals them out.
 */
export function findReceiver<T extends Socket>(
  sockets: readonly T[],
  to: Endpoint,
  from: Endpoint,
  waits: (socket: T) => boolean,
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
    const spread = shortHash(`${from.addr} ${from.port} ${to.addr} ${to.port}`);
    return best[spread % best.length] ?? null;
  }
  return best.at(-1) ?? null;
}
