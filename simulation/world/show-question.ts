/** ARP (RFC 826) and neighbour discovery (RFC 4861) as those see them who look at the interfaces. */
import type { Machine, Neighbour } from '../host/machine';
import { isAddress6, isInPrefix, parseAddress6, parsePrefix } from '../packet/address';
import type { NeighbourMessage } from '../packet/packet';
import { showToTaps } from './tap';
import { machineOf, type Work } from './work';
import { hostsOf } from './world';

/** The group that is asked for an IPv6 address (RFC 4291, section 2.7.1). */
export function askedGroup(addr: string): string {
  const [high = 0, low = 0] = (parseAddress6(addr) ?? []).slice(6);
  return `ff02::1:ff${(high & 255).toString(16).padStart(2, '0')}:${low.toString(16)}`;
}

/** The own address in whose name is asked: of the same network, if there is one. */
export function askerAddress(
  { addrs }: { addrs: readonly string[] },
  addr: string,
): string | undefined {
  const alike = addrs.filter((own) => isAddress6(own) === isAddress6(addr));
  const near = alike.find((own) => {
    const prefix = parsePrefix(own);
    return prefix !== null && isInPrefix(addr, prefix);
  });
  return (near ?? alike[0])?.split('/')[0];
}

/** Shows the question of `asker` for `addr` to all of the segment, and the answer to both ends. */
export function showQuestion(
  work: Work,
  asker: Machine,
  iface: string,
  addr: string,
  answer: Neighbour | null,
): void {
  const card = asker.interfaces[iface];
  const own = card?.up ? askerAddress(card, addr) : undefined;
  if (!card || own === undefined) return;
  const six = isAddress6(addr);
  const end = (text: string) => ({ addr: text, port: 0 });
  const proto = six ? 'nd' : 'arp';
  const question: NeighbourMessage = {
    ...{ proto, reply: false, src: end(own), dst: end(six ? askedGroup(addr) : addr) },
    ...{ target: addr, mac: card.mac, to: null },
  };
  showToTaps(work, asker.name, iface, question, true);
  for (const { name, power, taps, interfaces } of hostsOf(work.world)) {
    if (name === asker.name || power === 'off' || taps.length === 0) continue;
    for (const far of Object.values(interfaces)) {
      if (far.up && far.lan === card.lan) showToTaps(work, name, far.name, question, false);
    }
  }
  const mac = answer && machineOf(work, answer.host).interfaces[answer.iface]?.mac;
  if (!answer || mac === undefined || mac === null) return;
  const reply: NeighbourMessage = {
    ...{ proto, reply: true, src: end(addr), dst: end(own), target: addr, mac, to: card.mac },
  };
  showToTaps(work, answer.host, answer.iface, reply, true);
  showToTaps(work, asker.name, iface, reply, false);
}
