/** How iptables v1.8.9 writes rules: as a command (-S) and as a row of a table (-L). */
import type { FirewallRule } from '@/contract/action';
import type { Routine } from '../../host/program';
import type { RuleCount } from '../../host/system-call';
import { lookupAddress } from '../../program/resolve';
import { serviceOfPort } from '../../program/services';
import type { Show } from './iptables-parse';
import { chains, targetOf } from './iptables-words';

export type Chain = keyof typeof chains;

const withMask = (addr: string) => (addr.includes('/') ? addr : `${addr}/32`);
const isHost = (addr: string) => /\/32$/.test(withMask(addr));

/** What stands after the chain's name in the command that makes the rule. */
export function formatSpec(rule: FirewallRule): string {
  const { proto = 'any' } = rule;
  const ports = [
    rule.sport === undefined ? '' : ` --sport ${rule.sport}`,
    rule.dport === undefined ? '' : ` --dport ${rule.dport}`,
  ].join('');
  const { target, answer } = targetOf(rule.action);
  const parts = [
    rule.src === undefined ? '' : ` -s ${withMask(rule.src)}`,
    rule.dst === undefined ? '' : ` -d ${withMask(rule.dst)}`,
    rule.iface === undefined ? '' : ` ${rule.hook === 'out' ? '-o' : '-i'} ${rule.iface}`,
    proto === 'any' ? '' : ` -p ${proto}`,
    ports === '' ? '' : ` -m ${proto}${ports}`,
    rule.established ? ' -m conntrack --ctstate RELATED,ESTABLISHED' : '',
    ` -j ${target}`,
    answer === null ? '' : ` --reject-with ${answer}`,
  ];
  return parts.join('').trimStart();
}

const numbers = { tcp: '6', udp: '17', icmp: '1', any: '0' } as const;

/** `12`, and from a hundred thousand on `98K` and the like; all digits where `exact`. */
function formatCount(count: number, exact: boolean): string {
  const steps = exact ? '' : 'KMGT';
  let left = count;
  let unit = '';
  for (const letter of steps) {
    if (left <= 99999) break;
    left = Math.round(left / 1000);
    unit = letter;
  }
  return `${left}${unit}`;
}

function counters({ packets, bytes }: RuleCount, exact: boolean): string {
  const width = exact ? 8 : 5;
  const cells = [packets, bytes].map((count) => formatCount(count, exact).padStart(width));
  return `${cells.join(' ')} `;
}

function* place(addr: string | undefined, numeric: boolean): Routine<string> {
  if (addr === undefined) return numeric ? '0.0.0.0/0' : 'anywhere';
  if (!isHost(addr)) return addr;
  const plain = addr.replace('/32', '');
  return numeric ? plain : ((yield* lookupAddress(plain)) ?? plain);
}

/** `number` counts from 1. */
export function* formatRow(
  rule: FirewallRule,
  number: number,
  count: RuleCount,
  show: Show,
): Routine<string> {
  const { numeric } = show;
  const { proto = 'any' } = rule;
  const { target, answer } = targetOf(rule.action);
  const name = (port: number) =>
    (numeric || (proto !== 'tcp' && proto !== 'udp') ? null : serviceOfPort(port, proto)) ?? port;
  const any = numeric ? '*' : 'any';
  const iface = rule.iface ?? any;
  const [input, output] = rule.hook === 'out' ? [any, iface] : [iface, any];
  const ports = [
    ...(rule.sport === undefined ? [] : [`spt:${name(rule.sport)}`]),
    ...(rule.dport === undefined ? [] : [`dpt:${name(rule.dport)}`]),
  ];
  const extras = [
    ...(ports.length > 0 ? [proto, ...ports] : []),
    ...(rule.established ? ['ctstate RELATED,ESTABLISHED'] : []),
    ...(answer === null ? [] : [`reject-with ${answer}`]),
  ];
  const shown = proto === 'any' && !numeric ? 'all' : numeric ? numbers[proto] : proto;
  const cells = [
    show.numbers ? `${String(number).padEnd(4)} ` : '',
    show.verbose ? counters(count, show.exact) : '',
    `${target.padEnd(10)} ${shown.padEnd(4)} --  `,
    show.verbose ? `${input.padEnd(6)} ${output.padEnd(6)}  ` : '',
    `${(yield* place(rule.src, numeric)).padEnd(20)} ${(yield* place(rule.dst, numeric)).padEnd(20)}`,
    extras.length > 0 ? ` ${extras.join(' ')}` : '',
  ];
  return `${cells.join('')}\n`;
}

/** The two lines above a chain's rows. */
export function formatHead(chain: Chain, policy: string, count: RuleCount, show: Show): string {
  const { packets, bytes } = count;
  const total = show.verbose
    ? ` ${formatCount(packets, show.exact)} packets, ${formatCount(bytes, show.exact)} bytes`
    : '';
  const counts = !show.verbose ? '' : show.exact ? '    pkts      bytes ' : ' pkts bytes ';
  const ifaces = show.verbose ? 'in     out     ' : '';
  const columns = `${show.numbers ? 'num  ' : ''}${counts}target     prot opt ${ifaces}`;
  return `Chain ${chain} (policy ${policy}${total})\n${columns}source               destination         \n`;
}
