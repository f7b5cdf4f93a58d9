/** `iptables` v1.8.9 over the host's rules: the same list that the firewall buttons change. */
import type { FirewallRule } from '@/contract/action';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import type { FirewallTable } from '../../host/system-call';
import { isAddress6, networkAddress, parsePrefix } from '../../packet/address';
import { lookupHost, parseLiteral } from '../../program/resolve';
import { type Chain, formatHead, formatRow, formatSpec } from './iptables-format';
import { type Order, parseIptables, type Spec } from './iptables-parse';
import { iptablesUsage } from './iptables-usage';
import { chains, type Fault, fault, hint, iptablesVersion, readReject } from './iptables-words';

const none = { packets: 0, bytes: 0 };
const noChain = 'iptables: No chain/target/match by that name.\n';
const badRule = 'iptables: Bad rule (does a matching rule exist in that chain?).\n';

function* complain({ status, text, hint: hinted }: Fault): Routine<number> {
  yield* printError(hinted ? text + hint : text);
  return status;
}

function* main(context: ProgramContext): Routine<number> {
  const order = parseIptables(context.argv.slice(1));
  if ('text' in order) return yield* complain(order);
  if (order.deed === 'V' || order.deed === 'h') {
    yield* print(order.deed === 'V' ? `${iptablesVersion}\n` : iptablesUsage);
    return 0;
  }
  const rules = 'AIRCD'.includes(order.deed) ? yield* readRules(order) : [];
  if ('text' in rules) return yield* complain(rules);
  const table = yield* sys.firewall();
  if (!table.ok) {
    const why = 'Could not fetch rule set generation id: Permission denied (you must be root)';
    return yield* complain({ status: 4, text: `${iptablesVersion}: ${why}\n` });
  }
  // What nft keeps in tables of its own is not iptables' to see or to change.
  const own = table.value.rules.map((rule) => rule.table === undefined);
  const mine: FirewallTable = {
    ...table.value,
    rules: table.value.rules.filter((_, at) => own[at]),
    counts: table.value.counts.filter((_, at) => own[at]),
  };
  const others = table.value.rules.filter((_, at) => !own[at]);
  return yield* carryOut(order, mine, rules, others);
}

type Ending = FirewallRule[] | Fault;

function isChain(name: string): name is Chain {
  return Object.hasOwn(chains, name);
}

/** Does what was ordered; a chain's rules are those of one hook, its policy apart. */
function* carryOut(
  order: Order,
  table: FirewallTable,
  rules: FirewallRule[],
  others: readonly FirewallRule[],
): Routine<number> {
  const { deed, chain } = order;
  if (deed === 'L' || deed === 'S') return yield* show(order, table);
  if (deed === 'Z') {
    yield* sys.firewall(undefined, true);
    return 0;
  }
  if (deed === 'X') return 0;
  if (chain !== null && !isChain(chain)) {
    const text = deed === 'P' ? 'iptables: Bad built-in chain name.\n' : noChain;
    return yield* complain({ status: 1, text });
  }
  const next = change(order, chain, table.rules, rules);
  if ('text' in next) return yield* complain(next);
  if (deed !== 'C') yield* sys.firewall([...next, ...others]);
  return 0;
}

function change(
  { deed, number, policy }: Order,
  chain: Chain | null,
  all: readonly FirewallRule[],
  rules: FirewallRule[],
): Ending {
  const hook = chain === null ? null : chains[chain];
  const mine = all.filter((rule) => rule.hook === hook && !rule.policy);
  const others = all.filter((rule) => rule.hook !== hook || rule.policy);
  const failed = (text: string): Fault => ({ status: 1, text });
  const at = (number ?? 1) - 1;
  switch (deed) {
    case 'A':
      return [...all, ...rules];
    case 'I':
      if (at > mine.length) return failed('iptables: Index of insertion too big.\n');
      // Several rules of one line go in one after the other, each before the last.
      return [...others, ...mine.toSpliced(at, 0, ...rules.toReversed())];
    case 'R':
      if (at >= mine.length) return failed('iptables: Index of replacement too big.\n');
      return [...others, ...mine.toSpliced(at, 1, ...rules)];
    case 'F':
      return chain === null ? all.filter((rule) => rule.policy) : others;
    case 'P': {
      if (hook === null) return failed(noChain);
      if (policy !== 'ACCEPT' && policy !== 'DROP') {
        return failed("iptables: Bad policy name. Run `dmesg' for more information.\n");
      }
      const rest = all.filter((rule) => rule.hook !== hook || !rule.policy);
      return policy === 'ACCEPT' ? rest : [...rest, { hook, action: 'drop', policy: true }];
    }
    default: {
      if (number !== null) {
        if (at >= mine.length) return failed('iptables: Index of deletion too big.\n');
        return [...others, ...mine.toSpliced(at, 1)];
      }
      const left = [...mine];
      for (const rule of rules) {
        const same = left.findIndex((one) => formatSpec(one) === formatSpec(rule));
        if (same < 0) return failed(badRule);
        left.splice(same, 1);
      }
      return [...others, ...left];
    }
  }
}

