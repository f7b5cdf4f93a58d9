/** Who has which address on which segment: what arp(7) asks of all, found without asking all. */
import type { Machine } from '../host/machine';
import { changeMachine, machineOf, type Work } from './work';
import { hostsOf, type World } from './world';

export function lanKey(lan: string, addr: string): string {
  return `${lan} ${addr}`;
}

/** Every address by segment, of all hosts in their order. */
export function findAddresses(machines: readonly Machine[]): World['addresses'] {
  const found: Record<string, { host: string; iface: string }[]> = {};
  for (const { name: host, interfaces } of machines) {
    for (const { name: iface, lan, addrs } of Object.values(interfaces)) {
      for (const own of new Set(addrs.map((addr) => addr.split('/')[0] ?? addr))) {
        const key = lanKey(lan, own);
        found[key] = [...(found[key] ?? []), { host, iface }];
      }
    }
  }
  return found;
}

/** The one door by which addresses come and go while a world runs. */
export function changeInterfaces(
  work: Work,
  host: string,
  interfaces: Machine['interfaces'],
): void {
  changeMachine(work, host, { interfaces });
  const machines = hostsOf(work.world).map(({ name }) => machineOf(work, name));
  work.world.addresses = findAddresses(machines);
}
