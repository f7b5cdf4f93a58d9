/**
 * How a scenario of the oracle's form is played on the two machines of a private network, or the
 * word of it that cannot be. Pure; whatever passes here is all that ever reaches a call.
 */
import { isIP } from 'node:net';
import type { FirewallRule } from '@/contract/action';
import type { LabHostName } from '@/contract/lab-host';
import type {
  OracleCase,
  OracleHost,
  OracleSocket,
  OracleStep,
  OracleValue,
} from '@/contract/oracle';
import { judgeAddress, LAPTOP, NOBODY, PHONE } from '../address-rules';
import type { LabLimits } from '../limits';

export type TwinPlan = {
  /** Which machine stands for each host. */
  machines: Map<string, LabHostName>;
  /** With the lab's own addresses. */
  steps: OracleStep[];
  /** Kernel parameters of each machine, as paths below /proc/sys. */
  parameters: Map<LabHostName, [path: string, value: string][]>;
  rules: Map<LabHostName, FirewallRule[]>;
  needsFirewall: boolean;
  procMachine: (proc: string) => LabHostName;
  /** The reverse of the addresses: what the scenario calls this end. */
  named: (end: string) => string;
};

export type Planned = { ok: true; plan: TwinPlan } | { ok: false; what: string; detail: string };

class Unplayable extends Error {
  constructor(
    readonly what: string,
    detail: string,
  ) {
    super(detail);
  }
}
const no = (what: string, detail: string): never => {
  throw new Unplayable(what, detail);
};

const places: readonly [LabHostName, string][] = [
  ['laptop', LAPTOP],
  ['phone', PHONE],
];

const processOps =
  'socket setsockopt getsockopt bind listen connect accept send sendto recv recvfrom drain shutdown close getsockname getpeername poll exit kill'.split(
    ' ',
  );
const hostOps = ['firewall_add', 'firewall_clear'];
const otherOps = ['sleep', 'await'];
const socketTypes = ['tcp', 'udp', 'tcp6', 'udp6'];
const settable =
  'SO_REUSEADDR SO_REUSEPORT SO_BROADCAST IPV6_V6ONLY SO_LINGER SO_RCVTIMEO TCP_USER_TIMEOUT SO_KEEPALIVE O_NONBLOCK'.split(
    ' ',
  );
const dialling = ['bind', 'connect', 'sendto'];

/**
 * The oracle's clocks and buffers, where they differ from a fresh kernel's; the page's own side of
 * the comparison has the same, and nobody waits two minutes for ETIMEDOUT.
 */
const clocks: Readonly<Record<string, string>> = {
  'net.ipv4.tcp_syn_retries': '2',
  'net.ipv4.tcp_syn_linear_timeouts': '0',
  'net.ipv4.tcp_congestion_control': 'reno',
  'net.ipv4.tcp_rmem': '4096 131072 6291456',
};

/** Parameters of a network namespace that change nothing outside it. */
const tunable =
  /^net\.(core\.somaxconn|ipv4\.(tcp_(syn_retries|syn_linear_timeouts|synack_retries|retries1|retries2|orphan_retries|fin_timeout|tw_reuse|abort_on_overflow|max_syn_backlog|syncookies|keepalive_(time|intvl|probes)|rfc1337)|ip_local_port_range|ip_unprivileged_port_start))$/;
const numbers = /^\d{1,10}([ \t]\d{1,10}){0,2}$/;

