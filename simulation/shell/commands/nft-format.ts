/** Rules as nftables v1.0.6 writes them: tables of chains of rules. */
import type { FirewallRule, NatRule } from '@/contract/action';

/** A chain of either kind; `named`: `family table chain`. */
export type NftChain = {
  family: string;
  table: string;
  chain: string;
  type: 'filter' | 'nat';
  hook: 'input' | 'output' | 'forward' | 'prerouting' | 'postrouting';
  policy: 'accept' | 'drop';
  /** Number of the chain itself, where one was given. */
  handle: number | undefined;
  /** A rule with a set of ports is several of the filter's. */
  rules: { text: string; handle: number; indexes: number[] }[];
};
export type NftTable = { family: string; table: string; chains: NftChain[] };

const hooks = { in: 'input', out: 'output', forward: 'forward' } as const;
const iptablesChains = { in: 'INPUT', out: 'OUTPUT', forward: 'FORWARD' } as const;

const answers = {
  'reject-port': 'reject',
  'reject-rst': 'reject with tcp reset',
  'reject-host': 'host-unreachable',
  'reject-net': 'net-unreachable',
  'reject-admin': 'admin-prohibited',
  accept: 'accept',
  drop: 'drop',
} as const;

function formatVerdict(action: FirewallRule['action'], family: string): string {
  const word = answers[action];
  if (!/^(host|net|admin)/.test(word)) return word;
  const inet = word === 'net-unreachable' ? 'no-route' : word;
  return family === 'ip' ? `reject with icmp ${word}` : `reject with icmpx ${inet}`;
}

type Matches = Pick<FirewallRule, 'proto' | 'dport' | 'sport' | 'src' | 'dst' | 'established'>;

function formatMatches(rule: Matches): string[] {
  const { proto = 'any', dport, sport, src, dst } = rule;
  const not = (place: string) => (place.startsWith('!') ? `!= ${place.slice(1)}` : place);
  return [
    ...(src === undefined ? [] : [`ip saddr ${not(src)}`]),
    ...(dst === undefined ? [] : [`ip daddr ${not(dst)}`]),
    ...(rule.established ? ['ct state established,related'] : []),
    ...(sport === undefined ? [] : [`${proto} sport ${sport}`]),
    ...(dport === undefined ? [] : [`${proto} dport ${dport}`]),
    ...(proto !== 'any' && sport === undefined && dport === undefined
      ? [`meta l4proto ${proto}`]
      : []),
  ];
}

function formatFilterRule(rule: FirewallRule, family: string, counter = ''): string {
  const iface = rule.iface;
  const side = rule.hook === 'out' ? 'oifname' : 'iifname';
  const place = iface === undefined ? [] : [`${side} "${iface}"`];
  return [...place, ...formatMatches(rule), counter, formatVerdict(rule.action, family)]
    .filter((part) => part !== '')
    .join(' ');
}

function formatNatRule(rule: NatRule): string {
  const { iface, notIface, local, to, chain } = rule;
  const side = chain === 'prerouting' ? 'iifname' : 'oifname';
  const place = iface === undefined ? [] : [`${side} ${notIface ? '!= ' : ''}"${iface}"`];
  const { src, ...rest } = rule;
  const first = src === undefined ? [] : formatMatches({ src });
  const port = (end: { addr: string; port?: number | undefined }) =>
    end.port === undefined ? end.addr : `${end.addr}:${end.port}`;
  const deed =
    to === undefined
      ? 'return'
      : to === 'masquerade'
        ? 'masquerade'
        : `${chain === 'postrouting' ? 'snat' : 'dnat'} to ${port(to)}`;
  const addressed = local ? ['fib daddr type local'] : [];
  return [...first, ...place, ...addressed, ...formatMatches(rest), deed].join(' ');
}

