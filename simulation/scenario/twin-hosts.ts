/** The machines of a bench as hosts of a scenario of the oracle's form, where they can be. */
import type { FirewallRule } from '@/contract/action';
import type { OracleCase, OracleHost } from '@/contract/oracle';
import { isForwarding, type Machine } from '../host/machine';
import { isAddress6, parsePrefix } from '../packet/address';
import { refuse } from './twin-refusal';

const MOST_HOSTS = 2;
const LITERAL = 32;

/**
 * The rules of a machine as the lab takes them: each packet alone, by interface, protocol, ports and
 * literal addresses.
 */
export function tellRules({ name: host, firewall, interfaces }: Machine): FirewallRule[] {
  const own = firewall.filter(({ hook }) => hook !== 'forward');
  // Two chains of one hook are both asked; a list of rules ends with the first that fits.
  if (new Set(own.map(({ table }) => table)).size > 1) refuse('rule', host);
  const last = own.filter(({ policy }) => policy);
  const others = own.filter(({ policy }) => !policy);
  return [...others, ...last].map((rule) => {
    const { table, handle, policy, ...plain } = rule;
    const { established, iface, proto, src, dst, action } = plain;
    if (established || proto === 'icmp') refuse('rule', host);
    if (iface !== undefined && iface !== 'lo' && !interfaces[iface]) refuse('rule', host);
    for (const end of [src, dst]) {
      const prefix = end === undefined ? null : parsePrefix(end);
      if (end?.includes('/') && (prefix === null || prefix.length < LITERAL)) refuse('rule', host);
    }
    if (action.startsWith('reject-') && action !== 'reject-rst' && proto !== 'udp') {
      refuse('rule', host);
    }
    return {
      ...plain,
      ...(src === undefined ? {} : { src: src.replace('/32', '') }),
      ...(dst === undefined ? {} : { dst: dst.replace('/32', '') }),
    };
  });
}

/** Addresses that a machine itself has, without their lengths. */
export function addressesOf({ interfaces }: Machine): string[] {
  return Object.values(interfaces).flatMap(({ addrs }) =>
    addrs.map((addr) => addr.split('/')[0] ?? ''),
  );
}

function tellHost(machine: Machine): { host: OracleHost; lan: string; network: string } {
  const { name, interfaces, sysctl, nat, container, power } = machine;
  if (container) refuse('container', name);
  if (power === 'off') refuse('power', name);
  if (nat.length > 0) refuse('nat', name);
  if (isForwarding(machine)) refuse('router', name);
  const wired = Object.values(interfaces).filter(({ name: iface }) => iface !== 'lo');
  const [iface, ...more] = wired;
  const four = iface?.addrs.filter((addr) => !isAddress6(addr.split('/')[0] ?? '')) ?? [];
  const [addr, ...others] = four;
  if (!iface || !addr || more.length > 0 || others.length > 0) return refuse('interfaces', name);
  if (!iface.up) refuse('cable', name);
  const network = /^(\d+\.\d+\.\d+)\.\d+\/24$/.exec(addr)?.[1];
  if (network === undefined) return refuse('network', addr);
  const rules = tellRules(machine);
  const { 'net.ipv4.ip_forward': _, ...parameters } = sysctl;
  return {
    host: {
      interfaces: { [iface.name]: { lan: iface.lan, addr } },
      ...(rules.length > 0 ? { firewall: rules } : {}),
      ...(Object.keys(parameters).length > 0 ? { sysctl: { ...parameters } } : {}),
    },
    lan: iface.lan,
    network,
  };
}

/** Hosts and segments; throws what `refuse` throws. */
export function tellHosts(machines: readonly Machine[]): Pick<OracleCase, 'lans' | 'hosts'> {
  if (machines.length > MOST_HOSTS) refuse('hosts', machines.map(({ name }) => name).join(', '));
  const told = machines.map((machine) => ({ name: machine.name, ...tellHost(machine) }));
  const [first, second] = told;
  if (first && second && (first.lan !== second.lan || first.network !== second.network)) {
    refuse('network', second.name);
  }
  return {
    lans: [...new Set(told.map(({ lan }) => lan))],
    hosts: Object.fromEntries(told.map(({ name, host }) => [name, host])),
  };
}
