/** Packet filter rules: each packet alone, first match decides (as nft(8) without tracking). */
import type { FirewallRule } from '@/contract/action';
import { isInPrefix, parsePrefix } from '../packet/address';
import type { Packet } from '../packet/packet';

export type Verdict = FirewallRule['action'];

function fitsAddress(wanted: string | undefined, addr: string): boolean {
  if (wanted === undefined) return true;
  const prefix = parsePrefix(wanted);
  return prefix !== null && isInPrefix(addr, prefix);
}

function fits(
  rule: FirewallRule,
  packet: Packet,
  iface: string,
  isAnswer: (packet: Packet) => boolean,
): boolean {
  const { proto, dport, sport, src, dst } = rule;
  if (proto !== undefined && proto !== 'any' && proto !== packet.proto) return false;
  if (rule.iface !== undefined && rule.iface !== iface) return false;
  const hasPorts = packet.proto !== 'icmp';
  if (dport !== undefined && !(hasPorts && packet.dst.port === dport)) return false;
  if (sport !== undefined && !(hasPorts && packet.src.port === sport)) return false;
  if (rule.established && !isAnswer(packet)) return false;
  // Only TCP can be answered with a RST: such a rule never fits anything else.
  if (rule.action === 'reject-rst' && packet.proto !== 'tcp') return false;
  return fitsAddress(src, packet.src.addr) && fitsAddress(dst, packet.dst.addr);
}

/**
 * Which rule of one hook decides about a packet that came (or leaves) by `iface`; null where nothing
 * is said, and it passes. Every chain is asked in turn: its first rule that fits, else its policy.
 * Only a packet that none of them stops goes on (nft(8), verdict statement).
 */
export function decidingRule(
  rules: readonly FirewallRule[],
  hook: FirewallRule['hook'],
  packet: Packet,
  iface: string,
  isAnswer: (packet: Packet) => boolean,
): FirewallRule | null {
  if (rules.length === 0) return null;
  const own = rules.filter((rule) => rule.hook === hook);
  let passed: FirewallRule | null = null;
  for (const table of new Set(own.map((rule) => rule.table))) {
    const chain = own.filter((rule) => rule.table === table);
    const first = chain.find((rule) => !rule.policy && fits(rule, packet, iface, isAnswer));
    const rule = first ?? chain.find(({ policy }) => policy) ?? null;
    if (rule && rule.action !== 'accept') return rule;
    passed ??= rule;
  }
  return passed;
}

/** Under which name the decisions of a rule are counted; null is the policy to let pass. */
export function countKey(rule: FirewallRule | null, hook: FirewallRule['hook']): string {
  return rule === null || rule.policy ? hook : JSON.stringify(rule);
}
