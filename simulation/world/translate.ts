/** Where packets of a host are rewritten: their target before routing, their source after it. */
import {
  type Flow,
  findFlow,
  findFreeSource,
  findNatRule,
  isOpening,
  openFlow,
  type Place,
  rewrite,
  rewriteError,
  touchFlow,
  withFlow,
  withoutFlow,
} from '../host/nat';
import { isOwnAddress } from '../host/route';
import type { Call, NatTable } from '../host/system-call';
import { sizeOf } from '../host/table';
import type { Packet } from '../packet/packet';
import { type Attempt, done, fail, type Result } from './attempt';
import { changeMachine, machineOf, tell, type Work } from './work';

type Chain = 'prerouting' | 'output' | 'input' | 'postrouting';

const places: Readonly<Record<Chain, Place>> = {
  prerouting: 'target',
  output: 'target',
  input: 'source',
  postrouting: 'source',
};

/**
 * The packet as it goes on after one chain of the nat table; null when no port is left for it.
 * `iface`: where it came in (prerouting, input) or goes out; `src`: the host's address there.
 */
export function translate(
  work: Work,
  host: string,
  chain: Chain,
  packet: Packet,
  iface: string,
  src: string | null,
): Packet | null {
  const machine = machineOf(work, host);
  const { nat, flows } = machine;
  if (nat.length === 0 && sizeOf(flows) === 0) return packet;
  const { now } = work.world;
  const place = places[chain];
  if (packet.proto === 'icmp' && packet.about) {
    return place === 'target' ? rewriteError(packet, flows, now) : packet;
  }
  const known = findFlow(flows, place, packet, now);
  if (known && (known.way === 'back' || known.flow.settled || place === 'target')) {
    const flow = place === 'target' ? touchFlow(known.flow, packet, known.way, now) : known.flow;
    if (flow !== known.flow) changeMachine(work, host, { flows: withFlow(flows, flow) });
    return rewrite(packet, place, { ...known, flow });
  }
  if (chain === 'input') return packet;
  if (!known && !isOpening(packet)) return packet;
  const own = (addr: string) => isOwnAddress(machine, addr);
  const rule = findNatRule(nat, chain, packet, iface, own);
  if (place === 'target') {
    if (rule?.to === undefined || rule.to === 'masquerade') return packet;
    const { addr, port = packet.dst.port } = rule.to;
    return begin(work, host, packet, openFlow(packet, { addr, port }, now));
  }
  // Translated or not, a flow is settled once its first packet has left.
  const flow = known?.flow ?? openFlow(packet, null, now);
  if (!known && !rule) return packet;
  const addr = rule?.to === 'masquerade' ? src : (rule?.to?.addr ?? null);
  const source = addr === null ? flow.original.src : findFreeSource(flows, flow, addr, now);
  if (!source) return null;
  const settled: Flow = { ...flow, reply: { ...flow.reply, dst: source }, settled: true };
  changeMachine(work, host, { flows: withFlow(withoutFlow(flows, flow), settled) });
  return rewrite(packet, 'source', { flow: settled, way: 'there' });
}

function begin(work: Work, host: string, packet: Packet, flow: Flow): Packet {
  const { flows } = machineOf(work, host);
  changeMachine(work, host, { flows: withFlow(flows, flow) });
  return rewrite(packet, 'target', { flow, way: 'there' });
}

/** Reads or replaces the rules (nfnetlink needs CAP_NET_ADMIN even for reading). */
export function callNat({
  work,
  host,
  process,
  call: { rules },
}: Attempt<Extract<Call, { call: 'nat' }>>): Result {
  if (process.user !== 'root') return fail('EPERM');
  if (rules) {
    changeMachine(work, host, { nat: rules });
    const detail = rules.length === 1 ? '1 rule' : `${rules.length} rules`;
    tell(work, host, { kind: 'machine', change: 'nat', detail });
  }
  const table: NatTable = { rules: [...machineOf(work, host).nat] };
  return done(table);
}
