/** Who has an address on the segment: arp(7), RFC 826. */
import { lookUp, withText } from '../host/dictionary';
import type { Machine, Neighbour } from '../host/machine';
import { numberSysctl } from '../host/sysctl';
import { isAddress6 } from '../packet/address';
import type { Icmp, Packet } from '../packet/packet';
import { viewPacket } from '../packet/view-packet';
import { lanKey } from './addresses';
import { questionOf, schedule, unschedule } from './agenda';
import { isStopped } from './packet-filter';
import { sendIcmp } from './send-packet';
import { askedGroup, askerAddress, showQuestion } from './show-question';
import { changeMachine, machineOf, tell, type Work } from './work';
import type { Happening } from './world';

/** Packets that wait for one answer at most (Linux, unres_qlen). */
const MOST_WAITING = 101;
/** How long an answer is believed without a sign of life, and how long doubt then lasts. */
const BELIEVED = 30_000;
const DOUBT = 8_000;

/**
 * Whether rules of the two hosts let question and answer pass. Packet filters see those of IPv6,
 * which are ICMP (RFC 4861), and nothing of ARP.
 */
function letsAsk(machine: Machine, iface: string, far: Machine, farIface: string, addr: string) {
  if (!isAddress6(addr) || machine.firewall.length + far.firewall.length === 0) return true;
  // What sets policies lets these pass by rules of its own, as ufw(8) does.
  const ruled = ({ firewall, ...rest }: Machine): Machine => ({
    ...rest,
    firewall: firewall.filter(({ policy }) => !policy),
  });
  const [near, there] = [ruled(machine), ruled(far)];
  const card = machine.interfaces[iface];
  const own = (card && askerAddress(card, addr)) ?? '';
  const base = { proto: 'icmp', id: 0, ttl: 255, data: '' } as const;
  const end = (text: string) => ({ addr: text, port: 0 });
  const question: Icmp = {
    ...base,
    type: 'echo-request',
    src: end(own),
    dst: end(askedGroup(addr)),
  };
  const answer: Icmp = { ...base, type: 'echo-reply', src: end(addr), dst: end(own) };
  return (
    !isStopped(near, 'out', question, iface) &&
    !isStopped(there, 'in', question, farIface) &&
    !isStopped(there, 'out', answer, farIface) &&
    !isStopped(near, 'in', answer, iface)
  );
}

/** Who would answer now: the host that has the address, switched on and plugged in. */
function ask(work: Work, asker: Machine, own: string, addr: string): Neighbour | null {
  const lan = asker.interfaces[own]?.lan ?? '';
  for (const { host, iface } of work.world.addresses[lanKey(lan, addr)] ?? []) {
    const machine = machineOf(work, host);
    if (machine.power === 'off' || !machine.interfaces[iface]?.up) continue;
    if (!letsAsk(asker, own, machine, iface, addr)) continue;
    return { host, iface, confirmed: work.world.now };
  }
  return null;
}

function remember(work: Work, host: string, addr: string, neighbour: Neighbour): void {
  const { neighbours } = machineOf(work, host);
  changeMachine(work, host, { neighbours: withText(neighbours, addr, neighbour) });
}

/**
 * The neighbour with `addr`, from memory or by asking; null where it has to be asked for longer.
 * `shown` is false for a look at whether the last question was answered after all.
 */
export function findNeighbour(
  work: Work,
  host: string,
  iface: string,
  addr: string,
  shown = true,
): Neighbour | null {
  const machine = machineOf(work, host);
  const known = lookUp(machine.neighbours, addr);
  const age = known ? work.world.now - known.confirmed : 0;
  if (known && age < BELIEVED) return known;
  const answer = ask(work, machine, iface, addr);
  // One that is still there has shown so by its packets before Linux would ask.
  const asks = !known || (!answer && age >= BELIEVED + DOUBT);
  if (shown && asks) showQuestion(work, machine, iface, addr, answer);
  if (answer) {
    remember(work, host, addr, answer);
    const own = Object.values(machine.interfaces).find(({ name }) => name === iface);
    const back = own && askerAddress(own, addr);
    if (back) remember(work, answer.host, back, { host, iface, confirmed: work.world.now });
    return answer;
  }
  return known && age < BELIEVED + DOUBT ? known : null;
}

/** A packet came from there: the memory of it is fresh again. */
export function confirmNeighbour(work: Work, host: string, addr: string): void {
  const known = lookUp(machineOf(work, host).neighbours, addr);
  if (known && work.world.now - known.confirmed > 1000) {
    remember(work, host, addr, { ...known, confirmed: work.world.now });
  }
}

/** Keeps `packet` while the address is asked for. */
export function resolveNeighbour(
  work: Work,
  host: string,
  iface: string,
  nextHop: string,
  packet: Packet,
): void {
  const running = questionOf(work, host, nextHop);
  if (!running) {
    const at = work.world.now + retransmitTime(work, host);
    schedule(work, { kind: 'resolve', at, host, iface, nextHop, asked: 1, packets: [packet] });
    return;
  }
  const packets = [...running.packets, packet].slice(-MOST_WAITING);
  unschedule(work, running);
  const { seq: _, ...question } = running;
  schedule(work, { ...question, packets });
}

function retransmitTime(work: Work, host: string): number {
  return numberSysctl(machineOf(work, host).sysctl, 'net.ipv4.neigh.default.retrans_time_ms');
}

/** Asks again; after the last time every waiting packet is lost and its sender told. */
export function askAgain(work: Work, happening: Extract<Happening, { kind: 'resolve' }>): void {
  const { host, iface, nextHop, asked, packets } = happening;
  const machine = machineOf(work, host);
  const { now: at } = work.world;
  const up = machine.interfaces[iface]?.up === true;
  const most = numberSysctl(machine.sysctl, 'net.ipv4.neigh.default.mcast_solicit');
  if (up && findNeighbour(work, host, iface, nextHop, asked < most)) {
    for (const packet of packets) {
      const path = { via: 'link', iface, nextHop } as const;
      const forwarded = !Object.values(machine.interfaces).some(({ addrs }) =>
        addrs.some((own) => own.split('/')[0] === packet.src.addr),
      );
      schedule(work, { kind: 'depart', at, host, packet, path, inCall: false, forwarded });
    }
    return;
  }
  if (asked < most) {
    const next = at + retransmitTime(work, host);
    schedule(work, { kind: 'resolve', at: next, host, iface, nextHop, asked: asked + 1, packets });
    return;
  }
  const via = machine.interfaces[iface]?.lan ?? iface;
  for (const packet of packets) {
    tell(work, host, { kind: 'lost', via, packet: viewPacket(packet), reason: 'no-neighbour' });
    sendIcmp(work, host, 'host-unreachable', packet);
  }
}
