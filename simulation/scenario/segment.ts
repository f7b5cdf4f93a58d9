/** Who is on a segment of a scenario, with which addresses; what is free there. Pure readings. */
import type { HostSpec, ScenarioSource } from '@/contract/scenario';
import {
  broadcastAddress,
  isAddress6,
  isInPrefix,
  networkAddress,
  type Prefix,
  parseAddress4,
  parsePrefix,
} from '../packet/address';

export type World = Pick<ScenarioSource, 'lans' | 'hosts'>;

/** One address of a host, as far as it is one. `prefix` is null where the text is no address with a length. */
export type Plug = {
  host: string;
  iface: string;
  lan: string;
  text: string;
  prefix: Prefix | null;
};

/** An address that has to say how long its prefix is, such as 192.168.1.20/24. */
function parsePlug(text: string): Prefix | null {
  return text.includes('/') ? parsePrefix(text.trim()) : null;
}

export function plugsOfHost(host: string, { interfaces }: HostSpec): Plug[] {
  return Object.entries(interfaces).flatMap(([iface, { lan, addr, addr6 }]) =>
    [addr, ...(addr6 === undefined ? [] : [addr6])].map((text) => ({
      host,
      iface,
      lan,
      text,
      prefix: parsePlug(text),
    })),
  );
}

export function plugsOf({ hosts }: World): Plug[] {
  return Object.entries(hosts).flatMap(([name, spec]) => plugsOfHost(name, spec));
}

/** `192.168.1.0/24` of 192.168.1.20/24; IPv6 prefixes are compared as they are written. */
export function networkOf(prefix: Prefix): string {
  return `${networkAddress(prefix)}/${prefix.length}`;
}

/** The prefix that most hosts of a segment share, the first of equals; null while none has one. */
export function usualNetwork(world: World, lan: string): string | null {
  const counts = new Map<string, number>();
  for (const { lan: where, prefix } of plugsOf(world)) {
    if (where !== lan || prefix === null || isAddress6(prefix.addr)) continue;
    const network = networkOf(prefix);
    counts.set(network, (counts.get(network) ?? 0) + 1);
  }
  let best: string | null = null;
  for (const [network, count] of counts) {
    if (best === null || count > (counts.get(best) ?? 0)) best = network;
  }
  return best;
}

/** Networks for private use (RFC 1918) that a new segment takes, in this order. */
const spareNetworks = [
  '192.168.1.0/24',
  '192.168.2.0/24',
  '192.168.3.0/24',
  '10.0.0.0/24',
  '10.0.1.0/24',
  '10.0.2.0/24',
  '172.20.0.0/24',
];

/** The network of a segment: what its hosts use, else the first that no other segment does. */
export function networkFor(world: World, lan: string): string {
  const own = usualNetwork(world, lan);
  if (own !== null) return own;
  const taken = world.lans.map((other) => usualNetwork(world, other));
  return spareNetworks.find((network) => !taken.includes(network)) ?? '10.0.99.0/24';
}

function formatAddress4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/**
 * The first `count` addresses of a segment that nobody has, with their prefix length: a router's
 * from the front (.1), anybody else's from .10 on.
 */
export function freeAddresses(
  world: World,
  lan: string,
  kind: HostSpec['kind'],
  count: number,
): string[] {
  const network = parsePrefix(networkFor(world, lan));
  const base = network === null ? null : parseAddress4(network.addr);
  if (network === null || base === null) return [];
  const taken = new Set(
    plugsOf(world).flatMap((plug) => (plug.lan === lan && plug.prefix ? [plug.prefix.addr] : [])),
  );
  const last = broadcastAddress(network);
  const size = 2 ** (32 - network.length);
  const first = kind === 'router' || size < 32 ? 1 : 10;
  const found: string[] = [];
  for (let offset = first; offset < size && found.length < count; offset += 1) {
    const addr = formatAddress4(base + offset);
    if (!taken.has(addr) && addr !== last && isInPrefix(addr, network))
      found.push(`${addr}/${network.length}`);
  }
  return found;
}
