import type { WorldView } from '@/simulation/world/view';

/** Only these hosts of a world, and the networks that at least two of them are on. */
export function onlyHosts(view: WorldView, names: readonly string[]): WorldView {
  const hosts = view.hosts.filter(({ name }) => names.includes(name));
  const isOn = (lan: string) =>
    hosts.filter((host) => host.interfaces.some((one) => one.lan === lan));
  return { ...view, hosts, lans: view.lans.filter((lan) => isOn(lan).length > 1) };
}
