/** ufw's rules: its words, its file, its tables, and what the packet filter makes of them. */
import type { FirewallRule } from '@/contract/action';
import { parsePrefix } from '../../packet/address';
import { services } from '../../program/services';

export type UfwAction = 'allow' | 'deny' | 'reject' | 'limit';
export type UfwRule = {
  action: UfwAction;
  direction: 'in' | 'out';
  proto: 'any' | 'tcp' | 'udp';
  /** `any`, or ports with commas. */
  port: string;
  from: string;
  to: string;
  iface: string;
  /** For which family it still stands. */
  four: boolean;
  six: boolean;
};
export type UfwState = {
  enabled: boolean;
  incoming: 'allow' | 'deny' | 'reject';
  outgoing: 'allow' | 'deny' | 'reject';
  rules: UfwRule[];
};

export const freshUfw: UfwState = {
  enabled: false,
  incoming: 'deny',
  outgoing: 'allow',
  rules: [],
};
const ANY = 'any';

/** The words after allow, deny ...; a text is what is wrong with them, '' the whole syntax. */
export function parseUfwRule(action: UfwAction, words: readonly string[]): UfwRule | string {
  const rule: UfwRule = {
    ...{ action, direction: 'in', proto: 'any', port: ANY, from: ANY, to: ANY, iface: '' },
    ...{ four: true, six: true },
  };
  const rest = [...words];
  if (rest[0] === 'in' || rest[0] === 'out') rule.direction = rest.shift() === 'out' ? 'out' : 'in';
  const [first] = rest;
  if (first === undefined) return '';
  if (!['from', 'to', 'on', 'proto'].includes(first)) {
    if (rest.length > 1) return '';
    const [port = '', proto] = first.split('/');
    const ports = readPorts(port, proto ?? 'any');
    if (typeof ports === 'string') return ports;
    return { ...rule, ...ports };
  }
  let side: 'from' | 'to' = 'from';
  while (rest.length > 0) {
    const [key, value] = [rest.shift(), rest.shift()];
    if (value === undefined) return '';
    if (key === 'from' || key === 'to') {
      side = key;
      if (value !== ANY && !parsePrefix(value)) return 'Bad source address';
      rule[key] = value;
    } else if (key === 'on') rule.iface = value;
    else if (key === 'proto') {
      if (value !== 'tcp' && value !== 'udp' && value !== ANY)
        return `Unsupported protocol '${value}'`;
      rule.proto = value;
    } else if (key === 'port' && side === 'to') {
      const ports = readPorts(value, rule.proto);
      if (typeof ports === 'string') return ports;
      rule.port = ports.port;
      if (ports.proto !== 'any') rule.proto = ports.proto;
    } else return key === 'port' ? 'a source port is not in this simulation' : '';
  }
  const places = [rule.from, rule.to].filter((place) => place !== ANY);
  if (places.length > 0) {
    rule.six = places.some((place) => place.includes(':'));
    rule.four = !rule.six;
  }
  return rule;
}

type Ports = Pick<UfwRule, 'port' | 'proto'>;

function readPorts(text: string, proto: string): Ports | string {
  if (proto !== 'any' && proto !== 'tcp' && proto !== 'udp')
    return `Unsupported protocol '${proto}'`;
  if (/^[a-z]/i.test(text)) {
    const known = services.filter(({ name }) => name === text);
    const [one] = known;
    if (!one) return `Could not find a profile matching '${text}'`;
    return { port: `${one.port}`, proto: proto !== 'any' || known.length > 1 ? proto : one.proto };
  }
  if (!/^\d+([,:]\d+)*$/.test(text)) return 'Bad port';
  if (text.split(/[,:]/).some((port) => Number(port) < 1 || Number(port) > 65535))
    return 'Bad port';
  if (/[,:]/.test(text) && proto === 'any')
    return "Must specify 'tcp' or 'udp' with multiple ports";
  return { port: text, proto };
}

/** Whether two rules speak of the same packets. */
export function isSameMatch(a: UfwRule, b: UfwRule): boolean {
  return (['direction', 'proto', 'port', 'from', 'to', 'iface'] as const).every(
    (key) => a[key] === b[key],
  );
}

/** Kept as lines of JSON, after ufw's mark of a rule in user.rules. */
export function formatState({ rules }: UfwState): string {
  return `*filter\n${rules.map((rule) => `### tuple ### ${JSON.stringify(rule)}\n`).join('')}COMMIT\n`;
}

export function parseState(text: string): UfwRule[] {
  const lines = text.split('\n').filter((line) => line.startsWith('### tuple ### {'));
  return lines.map((line) => JSON.parse(line.slice(14)) as UfwRule);
}

function portsOf(port: string): (number | undefined)[] {
  if (port === ANY) return [undefined];
  return port.split(',').flatMap((part) => {
    const [low = 0, high = low] = part.split(':').map(Number);
    return Array.from({ length: high - low + 1 }, (_, at) => low + at);
  });
}

