/** Names that iptables v1.8.9 knows, what they mean here, and its way to complain. */
import type { FirewallRule } from '@/contract/action';

/** What is said and the exit status; `hint` adds the two words about --help. */
export type Fault = { status: number; text: string; hint?: boolean };

export const iptablesVersion = 'iptables v1.8.9 (nf_tables)';
export const hint = "Try `iptables -h' or 'iptables --help' for more information.\n";

/** A fault of the words (xtables_error(3), PARAMETER_PROBLEM). */
export function fault(text: string): Fault {
  return { status: 2, text: `${iptablesVersion}: ${text}\n`, hint: true };
}

/** A real feature that the simulated firewall does not have. */
export function notHere(what: string): Fault {
  return { status: 2, text: `iptables: ${what} is not in this simulation\n` };
}

const protocols: Readonly<Record<string, 'tcp' | 'udp' | 'icmp' | 'any'>> = {
  ...{ tcp: 'tcp', udp: 'udp', icmp: 'icmp', all: 'any' },
  ...{ 6: 'tcp', 17: 'udp', 1: 'icmp', 0: 'any' },
};
const otherProtocols = ['udplite', 'icmpv6', 'ipv6-icmp', 'esp', 'ah', 'sctp', 'mh', 'gre', 'igmp'];

export function readProtocol(name: string): 'tcp' | 'udp' | 'icmp' | 'any' | Fault {
  const known = protocols[name.toLowerCase()];
  if (known) return known;
  const other = otherProtocols.includes(name) || /^\d{1,3}$/.test(name);
  return other ? notHere(`the protocol ${name}`) : fault(`unknown protocol "${name}" specified`);
}

const otherTargets = 'RETURN LOG QUEUE NFQUEUE MARK DNAT SNAT MASQUERADE REDIRECT TCPMSS'.split(
  ' ',
);

export function readTarget(name: string): 'ACCEPT' | 'DROP' | 'REJECT' | Fault {
  if (name === 'ACCEPT' || name === 'DROP' || name === 'REJECT') return name;
  if (otherTargets.includes(name)) return notHere(`the target ${name}`);
  return fault(`Chain '${name}' does not exist`);
}

const otherMatches =
  'addrtype cgroup comment connlimit conntrack iprange length limit mac mark multiport owner pkttype recent state string time ttl u32';

/** Matches that come with -p need nothing more; null for these. */
export function readMatch(name: string): Fault | null {
  if (['tcp', 'udp', 'icmp'].includes(name)) return null;
  if (otherMatches.split(' ').includes(name)) return notHere(`the match ${name}`);
  return fault(`Couldn't load match \`${name}':No such file or directory\n`);
}

type Reject = Extract<FirewallRule['action'], `reject-${string}`>;

/** Each answer by its whole name, with its short one. */
const rejects: readonly [string, string, Reject][] = [
  ['icmp-net-unreachable', 'net-unreach', 'reject-net'],
  ['icmp-host-unreachable', 'host-unreach', 'reject-host'],
  ['icmp-port-unreachable', 'port-unreach', 'reject-port'],
  ['icmp-admin-prohibited', 'admin-prohib', 'reject-admin'],
  ['tcp-reset', 'tcp-rst', 'reject-rst'],
];
const otherRejects = /^(?:icmp-)?(?:proto-unreach(?:able)?|(?:net|host)-prohib(?:ited)?)$/;

export function readReject(name: string): Reject | Fault {
  const known = rejects.find(([whole, short]) => name === whole || name === short);
  if (known) return known[2];
  if (otherRejects.test(name)) return notHere(`the answer ${name}`);
  return fault(`unknown reject type "${name}"`);
}

export const chains = { INPUT: 'in', FORWARD: 'forward', OUTPUT: 'out' } as const;

/** `REJECT` and its answer, or null where the rule gives none. */
export function targetOf(action: FirewallRule['action']): {
  target: string;
  answer: string | null;
} {
  if (action === 'accept' || action === 'drop')
    return { target: action.toUpperCase(), answer: null };
  return { target: 'REJECT', answer: rejects.find((row) => row[2] === action)?.[0] ?? null };
}