function planHosts(hosts: OracleCase['hosts']) {
  const entries = Object.entries(hosts);
  if (entries.length > places.length) {
    no('hosts', `It has ${entries.length} hosts; the lab has two machines, laptop and phone.`);
  }
  const machines = new Map<string, LabHostName>();
  const addresses = new Map<string, string>();
  const lans = new Set<string>();
  let prefix: string | null = null;
  for (const [at, [name, host]] of entries.entries()) {
    const [machine, real] = places[at] ?? no('hosts', 'Too many hosts.');
    machines.set(name, machine);
    const [iface, ...more] = Object.values(host.interfaces);
    if (!iface || more.length > 0) no('interfaces', `${name} needs exactly one interface.`);
    else {
      const { addr, lan } = iface;
      const parts = /^((?:\d{1,3}\.){3})\d{1,3}\/24$/.exec(addr);
      if (!parts || isIP(addr.split('/')[0] ?? '') !== 4) {
        no('interfaces', `${name} needs an IPv4 address with /24, not ${addr}.`);
      }
      lans.add(lan);
      prefix ??= parts?.[1] ?? null;
      if (prefix !== parts?.[1]) no('interfaces', 'The hosts must share one network.');
      addresses.set(addr.split('/')[0] ?? '', real);
    }
    if (host.forward) no('forward', 'The lab has no router.');
    if (host.routes?.length) no('routes', 'The lab’s machines have one cable and no other road.');
  }
  if (lans.size > 1) no('lans', 'The lab has one cable.');
  return { machines, addresses, prefix: prefix ?? '' };
}

function planParameters(host: OracleHost): [string, string][] {
  const { ephemeral_range: range, sysctl = {} } = host;
  const wanted: Record<string, string | number> = {
    ...clocks,
    ...(range ? { 'net.ipv4.ip_local_port_range': range.join(' ') } : {}),
    ...sysctl,
  };
  return Object.entries(wanted).map(([name, value]) => {
    if (!Object.hasOwn(clocks, name) || sysctl[name] !== undefined) {
      if (!tunable.test(name)) no(name, `The lab does not change ${name}.`);
      if (!numbers.test(String(value))) no(name, `${name} takes numbers.`);
    }
    return [name.replaceAll('.', '/'), String(value)];
  });
}

/** Both ways between the scenario's addresses and the lab's. */
function createTranslation(addresses: Map<string, string>, prefix: string) {
  const there = new Map(addresses);
  const real = (addr: string): string => {
    const known = there.get(addr);
    if (known) return known;
    if (prefix === '' || !addr.startsWith(prefix) || isIP(addr) !== 4) return addr;
    // Nobody's address on the same cable: the lab has one of those.
    if ([...there.values()].includes(NOBODY))
      no('addr', `Only one address may be nobody’s; ${addr} is a second.`);
    if (addr.endsWith('.255')) no('addr', 'The lab does not broadcast.');
    there.set(addr, NOBODY);
    return NOBODY;
  };
  const named = (end: string): string =>
    end.replace(
      /(^|\[|:)(\d{1,3}(?:\.\d{1,3}){3})(?=[\]:]|$)/,
      (all, before: string, addr: string) => {
        for (const [mine, theirs] of there) if (theirs === addr) return before + mine;
        return all;
      },
    );
  return { real, named };
}

const plainRule = ['hook', 'proto', 'dport', 'sport', 'src', 'dst', 'iface', 'action'];

function planRule(
  rule: FirewallRule,
  real: (addr: string) => string,
  { interfaces }: OracleHost,
): FirewallRule {
  const strange = Object.keys(rule).find((key) => !plainRule.includes(key));
  if (strange) {
    no(`rule.${strange}`, 'The lab’s rules look at interface, protocol, ports and addresses only.');
  }
  const { iface } = rule;
  if (iface !== undefined && iface !== 'lo' && !Object.hasOwn(interfaces, iface)) {
    no('rule.iface', `There is no interface ${iface}.`);
  }
  if (rule.hook === 'forward') no('forward', 'The lab has no router.');
  if (rule.proto === 'icmp') no('rule.proto', 'The lab’s rules are for TCP and UDP.');
  const byIcmp = rule.action.startsWith('reject-') && rule.action !== 'reject-rst';
  if (byIcmp && rule.proto !== 'udp') {
    no(
      rule.action,
      'The lab’s cable has no length: the ICMP answer is back while connect() still holds its socket, and the kernel then takes it for a passing trouble. On a real wire it ends the call.',
    );
  }
  const ends = (['src', 'dst'] as const).flatMap((key) => {
    const addr = rule[key];
    if (addr === undefined) return [];
    if (isIP(addr) === 0) no(`rule.${key}`, `${addr} is not a literal IP address.`);
    return [[key, real(addr)]];
  });
  return { ...rule, ...Object.fromEntries(ends) };
}