/** Rules of one number stand on one line, their ports as a set. */
function addRow(
  chain: NftChain,
  { handle, dport }: { handle?: number | undefined; dport?: number | undefined },
  index: number,
  text: string,
): void {
  const last = chain.rules.at(-1);
  if (!last || handle === undefined || last.handle !== handle) {
    chain.rules.push({ text, handle: handle ?? index + 2, indexes: [index] });
    return;
  }
  last.text = last.text
    .replace(/ dport (\d+)/, ' dport { $1 }')
    .replace(/ dport \{ ([^}]*) \}/, ` dport { $1, ${dport} }`);
  last.indexes.push(index);
}

type Counted = { packets: number; bytes: number };

/** All tables; rules without a table of their own are iptables', which keeps counters. */
export function readTables(
  filter: readonly FirewallRule[],
  counts: readonly Counted[],
  nat: readonly NatRule[],
): NftTable[] {
  const tables: NftTable[] = [];
  const chainOf = (
    family: string,
    table: string,
    name: string,
    made: Pick<NftChain, 'type' | 'hook'>,
  ) => {
    let own = tables.find((one) => one.family === family && one.table === table);
    if (!own) {
      own = { family, table, chains: [] };
      tables.push(own);
    }
    if (name === '') return null;
    let chain = own.chains.find((one) => one.chain === name);
    if (!chain) {
      chain = {
        family,
        table,
        chain: name,
        policy: 'accept',
        handle: undefined,
        rules: [],
        ...made,
      };
      own.chains.push(chain);
    }
    return chain;
  };
  for (const [index, rule] of nat.entries()) {
    const [family = 'ip', table = 'nat', name = rule.chain.toUpperCase()] = (rule.table ?? '')
      .split(' ')
      .filter(Boolean);
    const chain = chainOf(family, table, name, { type: 'nat', hook: rule.chain });
    if (chain) addRow(chain, rule, index, formatNatRule(rule));
  }
  for (const [index, rule] of filter.entries()) {
    const given = (rule.table ?? `ip filter ${iptablesChains[rule.hook]}`).split(' ');
    const [family = 'ip', table = 'filter', name = '', hook] = given;
    const type = hook === undefined ? 'filter' : 'nat';
    const at = (hook ?? hooks[rule.hook]) as NftChain['hook'];
    const chain = chainOf(family, table, name, { type, hook: at });
    if (!chain) continue;
    if (rule.policy) {
      chain.policy = rule.action === 'accept' ? 'accept' : 'drop';
      chain.handle = rule.handle;
      continue;
    }
    const { packets, bytes } = counts[index] ?? { packets: 0, bytes: 0 };
    const counter = rule.table === undefined ? `counter packets ${packets} bytes ${bytes}` : '';
    const text = formatFilterRule(rule, family, counter);
    addRow(chain, rule, index, text);
  }
  return tables;
}

function priorityOf({ type, hook }: NftChain): string {
  if (type === 'filter') return 'filter';
  return hook === 'prerouting' ? 'dstnat' : hook === 'postrouting' ? 'srcnat' : '-100';
}

function formatChain(chain: NftChain, handles: boolean, rules: boolean): string {
  const { type, hook, policy } = chain;
  const head = `type ${type} hook ${hook} priority ${priorityOf(chain)}; policy ${policy};`;
  const rows = rules
    ? chain.rules.map(({ text, handle }) => `\t\t${text}${handles ? ` # handle ${handle}` : ''}\n`)
    : [];
  const number = handles && chain.handle !== undefined ? ` # handle ${chain.handle}` : '';
  return `\tchain ${chain.chain} {${number}\n\t\t${head}\n${rows.join('')}\t}\n`;
}

export function formatTable(table: NftTable, handles: boolean, rules = true): string {
  const iptables = table.family === 'ip' && table.table === 'filter';
  const note = iptables
    ? '# Warning: table ip filter is managed by iptables-nft, do not touch!\n'
    : '';
  const chains = table.chains.map((chain) => formatChain(chain, handles, rules));
  return `${note}table ${table.family} ${table.table} {\n${chains.join('\n')}}\n`;
}
