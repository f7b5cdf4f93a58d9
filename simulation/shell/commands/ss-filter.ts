/** Filters of `ss`: `state NAME`, and expressions such as `( sport = :8000 or dst 10.0.0.0/8 )`. */
import type { SocketRow } from '../../host/system-call';
import { isInPrefix, parsePrefix, unmapAddress } from '../../packet/address';
import { type HostsEntry, lookupIn } from '../../program/resolve';
import { portOfService } from '../../program/services';

type SocketTest = (row: SocketRow) => boolean;
/** `text` is printed as it is; where `usage` is set the usage follows. */
export type FilterReading =
  | { ok: true; states: ReadonlySet<string>; changed: boolean; test: SocketTest }
  | { ok: false; text: string; usage: boolean; status: number };

const names: Readonly<Record<string, string>> = {
  established: 'ESTAB',
  'syn-sent': 'SYN-SENT',
  'syn-recv': 'SYN-RECV',
  'fin-wait-1': 'FIN-WAIT-1',
  'fin-wait-2': 'FIN-WAIT-2',
  'time-wait': 'TIME-WAIT',
  closed: 'UNCONN',
  unconnected: 'UNCONN',
  'close-wait': 'CLOSE-WAIT',
  'last-ack': 'LAST-ACK',
  listening: 'LISTEN',
  closing: 'CLOSING',
};
export const allStates: readonly string[] = [...new Set(Object.values(names))];
const without = (...left: string[]) => allStates.filter((state) => !left.includes(state));
const groups: Readonly<Record<string, readonly string[]>> = {
  all: allStates,
  connected: without('UNCONN', 'LISTEN'),
  synchronized: without('UNCONN', 'LISTEN', 'SYN-SENT'),
  bucket: ['SYN-RECV', 'TIME-WAIT'],
  big: without('SYN-RECV', 'TIME-WAIT'),
};

/** `words` are the operands; `states` those shown where the words name none. */
export function readFilter(
  words: readonly string[],
  states: ReadonlySet<string>,
  hosts: readonly HostsEntry[],
): FilterReading {
  const rest = [...words];
  let set = new Set(states);
  let changed = false;
  while (rest[0] === 'state' || rest[0] === 'exclude' || rest[0] === 'excl') {
    const [word, name] = [rest.shift(), rest.shift()];
    if (name === undefined) return complain(`ss: one ${word} name is expected`, 255);
    const found = groups[name] ?? (names[name] === undefined ? null : [names[name]]);
    if (!found) return complain(`ss: wrong state name: ${name}`, 255);
    if (word === 'state') {
      set = new Set([...(changed ? set : []), ...found]);
    } else {
      set = new Set((changed ? [...set] : allStates).filter((state) => !found.includes(state)));
    }
    changed = true;
  }
  if (rest.length === 0) return { ok: true, states: set, changed, test: () => true };
  const tokens = rest.join(' ').match(/[()]|!=|[<>=]=?|!|&&?|\|\|?|[^\s()<>=!&|]+/g) ?? [];
  try {
    const reader = new Reader(tokens, hosts);
    const test = reader.readAll();
    return { ok: true, states: set, changed, test };
  } catch (fault) {
    if (fault instanceof BadPrefix) {
      const text = `Error: an inet prefix is expected rather than "${fault.message}".\nCannot parse dst/src address.\n`;
      return { ok: false, text, usage: false, status: 1 };
    }
    if (fault instanceof BadPort) {
      return complain(
        `Error: "${fault.message}" does not look like a port.\nCannot parse dst/src address.`,
        1,
      );
    }
    if (!(fault instanceof BadFilter)) throw fault;
    const text = 'ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n';
    return { ok: false, text, usage: true, status: 255 };
  }
}

function complain(text: string, status: number): FilterReading {
  return { ok: false, text: `${text}\n`, usage: false, status };
}

class BadFilter extends Error {}
class BadPrefix extends Error {}
class BadPort extends Error {}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  eq: (a, b) => a === b,
  '!=': (a, b) => a !== b,
  ne: (a, b) => a !== b,
  neq: (a, b) => a !== b,
  '<': (a, b) => a < b,
  lt: (a, b) => a < b,
  '>': (a, b) => a > b,
  gt: (a, b) => a > b,
  '<=': (a, b) => a <= b,
  le: (a, b) => a <= b,
  leq: (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  ge: (a, b) => a >= b,
  geq: (a, b) => a >= b,
};

class Reader {
  private at = 0;
  constructor(
    private readonly tokens: readonly string[],
    private readonly hosts: readonly HostsEntry[],
  ) {}