function planStep(
  step: OracleStep,
  scenario: OracleCase,
  real: (addr: string) => string,
): OracleStep {
  const { op, proc, host, option, type, addr, rule } = step;
  const owner = proc !== undefined ? processOps : host !== undefined ? hostOps : otherOps;
  if (!owner.includes(op)) no(op, `The lab has no ${op}.`);
  if (proc !== undefined && !Object.hasOwn(scenario.procs, proc)) no('proc', `No process ${proc}.`);
  if (host !== undefined && !Object.hasOwn(scenario.hosts, host)) no('host', `No host ${host}.`);
  if (op === 'socket' && !socketTypes.includes(type ?? '')) no(type ?? 'type', 'No such socket.');
  if (op === 'setsockopt' && !settable.includes(option ?? '')) {
    no(option ?? 'option', 'The lab does not set this option.');
  }
  if (op === 'getsockopt' && option !== 'SO_ERROR') {
    no(option ?? 'option', 'The lab reads SO_ERROR only.');
  }
  if (op === 'firewall_add' && !rule) no('rule', 'A rule is missing.');
  const hostOf = (name = '') => scenario.hosts[name] ?? no('host', `No host ${name}.`);
  if (!dialling.includes(op))
    return rule ? { ...step, rule: planRule(rule, real, hostOf(host)) } : step;
  const there = real(addr ?? '');
  const verdict = judgeAddress({ tier: 'netns', own: null }, there);
  if (!verdict.ok) no('addr', verdict.detail);
  return { ...step, addr: there };
}

export function planTwin(scenario: OracleCase, limits: LabLimits['twin']): Planned {
  try {
    const { machines, addresses, prefix } = planHosts(scenario.hosts);
    const { real, named } = createTranslation(addresses, prefix);
    for (const [name, { host, user }] of Object.entries(scenario.procs)) {
      if (!machines.has(host)) no('procs', `${name} runs on ${host}, which there is not.`);
      if (user !== 'root') no('user', 'The lab’s programs all have the right to low ports.');
    }
    const steps = scenario.steps.map((step) => planStep(step, scenario, real));
    const opened = steps.filter(({ op }) => op === 'socket' || op === 'accept').length;
    if (opened > limits.sockets) {
      no('limit', `It opens up to ${opened} sockets; the lab allows ${limits.sockets}.`);
    }
    const bytes = steps.reduce((sum, { size = 0, data = '' }) => sum + size + data.length, 0);
    if (bytes > limits.bytes || steps.some(({ max = 0 }) => max > limits.bytes)) {
      no('limit', `It says or reads more than ${limits.bytes} bytes at once.`);
    }
    const setups = [...machines].map(([name, machine]) => {
      const host = scenario.hosts[name] as OracleHost;
      return {
        machine,
        parameters: planParameters(host),
        rules: (host.firewall ?? []).map((rule) => planRule(rule, real, host)),
      };
    });
    const parameters = new Map(setups.map((each) => [each.machine, each.parameters]));
    const rules = new Map(setups.map((each) => [each.machine, each.rules]));
    const needsFirewall =
      setups.some((each) => each.rules.length > 0) || steps.some(({ op }) => hostOps.includes(op));
    const procMachine = (proc: string) =>
      machines.get(scenario.procs[proc]?.host ?? '') ?? no('proc', `No process ${proc}.`);
    return {
      ok: true,
      plan: { machines, steps, parameters, rules, needsFirewall, procMachine, named },
    };
  } catch (error) {
    if (error instanceof Unplayable) return { ok: false, what: error.what, detail: error.message };
    throw error;
  }
}

/** Ends of an outcome in the scenario's own addresses. */
export function nameValue({ named }: TwinPlan, value: OracleValue): OracleValue {
  const out: OracleValue = { ...value };
  for (const key of ['local', 'peer', 'from'] as const) {
    const end = value[key];
    if (end !== undefined) out[key] = named(end);
  }
  return out;
}
export const nameRow = ({ named }: TwinPlan, row: OracleSocket): OracleSocket => ({
  ...row,
  local: named(row.local),
  peer: named(row.peer),
});
