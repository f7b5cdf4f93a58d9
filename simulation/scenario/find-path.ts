/** Whether packets of one host could get to an address of another: addresses and routes alone. */
import type { HostSpec } from '@/contract/scenario';
import { findWay, type Interface, type Route } from '../host/route';
import { plugsOf, plugsOfHost, type World } from './segment';

type Place = { interfaces: Readonly<Record<string, Interface>>; routes: readonly Route[] };

/** More routers than this are a circle. */
const MOST_HOPS = 16;

function placeOf(name: string, spec: HostSpec): Place {
  const interfaces: Record<string, Interface> = {};
  for (const { iface, lan, prefix } of plugsOfHost(name, spec)) {
    if (prefix === null) continue;
    const addrs = [...(interfaces[iface]?.addrs ?? []), `${prefix.addr}/${prefix.length}`];
    interfaces[iface] = { name: iface, lan, addrs, up: true, mac: '' };
  }
  return {
    interfaces,
    routes: (spec.routes ?? []).map((route) => ({ ...route, kind: 'unicast' })),
  };
}

export function isForwardingSpec({ forward, sysctl }: HostSpec): boolean {
  return forward || String(sysctl['net.ipv4.ip_forward'] ?? '0') === '1';
}

/** Reads a world once for many questions. */
export function createPathFinder(world: World): (from: string, addr: string) => boolean {
  const places = new Map(
    Object.entries(world.hosts).map(([name, spec]) => [name, placeOf(name, spec)]),
  );
  const plugs = plugsOf(world);
  return (from, addr) => {
    let here = from;
    for (let hops = 0; hops < MOST_HOPS; hops += 1) {
      const place = places.get(here);
      const way = place ? findWay(place, addr) : { kind: 'none' as const };
      if (way.kind === 'local') return true;
      if (way.kind !== 'link') return false;
      const next = plugs.find(
        ({ lan, prefix }) => lan === way.iface.lan && prefix?.addr === way.nextHop,
      );
      if (next === undefined) return false;
      if (way.nextHop === addr) return true;
      const spec = world.hosts[next.host];
      if (spec === undefined || !isForwardingSpec(spec)) return false;
      here = next.host;
    }
    return false;
  };
}
