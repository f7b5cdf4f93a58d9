/** The packet filter of a host: it judges, counts what it judged, and is changed by one door. */
import type { FirewallRule } from '@/contract/action';
import { countKey, decidingRule, type Verdict } from '../host/firewall';
import type { Machine } from '../host/machine';
import { findFlow } from '../host/nat';
import { socketsFor } from '../host/socket-index';
import type { Call, FirewallTable, RuleCount } from '../host/system-call';
import { isSameEndpoint } from '../packet/address';
import type { Packet } from '../packet/packet';
import { type Attempt, done, fail, type Result } from './attempt';
import { changeMachine, machineOf, tell, type Work } from './work';

/** Bytes of a packet from its IP header on, as Linux sends it: a SYN has 20 of options, others 12. */
function sizeOf(packet: Packet): number {
  switch (packet.proto) {
    case 'tcp':
      return 40 + (packet.flags.rst ? 0 : packet.flags.syn ? 20 : 12) + packet.data.length;
    case 'udp':
      return 28 + packet.data.length;
    case 'icmp':
      return 28 + (packet.about ? Math.min(548, sizeOf(packet.about)) : packet.data.length);
  }
}

/**
 * Connection tracking as far as `ct state established,related` needs it: whether a packet belongs to
 * a conversation that a socket of the host (or, on the way through, its first packet) has begun.
 */
function isAnswerTo(machine: Machine, hook: FirewallRule['hook'], packet: Packet): boolean {
  if (packet.proto === 'icmp') return packet.type !== 'echo-request';
  if (packet.proto === 'tcp' && packet.flags.syn && !packet.flags.ack) return false;
  if (hook === 'forward') {
    return packet.proto === 'tcp' || findFlow(machine.flows, 'target', packet, 0) !== null;
  }
  const [own, far] = hook === 'in' ? [packet.dst, packet.src] : [packet.src, packet.dst];
  return socketsFor(machine, packet.proto, own.port, far).some((socket) =>
    socket.peer ? isSameEndpoint(socket.peer, far) : socket.proto === 'udp' && !socket.boundPort,
  );
}

/** Whether rules of one hook end a packet, without counting it. */
export function isStopped(
  machine: Machine,
  hook: FirewallRule['hook'],
  packet: Packet,
  iface: string,
): boolean {
  const { firewall } = machine;
  const isAnswer = (one: Packet) => isAnswerTo(machine, hook, one);
  return (decidingRule(firewall, hook, packet, iface, isAnswer)?.action ?? 'accept') !== 'accept';
}

/** What the rules of one hook say to a packet that came (or leaves) by `iface`. */
export function filterPacket(
  work: Work,
  host: string,
  hook: FirewallRule['hook'],
  packet: Packet,
  iface: string,
): Verdict {
  const machine = machineOf(work, host);
  const { firewall, ruleCounts } = machine;
  if (firewall.length === 0) return 'accept';
  const isAnswer = (one: Packet) => isAnswerTo(machine, hook, one);
  const rule = decidingRule(firewall, hook, packet, iface, isAnswer);
  const key = countKey(rule, hook);
  const { packets, bytes } = ruleCounts[key] ?? { packets: 0, bytes: 0 };
  const count = { packets: packets + 1, bytes: bytes + sizeOf(packet) };
  changeMachine(work, host, { ruleCounts: { ...ruleCounts, [key]: count } });
  return rule?.action ?? 'accept';
}

/** The one door by which rules change: buttons, scenarios' steps and iptables come here. */
export function setRules(work: Work, host: string, rules: readonly FirewallRule[]): void {
  const keys = ['in', 'out', 'forward', ...rules.map((rule) => countKey(rule, rule.hook))];
  const old = Object.entries(machineOf(work, host).ruleCounts);
  const ruleCounts = Object.fromEntries(old.filter(([key]) => keys.includes(key)));
  changeMachine(work, host, { firewall: rules, ruleCounts });
  const count = rules.length;
  const detail = count === 0 ? 'no rules' : count === 1 ? '1 rule' : `${count} rules`;
  tell(work, host, { kind: 'machine', change: 'firewall', detail });
}

/** Reads or replaces the rules (nfnetlink needs CAP_NET_ADMIN even for reading). */
export function callFirewall({
  work,
  host,
  process,
  call,
}: Attempt<Extract<Call, { call: 'firewall' }>>): Result {
  if (process.user !== 'root') return fail('EPERM');
  if (call.zero) changeMachine(work, host, { ruleCounts: {} });
  else if (call.rules) setRules(work, host, call.rules);
  const { firewall, ruleCounts } = machineOf(work, host);
  const countOf = (key: string): RuleCount => ruleCounts[key] ?? { packets: 0, bytes: 0 };
  const keys = firewall.map((rule) => countKey(rule, rule.hook));
  const table: FirewallTable = {
    rules: [...firewall],
    // Of two equal rules the second never decides.
    counts: keys.map((key, index) =>
      keys.indexOf(key) === index ? countOf(key) : { packets: 0, bytes: 0 },
    ),
    policies: { in: countOf('in'), out: countOf('out'), forward: countOf('forward') },
  };
  return done(table);
}
