/** The words of a rule of nft(8), as far as the simulated filter goes. */
import type { FirewallRule, NatRule } from '@/contract/action';
import { parsePrefix } from '../../packet/address';
import { portOfService } from '../../program/services';

/** `at`: which word is wrong; one past the last is the end of the line. */
export type NftFault = { message: string; at: number };
type Matches = Omit<FirewallRule, 'hook' | 'action' | 'policy'> & { notIface?: boolean };
export type NftStatement =
  | {
      kind: 'filter';
      ports: (number | undefined)[];
      matches: Matches;
      action: FirewallRule['action'];
    }
  | { kind: 'nat'; ports: (number | undefined)[]; matches: Matches; to: NatRule['to'] };

/** Words of the language; any other is a string to nft's parser. */
const keywords =
  'accept drop reject counter masquerade dnat snat to with tcp udp icmp icmpx ip ip6 meta ct iif oif iifname oifname dport sport saddr daddr protocol l4proto state type add insert delete list flush table chain rule handle'.split(
    ' ',
  );

const unexpected = (words: readonly string[], at: number): NftFault => {
  const word = words[at];
  const what =
    word === undefined
      ? 'newline'
      : /^[\w-]+$/.test(word)
        ? keywords.includes(word)
          ? word
          : 'string'
        : `'${word.charAt(0)}'`;
  return { message: `syntax error, unexpected ${what}`, at };
};
const notHere = (what: string, at: number): NftFault => ({
  message: `${what} is not in this simulation`,
  at,
});

const rejects: Readonly<Record<string, FirewallRule['action']>> = {
  'tcp reset': 'reject-rst',
  'port-unreachable': 'reject-port',
  'host-unreachable': 'reject-host',
  'net-unreachable': 'reject-net',
  'no-route': 'reject-net',
  'admin-prohibited': 'reject-admin',
};

/** Reads `words` from `start` on. */
export function parseNftRule(words: readonly string[], start: number): NftStatement | NftFault {
  const matches: Matches = {};
  let ports: (number | undefined)[] = [undefined];
  let at = start;
  const next = () => words[at++];
  const fail = (back = 1) => unexpected(words, at - back);
  for (let word = next(); word !== undefined; word = next()) {
    if (/^[io]if(name)?$/.test(word)) {
      if (words[at] === '!=') {
        matches.notIface = true;
        at += 1;
      }
      const iface = next();
      if (iface === undefined) return fail();
      matches.iface = iface.replace(/"/g, '');
    } else if (word === 'ip' || word === 'icmp' || word === 'meta') {
      const what = next();
      if (word === 'ip' && (what === 'saddr' || what === 'daddr')) {
        const not = words[at] === '!=' ? '!' : '';
        if (not) at += 1;
        const addr = next();
        if (addr === undefined) return fail();
        if (!parsePrefix(addr))
          return { message: 'Could not resolve hostname: Name or service not known', at: at - 1 };
        matches[what === 'saddr' ? 'src' : 'dst'] = `${not}${addr}`;
      } else if (
        (word === 'ip' && what === 'protocol') ||
        (word === 'meta' && what === 'l4proto')
      ) {
        const proto = next();
        if (proto !== 'tcp' && proto !== 'udp' && proto !== 'icmp') return fail();
        matches.proto = proto;
      } else if (word === 'ip') return fail();
      else return notHere(`"${word} ${what ?? ''}"`, at - 2);
    } else if (word === 'tcp' || word === 'udp') {
      const side = next();
      if (side !== 'dport' && side !== 'sport') return fail();
      const read = readPorts(words, at, word);
      if ('message' in read) return read;
      at = read.at;
      matches.proto = word;
      if (side === 'dport') ports = read.ports;
      else if (read.ports.length === 1) matches.sport = read.ports[0] ?? 0;
      else return notHere('a set of source ports', at - 1);
    } else if (word === 'ct') {
      const states = [next(), next()].join(' ');
      if (!/^state (established,related|related,established|established)$/.test(states)) {
        return notHere(`"ct ${states}"`, at - 3);
      }
      matches.established = true;
    } else if (word === 'counter') {
      // Every rule of iptables counts by itself, one of nft only if told to; neither decides.
    } else if (word === 'accept' || word === 'drop') {
      return at < words.length ? fail(0) : { kind: 'filter', ports, matches, action: word };
    } else if (word === 'reject') {
      const rest = words.slice(at);
      const how = rest.filter((one) => !['with', 'icmp', 'icmpx', 'type'].includes(one)).join(' ');
      const action = rest.length === 0 ? 'reject-port' : rejects[how];
      if (rest.length > 0 && (rest[0] !== 'with' || !action)) return fail(0);
      return { kind: 'filter', ports, matches, action: action ?? 'reject-port' };
    } else if (word === 'masquerade') {
      return at < words.length ? fail(0) : { kind: 'nat', ports, matches, to: 'masquerade' };
    } else if (word === 'dnat' || word === 'snat') {
      if (words[at] === 'ip') at += 1;
      if (next() !== 'to') return fail();
      const end = /^(\d+(?:\.\d+){3})(?::(\d{1,5}))?$/.exec(next() ?? '');
      if (!end?.[1] || at < words.length) return fail(at < words.length ? 0 : 1);
      const port = end[2] === undefined ? {} : { port: Number(end[2]) };
      return { kind: 'nat', ports, matches, to: { addr: end[1], ...port } };
    } else return unexpected(words, at);
  }
  return unexpected(words, at - 1);
}

type Ports = { ports: number[]; at: number };

function readPorts(
  words: readonly string[],
  start: number,
  proto: 'tcp' | 'udp',
): Ports | NftFault {
  const first = words[start];
  if (first !== '{') {
    const port = readPort(first, proto);
    if (typeof port === 'number') return { ports: [port], at: start + 1 };
    return port === null ? unexpected(words, start) : { message: port, at: start };
  }
  const ports: number[] = [];
  for (let at = start + 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '}') return ports.length > 0 ? { ports, at: at + 1 } : unexpected(words, at);
    if (word === ',') continue;
    const port = readPort(word, proto);
    if (typeof port !== 'number')
      return port === null ? unexpected(words, at) : { message: port, at };
    ports.push(port);
  }
  return unexpected(words, words.length);
}

function readPort(word: string | undefined, proto: 'tcp' | 'udp'): number | string | null {
  if (word === undefined || /^(drop|accept|reject)$/.test(word)) return null;
  const port = /^\d+$/.test(word) ? Number(word) : portOfService(word, proto);
  if (port === null) return 'Could not resolve service: Servname not supported for ai_socktype';
  return port > 65535 ? 'Service out of range' : port;
}