/** The packet filter's rules: loopback, answers and ICMP first, then the user's, then the policies. */
export function compileUfw({ enabled, incoming, outgoing, rules }: UfwState): FirewallRule[] {
  if (!enabled) return [];
  const made: FirewallRule[] = [
    { hook: 'in', iface: 'lo', action: 'accept' },
    { hook: 'out', iface: 'lo', action: 'accept' },
    { hook: 'in', established: true, action: 'accept' },
    { hook: 'out', established: true, action: 'accept' },
    { hook: 'in', proto: 'icmp', action: 'accept' },
  ];
  for (const rule of rules) made.push(...compileRule(rule));
  for (const [hook, policy] of [
    ['in', incoming],
    ['out', outgoing],
  ] as const) {
    if (policy === 'reject') made.push({ hook, action: 'reject-port' });
    if (policy !== 'allow') made.push({ hook, action: 'drop', policy: true });
  }
  return [...made, { hook: 'forward', established: true, action: 'accept' }];
}

function compileRule({
  action,
  direction,
  proto,
  port,
  from,
  to,
  iface,
  four,
  six,
}: UfwRule): FirewallRule[] {
  const family = four && six ? undefined : four ? '0.0.0.0/0' : '::/0';
  const src = from === ANY ? family : from;
  const protos =
    proto !== 'any' ? [proto] : port === ANY ? (['any'] as const) : (['tcp', 'udp'] as const);
  const verdict = (one: 'any' | 'tcp' | 'udp'): FirewallRule['action'] =>
    action === 'reject'
      ? one === 'tcp'
        ? 'reject-rst'
        : 'reject-port'
      : action === 'deny'
        ? 'drop'
        : 'accept';
  return portsOf(port).flatMap((dport) =>
    protos.map(
      (one): FirewallRule => ({
        hook: direction,
        ...(one === 'any' ? {} : { proto: one }),
        ...(dport === undefined ? {} : { dport }),
        ...(src === undefined ? {} : { src }),
        ...(to === ANY ? {} : { dst: to }),
        ...(iface === '' ? {} : { iface }),
        action: verdict(one),
      }),
    ),
  );
}

export type UfwRow = { rule: number; six: boolean };

/** What `ufw status` lists, in its order: rules of IPv4, then those of IPv6. */
export function listRows(rules: readonly UfwRule[]): UfwRow[] {
  const rows = (six: boolean) =>
    rules.flatMap((one, rule) => ((six ? one.six : one.four) ? [{ rule, six }] : []));
  return [...rows(false), ...rows(true)];
}

export function formatRows(
  rules: readonly UfwRule[],
  style: 'plain' | 'verbose' | 'numbered',
): string {
  const indent = style === 'numbered' ? '     ' : '';
  const head = `${indent}To                         Action      From\n${indent}--                         ------      ----\n`;
  const rows = listRows(rules);
  const lines = rows.map(({ rule, six }, at) => {
    const own = rules[rule] as UfwRule;
    const mark = six ? ' (v6)' : '';
    const proto = own.proto === 'any' ? '' : `/${own.proto}`;
    const place = own.to === ANY ? '' : own.to;
    const port = own.port === ANY ? '' : `${own.port}${proto}`;
    const where = [place, port].filter(Boolean).join(' ') || 'Anywhere';
    const on = own.iface === '' ? '' : ` on ${own.iface}`;
    const out = own.direction === 'out';
    const shown = style !== 'plain' || out ? ` ${own.direction.toUpperCase()}` : '';
    const action = `${own.action.toUpperCase()}${shown}`;
    const from = `${own.from === ANY ? 'Anywhere' : own.from}${mark}`;
    const number = style === 'numbered' ? `[${String(at + 1).padStart(2)}] ` : '';
    const tail = style === 'numbered' && out ? ' (out)' : '';
    return `${number}${`${where}${mark}${on}`.padEnd(26)} ${action.padEnd(12)}${from.padEnd(26)}${tail}\n`;
  });
  if (lines.length === 0) return '';
  if (style === 'numbered') return `${head}${lines.join('')}\n`;
  // Rules for what leaves stand in a block of their own.
  const sides = (['in', 'out'] as const).map((direction) =>
    lines.filter((_, at) => rules[rows[at]?.rule ?? -1]?.direction === direction),
  );
  const blocks = sides.filter((side) => side.length > 0);
  return head + blocks.map((side) => `${side.join('')}\n`).join('');
}

/** The words after `ufw` that made a rule (`ufw show added`). */
export function formatAdded({ action, direction, proto, port, from, to, iface }: UfwRule): string {
  const way = direction === 'out' ? ['out'] : [];
  if (from === ANY && to === ANY && iface === '') {
    return [action, ...way, proto === 'any' ? port : `${port}/${proto}`].join(' ');
  }
  return [
    ...[action, ...(iface === '' ? way : [direction, 'on', iface])],
    ...(from === ANY ? [] : ['from', from]),
    ...(to === ANY && port === ANY ? [] : ['to', to]),
    ...(port === ANY ? [] : ['port', port]),
    ...(proto === 'any' ? [] : ['proto', proto]),
  ].join(' ');
}
