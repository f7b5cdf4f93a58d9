/** The words of an iptables(8) line: a command, a rule in the asker's words, or a complaint. */
import { portOfService } from '../../program/services';
import { type Fault, fault, notHere, readMatch, readProtocol, readTarget } from './iptables-words';

/** A rule as it was typed; names are not looked up yet. */
export type Spec = {
  proto: 'tcp' | 'udp' | 'icmp' | 'any';
  sources: string[];
  destinations: string[];
  input: string | null;
  output: string | null;
  sport: number | null;
  dport: number | null;
  target: 'ACCEPT' | 'DROP' | 'REJECT' | null;
  rejectWith: string | null;
};

export type Show = { numeric: boolean; verbose: boolean; exact: boolean; numbers: boolean };

/** `chain` is null for all; `number` counts from 1. */
export type Order = {
  deed: 'A' | 'I' | 'D' | 'R' | 'C' | 'L' | 'S' | 'F' | 'P' | 'Z' | 'X' | 'h' | 'V';
  chain: string | null;
  number: number | null;
  policy: string;
  spec: Spec;
  show: Show;
};

const long: Readonly<Record<string, string>> = {
  append: 'A',
  insert: 'I',
  delete: 'D',
  replace: 'R',
  check: 'C',
  list: 'L',
  'list-rules': 'S',
  flush: 'F',
  policy: 'P',
  zero: 'Z',
  'delete-chain': 'X',
  'new-chain': 'N',
  'rename-chain': 'E',
  protocol: 'p',
  proto: 'p',
  source: 's',
  src: 's',
  destination: 'd',
  dst: 'd',
  'in-interface': 'i',
  'out-interface': 'o',
  jump: 'j',
  goto: 'g',
  match: 'm',
  table: 't',
  numeric: 'n',
  verbose: 'v',
  exact: 'x',
  wait: 'w',
  help: 'h',
  version: 'V',
  ipv4: '4',
};
const deeds = 'AIDRCLSFPZX';
const withValue = 'pdsiojmt';
const flags = 'nvxw4';

type Reader = { words: string[]; at: number };

/** The next word where it is no option, as the chain or number that a command may be given. */
function optional(reader: Reader): string | null {
  const word = reader.words[reader.at];
  if (word === undefined || word.startsWith('-') || word === '!') return null;
  reader.at += 1;
  return word;
}

const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'status' in value;

/** Reads the words after `iptables`. */
export function parseIptables(words: readonly string[]): Order | Fault {
  const reader: Reader = { words: [...words], at: 0 };
  const spec: Spec = {
    ...{ proto: 'any', sources: [], destinations: [], input: null, output: null },
    ...{ sport: null, dport: null, target: null, rejectWith: null },
  };
  const show: Show = { numeric: false, verbose: false, exact: false, numbers: false };
  const order: Omit<Order, 'deed'> & { deed: Order['deed'] | null } = {
    ...{ deed: null, chain: null, number: null, policy: '', spec, show },
  };
  /** Options of rules and of lists that were given, to be told where they do not belong. */
  const given: string[] = [];
  while (reader.at < reader.words.length) {
    const word = reader.words[reader.at] ?? '';
    reader.at += 1;
    if (word === '!') return notHere('the negation "!"');
    if (!word.startsWith('-') || word === '-') return badArgument(word);
    const wrong = word.startsWith('--')
      ? readLong(reader, word, order, given)
      : readCluster(reader, word, order, given);
    if (wrong) return wrong;
  }
  return finish(order, given);
}

function badArgument(word: string): Fault {
  return { status: 2, text: `Bad argument \`${word}'\n`, hint: true };
}

type Draft = Omit<Order, 'deed'> & { deed: Order['deed'] | null };

function readCluster(reader: Reader, word: string, order: Draft, given: string[]): Fault | null {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const rest = word.slice(at + 1);
    if (letter === 'N' || letter === 'E') return notHere('a chain of one’s own');
    if (!(deeds + withValue + flags + 'hV').includes(letter))
      return fault(`unknown option "${word}"`);
    if (withValue.includes(letter)) {
      const value = rest !== '' ? rest : reader.words[reader.at];
      if (rest === '') reader.at += 1;
      if (value === undefined) return fault(`option "-${letter}" requires an argument`);
      // What is glued to -p is read together with it.
      return readValue(letter, letter === 'p' && rest !== '' ? word : value, order, given);
    }
    const wrong = readLetter(reader, letter, order, given);
    if (wrong) return wrong;
  }
  return null;
}