  readAll(): SocketTest {
    const test = this.readOr();
    if (this.at < this.tokens.length) throw new BadFilter();
    return test;
  }

  private takeIf(...words: string[]): boolean {
    if (!words.includes(this.tokens[this.at] ?? '')) return false;
    this.at += 1;
    return true;
  }

  private readOr(): SocketTest {
    const parts = [this.readAnd()];
    while (this.takeIf('or', '|', '||')) parts.push(this.readAnd());
    return (row) => parts.some((part) => part(row));
  }

  private readAnd(): SocketTest {
    const parts = [this.readNot()];
    for (;;) {
      const next = this.tokens[this.at];
      const end = next === undefined || next === ')' || next === 'or' || next.startsWith('|');
      if (!this.takeIf('and', '&', '&&') && end) break;
      parts.push(this.readNot());
    }
    return (row) => parts.every((part) => part(row));
  }

  private readNot(): SocketTest {
    if (this.takeIf('not', '!')) {
      const inner = this.readNot();
      return (row) => !inner(row);
    }
    if (this.takeIf('(')) {
      const inner = this.readOr();
      if (!this.takeIf(')')) throw new BadFilter();
      return inner;
    }
    return this.readLeaf();
  }

  private readLeaf(): SocketTest {
    const word = this.tokens[this.at];
    this.at += 1;
    if (word === undefined || word === ')') throw new BadFilter();
    if (word === 'sport' || word === 'dport') return this.readPort(word);
    if (word === 'src' || word === 'dst') {
      const test = comparisons[this.tokens[this.at] ?? ''] ? this.tokens[this.at] : '=';
      if (comparisons[this.tokens[this.at] ?? '']) this.at += 1;
      const value = this.tokens[this.at];
      this.at += 1;
      if (value === undefined) throw new BadFilter();
      const inner = this.addressTest(word, value);
      return test === '!=' || test === 'ne' || test === 'neq' ? (row) => !inner(row) : inner;
    }
    if (word === 'autobound') return (row) => row.local.port >= 32768;
    return this.addressTest('dst', word);
  }

  private readPort(side: 'sport' | 'dport'): SocketTest {
    const compare = comparisons[this.tokens[this.at] ?? ''];
    if (compare) this.at += 1;
    const value = this.tokens[this.at];
    this.at += 1;
    if (value === undefined) throw new BadFilter();
    const text = value.slice(value.lastIndexOf(':') + 1);
    const wanted = /^\d+$/.test(text) ? Number(text) : portOfService(text, 'tcp');
    if (wanted === null) throw new BadPort(text);
    return (row) => {
      const port = side === 'sport' ? row.local.port : (row.peer?.port ?? 0);
      return (compare ?? comparisons['='])?.(port, wanted % 65536) ?? false;
    };
  }

  private addressTest(side: 'src' | 'dst', value: string): SocketTest {
    const { host, port } = splitTarget(value);
    const prefixes = this.prefixesOf(host, value);
    return (row) => {
      const end = side === 'src' ? row.local : (row.peer ?? { addr: anyOf(row), port: 0 });
      if (port !== null && end.port !== port) return false;
      const fits = prefixes?.some((prefix) => isInPrefix(unmapAddress(end.addr), prefix));
      return fits ?? true;
    };
  }

  private prefixesOf(host: string, value: string) {
    if (host === '' || host === '*') return null;
    const prefix = parsePrefix(host);
    if (prefix) return [prefix];
    const found = lookupIn(this.hosts, host, 0);
    if (!found.ok) throw new BadPrefix(value);
    return found.addrs.flatMap((addr) => parsePrefix(addr) ?? []);
  }
}

function anyOf(row: SocketRow): string {
  return row.family === 6 ? '::' : '0.0.0.0';
}

/** `10.0.0.1:80`, `[::1]:80`, `:80`, `10.0.0.0/8`; a port by its name too. */
function splitTarget(value: string): { host: string; port: number | null } {
  const bracket = /^\[([^\]]*)\](?:\/(\d+))?(?::(.+))?$/.exec(value);
  const colon = value.lastIndexOf(':');
  const plain = colon >= 0 && value.indexOf(':') === colon;
  const host = bracket ? (bracket[1] ?? '') : plain ? value.slice(0, colon) : value;
  const text = bracket ? bracket[3] : plain ? value.slice(colon + 1) : undefined;
  if (text === undefined || text === '' || text === '*') return { host, port: null };
  const port = /^\d+$/.test(text) ? Number(text) : portOfService(text, 'tcp');
  if (port === null) throw new BadPrefix(value);
  return { host, port };
}