function* show(order: Order, table: FirewallTable): Routine<number> {
  const { chain, number, deed } = order;
  if (chain !== null && !isChain(chain)) {
    const what = `chain \`${chain}' in table \`filter' is incompatible, use 'nft' tool.`;
    return yield* complain({ status: 1, text: `${iptablesVersion}: ${what}\n` });
  }
  const shown = (chain === null ? Object.keys(chains) : [chain]).filter(isChain);
  const policyOf = (name: Chain) =>
    table.rules.some((rule) => rule.policy && rule.hook === chains[name]) ? 'DROP' : 'ACCEPT';
  const rows = (name: Chain) =>
    table.rules.flatMap((rule, index) =>
      rule.hook === chains[name] && !rule.policy
        ? [{ rule, count: table.counts[index] ?? none }]
        : [],
    );
  if (deed === 'S') {
    if (number === null)
      yield* print(shown.map((name) => `-P ${name} ${policyOf(name)}\n`).join(''));
    for (const name of shown) {
      const lines = rows(name).map(({ rule }) => `-A ${name} ${formatSpec(rule)}\n`);
      yield* print((number === null ? lines : lines.slice(number - 1, number)).join(''));
    }
    return 0;
  }
  for (const [index, name] of shown.entries()) {
    if (number === null) {
      const head = formatHead(
        name,
        policyOf(name),
        table.policies[chains[name]] ?? none,
        order.show,
      );
      yield* print(`${index > 0 ? '\n' : ''}${head}`);
    }
    for (const [at, { rule, count }] of rows(name).entries()) {
      if (number === null || number === at + 1) {
        yield* print(yield* formatRow(rule, at + 1, count, order.show));
      }
    }
  }
  return 0;
}

/** The rules of one line, one for each source and destination; none where a number names one. */
function* readRules({ deed, chain, number, spec }: Order): Routine<FirewallRule[] | Fault> {
  const sources = yield* readPlaces(spec.sources);
  if (!Array.isArray(sources)) return sources;
  const destinations = yield* readPlaces(spec.destinations);
  if (!Array.isArray(destinations)) return destinations;
  if (deed === 'D' && number !== null) return [];
  const action = readAction(spec, deed, chain ?? '');
  if (typeof action !== 'string') return action;
  const hook = chain !== null && isChain(chain) ? chains[chain] : 'in';
  const iface = hook === 'out' ? spec.output : (spec.input ?? spec.output);
  return sources.flatMap((src) =>
    destinations.map(
      (dst): FirewallRule => ({
        hook,
        ...(spec.proto === 'any' ? {} : { proto: spec.proto }),
        ...(spec.dport === null ? {} : { dport: spec.dport }),
        ...(spec.sport === null ? {} : { sport: spec.sport }),
        ...(src === null ? {} : { src }),
        ...(dst === null ? {} : { dst }),
        ...(iface === null ? {} : { iface }),
        action,
      }),
    ),
  );
}

function readAction(spec: Spec, deed: string, chain: string): FirewallRule['action'] | Fault {
  if (spec.target === null) {
    return {
      status: 2,
      text: 'iptables: a rule without a target (-j) is not in this simulation\n',
    };
  }
  if (spec.target !== 'REJECT') return spec.target === 'DROP' ? 'drop' : 'accept';
  const answer = spec.rejectWith === null ? 'reject-port' : readReject(spec.rejectWith);
  if (answer !== 'reject-rst' || spec.proto === 'tcp') return answer;
  const what = deed === 'I' ? 'INSERT' : deed === 'R' ? 'REPLACE' : 'APPEND';
  const text = `${iptablesVersion}:  RULE_${what} failed (Invalid argument): rule in chain ${chain}\n`;
  return { status: 4, text };
}

/** Addresses and networks of IPv4 as rules have them; null is everywhere. */
function* readPlaces(words: readonly string[]): Routine<(string | null)[] | Fault> {
  const places: (string | null)[] = [];
  for (const word of words) {
    const [name = '', mask] = word.split('/');
    const found = yield* lookupHost(name, 4);
    const literal = parseLiteral(name);
    if (!found.ok || (/^[\d.]+$/.test(name) && literal === null)) {
      return fault(`host/network \`${name}' not found`);
    }
    for (const addr of found.addrs.filter((one) => !isAddress6(one))) {
      const prefix = parsePrefix(mask === undefined ? addr : `${addr}/${mask}`);
      if (prefix === null || mask === '') return fault(`invalid mask \`${mask}' specified`);
      const { length } = prefix;
      if (length === 0) places.push(null);
      else places.push(length === 32 ? addr : `${networkAddress(prefix)}/${length}`);
    }
  }
  return places.length === 0 && words.length === 0 ? [null] : places;
}

export const iptables: Program = {
  name: 'iptables',
  usage:
    'iptables -A|-I|-D CHAIN [-p tcp|udp] [-s ADDRESS] [--dport PORT] -j ACCEPT|DROP|REJECT\n' +
    'iptables -L [CHAIN] [-n] [-v] [--line-numbers] | -S [CHAIN] | -F [CHAIN] | -P CHAIN POLICY',
  summary: "show or change the firewall's rules",
  main,
};