function readLong(reader: Reader, word: string, order: Draft, given: string[]): Fault | null {
  const [name = '', glued] = word.slice(2).split(/=(.*)/s);
  if (name === 'line-numbers') {
    order.show.numbers = true;
    given.push('--line-numbers');
    return null;
  }
  const letter = long[name];
  const ports = ['tcp', 'udp'].includes(order.spec.proto);
  const isPort = /^(?:[sd]port|source-port|destination-port)$/.test(name) && ports;
  const isReject = name === 'reject-with' && order.spec.target === 'REJECT';
  if (letter === undefined && !isPort && !isReject) {
    if (ports && ['syn', 'tcp-flags', 'tcp-option'].includes(name)) return notHere(word);
    if (order.spec.proto === 'icmp' && name === 'icmp-type') return notHere(word);
    return fault(`unknown option "${word}"`);
  }
  if (letter === 'N' || letter === 'E') return notHere('a chain of one’s own');
  if (letter === 'g') return notHere(word);
  if (letter !== undefined && !withValue.includes(letter)) {
    if (glued !== undefined) reader.words.splice(reader.at, 0, glued);
    return readLetter(reader, letter, order, given);
  }
  const value = glued ?? reader.words[reader.at];
  if (glued === undefined) reader.at += 1;
  if (value === undefined) return fault(`option "${word}" requires an argument`);
  if (letter !== undefined) return readValue(letter, value, order, given);
  if (isReject) {
    order.spec.rejectWith = value;
    return null;
  }
  const proto = order.spec.proto === 'udp' ? 'udp' : 'tcp';
  if (value.includes(':')) return notHere('a range of ports');
  const port = /^\d{1,6}$/.test(value) ? Number(value) : portOfService(value, proto);
  if (port === null || port > 65535) return fault(`invalid port/service \`${value}' specified`);
  if (name.startsWith('s')) order.spec.sport = port;
  else order.spec.dport = port;
  return null;
}

function readLetter(reader: Reader, letter: string, order: Draft, given: string[]): Fault | null {
  const { show } = order;
  if (letter === 'n') show.numeric = true;
  if (letter === 'v') show.verbose = true;
  if (letter === 'x') show.exact = true;
  if (flags.includes(letter)) {
    if (letter === 'n' || letter === 'x') given.push(`-${letter}`);
    return null;
  }
  if (order.deed !== null) return fault(`Cannot use -${letter} with -${order.deed}`);
  order.deed = letter as Order['deed'];
  if ('hV'.includes(letter)) return null;
  order.chain = optional(reader);
  if ('AIDRCP'.includes(letter) && order.chain === null) {
    return fault(`option "-${letter}" requires an argument`);
  }
  if (letter === 'P') {
    const policy = optional(reader);
    if (policy === null) return fault('-P requires a chain and a policy');
    order.policy = policy;
  }
  if (!'IDRLS'.includes(letter) || order.chain === null) return null;
  const number = optional(reader);
  if (number === null) return letter === 'R' ? fault('-R requires a rule number') : null;
  if (!/^\d{1,9}$/.test(number) || Number(number) < 1) {
    return fault(`Invalid rule number \`${number}'`);
  }
  order.number = Number(number);
  return null;
}

function readValue(letter: string, value: string, order: Draft, given: string[]): Fault | null {
  const { spec } = order;
  if (letter !== 'm' && letter !== 't') given.push(`-${letter}`);
  switch (letter) {
    case 'p': {
      const proto = readProtocol(value);
      if (isFault(proto)) return proto;
      spec.proto = proto;
      return null;
    }
    case 's':
      spec.sources = value.split(',');
      return null;
    case 'd':
      spec.destinations = value.split(',');
      return null;
    case 'i':
      spec.input = value;
      return null;
    case 'o':
      spec.output = value;
      return null;
    case 'j': {
      const target = readTarget(value);
      if (isFault(target)) return target;
      spec.target = target;
      return null;
    }
    case 'm':
      return readMatch(value);
    default:
      if (value === 'filter') return null;
      if (['nat', 'mangle', 'raw', 'security'].includes(value))
        return notHere(`the table ${value}`);
      return {
        status: 3,
        text:
          `iptables v1.8.9 (nf_tables): table '${value}' does not exist\n` +
          'Perhaps iptables or your kernel needs to be upgraded.\n',
      };
  }
}

function finish(order: Draft, given: readonly string[]): Order | Fault {
  const { deed, chain, spec } = order;
  if (deed === null) return fault('no command specified');
  const ofRule = 'AIRCD'.includes(deed);
  const lists = ['-n', '-x', '--line-numbers'];
  const stray = given.find((name) => (lists.includes(name) ? deed !== 'L' : !ofRule));
  if (stray !== undefined) return fault(`Illegal option \`${stray}' with this command`);
  if (ofRule && spec.input !== null && chain === 'OUTPUT')
    return fault("Can't use -i with OUTPUT\n");
  if (ofRule && spec.output !== null && chain === 'INPUT')
    return fault("Can't use -o with INPUT\n");
  return { ...order, deed };
}
