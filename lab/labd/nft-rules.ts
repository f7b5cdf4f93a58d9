/**
 * Firewall rules as text for `nft -f -`: nft(8). Rules see each packet alone, and the first that
 * fits decides. Every word is one of ours or a number or literal address that was judged before.
 */
import type { FirewallRule } from '@/contract/action';

const families = [
  {
    name: 'ip',
    kind: 'icmp',
    reject: {
      port: 'port-unreachable',
      host: 'host-unreachable',
      net: 'net-unreachable',
      admin: 'admin-prohibited',
    },
  },
  {
    name: 'ip6',
    kind: 'icmpv6',
    reject: {
      port: 'port-unreachable',
      host: 'addr-unreachable',
      net: 'no-route',
      admin: 'admin-prohibited',
    },
  },
] as const;
type Family = (typeof families)[number];

function verdict(action: FirewallRule['action'], { kind, reject }: Family): string {
  if (action === 'accept' || action === 'drop') return action;
  if (action === 'reject-rst') return 'reject with tcp reset';
  return `reject with ${kind} type ${reject[action.slice('reject-'.length) as keyof Family['reject']]}`;
}

function formatRule(rule: FirewallRule, family: Family): string {
  const { action, src, dst, hook, iface } = rule;
  const proto =
    action === 'reject-rst' && (rule.proto ?? 'any') === 'any' ? 'tcp' : (rule.proto ?? 'any');
  const ports = (['sport', 'dport'] as const).flatMap((key) =>
    rule[key] === undefined ? [] : [`${proto === 'any' ? 'th' : proto} ${key} ${rule[key]}`],
  );
  const protocols = proto === 'any' ? (ports.length > 0 ? '{ tcp, udp }' : null) : proto;
  // A machine of the lab has the loopback interface and one more.
  const card = iface === undefined ? null : `${hook === 'in' ? 'iif' : 'oif'}name`;
  return [
    ...(card ? [`${card} ${iface === 'lo' ? '"lo"' : '!= "lo"'}`] : []),
    ...(protocols ? [`meta l4proto ${protocols}`] : []),
    ...ports,
    ...(src === undefined ? [] : [`${family.name} saddr ${src}`]),
    ...(dst === undefined ? [] : [`${family.name} daddr ${dst}`]),
    verdict(action, family),
  ].join(' ');
}

/** The whole rule set of a machine: what was there before goes. */
export function formatNftRules(rules: readonly FirewallRule[]): string {
  const lines = ['flush ruleset'];
  for (const family of families) {
    lines.push(`table ${family.name} lab {`);
    for (const [hook, chain] of [
      ['in', 'input'],
      ['out', 'output'],
    ]) {
      lines.push(`chain ${chain} { type filter hook ${chain} priority 0;`);
      for (const rule of rules) {
        const six = [rule.src, rule.dst].map((end) => end?.includes(':'));
        const other = six.some((each) => each !== undefined && each !== (family.name === 'ip6'));
        if (rule.hook === hook && !other) lines.push(formatRule(rule, family));
      }
      lines.push('}');
    }
    lines.push('}');
  }
  return `${lines.join('\n')}\n`;
}
