/** Where a packet goes: addresses of a host and its routes (ip-route(8)). */
import {
  broadcastAddress,
  isAddress6,
  isInPrefix,
  isLoopback,
  isMulticast,
  parsePrefix,
} from '../packet/address';

export type Interface = Readonly<{
  name: string;
  /** Segment it is plugged into. */
  lan: string;
  /** With the length of the prefix, e.g. `192.168.1.20/24`. */
  addrs: readonly string[];
  up: boolean;
  mac: string;
}>;

export type Route = Readonly<{
  to: string;
  via: string | null;
  /** Refuses packets instead of sending them. */
  kind: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit';
}>;

type Place = { interfaces: Readonly<Record<string, Interface>>; routes: readonly Route[] };

export type Way =
  | { kind: 'local'; src: string }
  | { kind: 'link'; iface: Interface; nextHop: string; src: string }
  | { kind: 'broadcast' | 'multicast'; iface: Interface; src: string }
  | { kind: 'blackhole' | 'unreachable' | 'prohibit' | 'none' };

function bare(addr: string): string {
  return addr.split('/')[0] ?? addr;
}

const known = new WeakMap<Place['interfaces'], { own: Set<string>; broadcasts: Set<string> }>();

/** The addresses of a set of interfaces; kept by the frozen set they belong to. */
function addressesOf({ interfaces }: Place): { own: Set<string>; broadcasts: Set<string> } {
  const old = known.get(interfaces);
  if (old) return old;
  const all = Object.values(interfaces).flatMap(({ addrs }) => addrs);
  const broadcasts = all.map((own) => {
    const prefix = parsePrefix(own);
    return prefix ? broadcastAddress(prefix) : null;
  });
  const found = {
    own: new Set(all.map(bare)),
    broadcasts: new Set(broadcasts.filter((addr) => addr !== null)),
  };
  known.set(interfaces, found);
  return found;
}

/** Whether the host answers to `addr`: its own addresses and the whole of 127.0.0.0/8. */
export function isOwnAddress(place: Place, addr: string): boolean {
  return isLoopback(addr) || addressesOf(place).own.has(addr);
}

/** The group that every host of a segment is in (RFC 1112). */
export const ALL_HOSTS = '224.0.0.1';

/** Whether `addr` means all hosts of a segment this host is on. */
export function isBroadcast(place: Place, addr: string): boolean {
  return addr === '255.255.255.255' || addressesOf(place).broadcasts.has(addr);
}

/** Of equal addresses IPv6 prefers the newest (ipv6_link_dev_addr), IPv4 the first. */
function preferred({ addrs }: Interface, towards: string): readonly string[] {
  return isAddress6(towards) ? addrs.toReversed() : addrs;
}

function sourceOn(iface: Interface, towards: string): string | null {
  const family = preferred(iface, towards).filter(
    (addr) => isAddress6(addr) === isAddress6(towards),
  );
  const near = family.find((addr) => {
    const prefix = parsePrefix(addr);
    return prefix !== null && isInPrefix(towards, prefix);
  });
  const chosen = near ?? family[0];
  return chosen === undefined ? null : bare(chosen);
}

/** By address, as long as interfaces and routes are the same: every packet asks, some twice. */
const knownWays = new WeakMap<Place['interfaces'], WeakMap<Place['routes'], Map<string, Way>>>();
const MOST_WAYS = 1000;

function waysOf({ interfaces, routes }: Place): Map<string, Way> {
  let byRoutes = knownWays.get(interfaces);
  if (!byRoutes) knownWays.set(interfaces, (byRoutes = new WeakMap()));
  let ways = byRoutes.get(routes);
  if (!ways) byRoutes.set(routes, (ways = new Map()));
  if (ways.size >= MOST_WAYS) ways.clear();
  return ways;
}

/**
 * The way to `dst`: the host itself first, then the longest prefix that fits. 255.255.255.255 has
 * a way of its own only for a sender with an address, `from`: it leaves where that one is; else a
 * default route has to say (Linux, ip_route_output_key_hash_rcu). So have groups (224.0.0.0/4).
 */
export function findWay(place: Place, dst: string, from?: string): Way {
  const ways = waysOf(place);
  const known = ways.get(dst);
  if (known) return known;
  if (dst === '255.255.255.255' || isMulticast(dst)) return seekWay(place, dst, from);
  const way = seekWay(place, dst);
  ways.set(dst, way);
  return way;
}

function seekWay(place: Place, dst: string, from?: string): Way {
  if (isLoopback(dst)) return { kind: 'local', src: isAddress6(dst) ? '::1' : '127.0.0.1' };
  if (isOwnAddress(place, dst)) return { kind: 'local', src: dst };
  const interfaces = Object.values(place.interfaces);
  if (isBroadcast(place, dst)) {
    const iface =
      dst === '255.255.255.255'
        ? interfaceOf(place, from)
        : interfaces.find((one) => isBroadcast({ ...place, interfaces: { one } }, dst));
    const src = iface ? sourceOn(iface, dst) : null;
    return iface && src ? { kind: 'broadcast', iface, src } : { kind: 'none' };
  }
  if (isMulticast(dst)) {
    // IPv6 groups are of a segment, which nothing here can name.
    const iface = isAddress6(dst) ? null : interfaceOf(place, from);
    const src = iface ? sourceOn(iface, dst) : null;
    return iface && src ? { kind: 'multicast', iface, src } : { kind: 'none' };
  }
  let best: { length: number; way: Way } = { length: -1, way: { kind: 'none' } };
  for (const iface of interfaces) {
    for (const addr of preferred(iface, dst)) {
      const prefix = parsePrefix(addr);
      if (!prefix || prefix.length <= best.length || !isInPrefix(dst, prefix)) continue;
      const way: Way = { kind: 'link', iface, nextHop: dst, src: bare(addr) };
      best = { length: prefix.length, way };
    }
  }
  for (const route of place.routes) {
    const six = route.to === 'default' && isAddress6(route.via ?? '');
    const prefix = six ? { addr: '::', length: 0 } : parsePrefix(route.to);
    if (!prefix || prefix.length <= best.length || !isInPrefix(dst, prefix)) continue;
    best = { length: prefix.length, way: wayBy(interfaces, route) };
  }
  return best.way;
}

/** Where a packet to all, or to a group, leaves that comes from `from`. */
function interfaceOf(place: Place, from?: string): Interface | undefined {
  const interfaces = Object.values(place.interfaces);
  const near = interfaces.find(({ addrs }) => addrs.some((addr) => bare(addr) === from));
  if (near) return near;
  const byDefault = place.routes.find(({ to, via }) => to === 'default' && !isAddress6(via ?? ''));
  const way = byDefault ? wayBy(interfaces, byDefault) : null;
  return way?.kind === 'link' ? way.iface : undefined;
}

function wayBy(interfaces: readonly Interface[], { kind, via }: Route): Way {
  if (kind !== 'unicast') return { kind };
  for (const iface of interfaces) {
    const src = via === null ? null : sourceOn(iface, via);
    const reaches = iface.addrs.some((addr) => {
      const prefix = parsePrefix(addr);
      return via !== null && prefix !== null && isInPrefix(via, prefix);
    });
    if (via !== null && src !== null && reaches) return { kind: 'link', iface, nextHop: via, src };
  }
  return { kind: 'none' };
}
