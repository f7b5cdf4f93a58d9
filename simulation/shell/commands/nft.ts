/** `nft` of nftables 1.0.6 over the host's packet filter and address translation. */
import type { FirewallRule, NatRule } from '@/contract/action';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import type { FirewallTable } from '../../host/system-call';
import { formatTable, type NftChain, type NftTable, readTables } from './nft-format';
import { type NftFault, parseNftRule } from './nft-rule';

const usage = `Usage: nft [ options ] [ cmds... ]

Options (general):
  -h, --help                      Show this help
  -v, --version                   Show version information

Options (ruleset list formatting):
  -a, --handle                    Output rule handle.
`;

type State = { filter: FirewallRule[]; table: FirewallTable; nat: NatRule[] };
type Outcome = { text: string } | { filter: FirewallRule[]; nat: NatRule[] } | NftFault;

const known = ['list', 'add', 'create', 'insert', 'delete', 'flush'];
const families = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];
const noFile = 'No such file or directory';
const noRule = `Could not process rule: ${noFile}`;

/** Words of a command; braces, commas and semicolons stand alone. */
export function splitNft(text: string): string[] {
  return text.match(/"[^"]*"|!=|[{};]|,(?=\s)|[^\s{};"]+?(?=,\s|[\s{};"]|$)|[^\s{};"]+/g) ?? [];
}

function* main(context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  const options = args.filter((arg) => arg.startsWith('-'));
  const wrong = options.find((one) => !/^(-[ahv]|--(handle|help|version))$/.test(one));
  if (wrong !== undefined) {
    yield* printError(`nft: the option ${wrong} is not in this simulation\n`);
    return 1;
  }
  if (options.some((one) => one === '-v' || one === '--version')) {
    yield* print('nftables v1.0.6 (Lester Gooch #5)\n');
    return 0;
  }
  if (options.some((one) => one === '-h' || one === '--help')) {
    yield* print(usage);
    return 0;
  }
  const line = args.filter((arg) => !arg.startsWith('-')).join(' ');
  const words = splitNft(line);
  if (words.length === 0) {
    yield* printError('nft: no command specified\n');
    return 1;
  }
  const [filter, nat] = [yield* sys.firewall(), yield* sys.nat()];
  if (!filter.ok || !nat.ok) {
    yield* printError(
      words[0] === 'list'
        ? 'Operation not permitted (you must be root)\n' +
            'netlink: Error: cache initialization failed: Operation not permitted\n'
        : `Error: Could not process rule: Operation not permitted\n${line}\n${'^'.repeat(line.length + 1)}\n`,
    );
    return 1;
  }
  const state = { filter: filter.value.rules, table: filter.value, nat: nat.value.rules };
  const done = carryOut(words, state, options.includes('-a') || options.includes('--handle'));
  if ('message' in done) {
    yield* printError(`Error: ${done.message}\n${formatPlace(line, words, done.at)}`);
    return 1;
  }
  if ('text' in done) yield* print(done.text);
  else {
    if (done.filter !== state.filter) yield* sys.firewall(done.filter);
    if (done.nat !== state.nat) yield* sys.nat(done.nat);
  }
  return 0;
}

/** The line again, and a mark below the word that is wrong. */
function formatPlace(line: string, words: readonly string[], at: number): string {
  let from = 0;
  for (const word of words.slice(0, at)) from = line.indexOf(word, from) + word.length;
  const word = words[at];
  const start = word === undefined ? line.length : line.indexOf(word, from);
  return `${line}\n${' '.repeat(start)}${'^'.repeat(word?.length ?? 1)}\n`;
}

export function carryOut(words: string[], state: State, handles: boolean): Outcome {
  const [verb, object] = words;
  const tables = readTables(state.filter, state.table.counts, state.nat);
  const plain = families.includes(words[2] ?? '')
    ? words
    : [...words.slice(0, 2), 'ip', ...words.slice(2)];
  const shift = plain === words ? 0 : 1;
  const back = (fault: NftFault): NftFault => ({ ...fault, at: fault.at - shift });
  const unexpected = (at: number): NftFault => {
    const word = words[at];
    const only = word === undefined && !known.includes(verb ?? '') ? ', expecting string' : '';
    return { message: `syntax error, unexpected ${word ?? 'newline'}${only}`, at };
  };
  if (object === undefined || verb === undefined) return unexpected(1);
  if (verb === 'list' && object === 'ruleset') {
    return { text: tables.map((table) => formatTable(table, handles)).join('') };
  }
  if (verb === 'flush' && object === 'ruleset') return { filter: [], nat: [] };
  if (verb === 'list' && object === 'tables') {
    return { text: tables.map(({ family, table }) => `table ${family} ${table}\n`).join('') };
  }
  if (verb === 'list' && object === 'chains') {
    return { text: tables.map((table) => formatTable(table, handles, false)).join('') };
  }
  if (!known.includes(verb)) return unexpected(0);
  const [, , family = 'ip', name, chainName] = plain;
  if (name === undefined) return unexpected(words.length);
  const table = tables.find((one) => one.family === family && one.table === name);
  if (object === 'table') return changeTable(verb, family, name, table, state, back, handles);
  if (object !== 'chain' && object !== 'rule') return unexpected(1);
  if (chainName === undefined) return unexpected(words.length);
  if (!table) return back({ message: noFile, at: 3 });
  const chain = table.chains.find((one) => one.chain === chainName);
  if (object === 'chain') return changeChain(verb, plain, table, chain, state, back, handles);
  if (!chain) return back({ message: noRule, at: 4 });
  return verb === 'delete'
    ? deleteRule(plain, chain, state, back)
    : addRule(verb, plain, chain, state, back);
}

const isOf = (rule: { table?: string | undefined }, named: string) =>
  rule.table === named || rule.table?.startsWith(`${named} `) === true;

function changeTable(
  verb: string,
  family: string,
  name: string,
  table: NftTable | undefined,
  state: State,
  back: (fault: NftFault) => NftFault,
  handles: boolean,
): Outcome {
  if (verb === 'add' || verb === 'create') {
    if (table) return state;
    const mark: FirewallRule = {
      hook: 'forward',
      action: 'accept',
      policy: true,
      table: `${family} ${name}`,
    };
    return { filter: [...state.filter, mark], nat: state.nat };
  }
  if (!table) return back({ message: verb === 'list' ? noFile : noRule, at: 3 });
  if (verb === 'list') return { text: formatTable(table, handles) };
  const named = `${family} ${name}`;
  const own = family === 'ip' && name === 'filter';
  const gone = (rule: FirewallRule) => isOf(rule, named) || (own && rule.table === undefined);
  const natGone = (rule: NatRule) =>
    isOf(rule, named) || (named === 'ip nat' && rule.table === undefined);
  const keep = verb === 'flush';
  return {
    filter: state.filter.filter((rule) => !gone(rule) || (keep && rule.policy)),
    nat: state.nat.filter((rule) => !natGone(rule)),
  };
}

function changeChain(
  verb: string,
  words: readonly string[],
  table: NftTable,
  chain: NftChain | undefined,
  state: State,
  back: (fault: NftFault) => NftFault,
  handles: boolean,
): Outcome {
  const named = `${table.family} ${table.table} ${words[4]}`;
  if (verb === 'add' || verb === 'create') {
    const text = words.slice(5).join(' ');
    const spec =
      /^\{ (?:type (filter|nat) hook (input|output|forward|prerouting|postrouting) priority (\S+) ;)? ?(?:policy (accept|drop) ;? ?)?\}$/.exec(
        text,
      );
    if (!spec || (!spec[1] && !chain)) {
      return back({
        message: 'only base chains (type, hook and priority) are in this simulation',
        at: 4,
      });
    }
    const [, type = chain?.type, hook = chain?.hook, , policy = chain?.policy ?? 'accept'] = spec;
    const hooks = { input: 'in', output: 'out', forward: 'forward' } as const;
    const at = type === 'nat' ? 'forward' : hooks[hook as keyof typeof hooks];
    const valid = at !== undefined && (type !== 'nat' || hook !== 'forward');
    if (!valid) return back({ message: 'Could not process rule: Operation not supported', at: 4 });
    const mark: FirewallRule = {
      hook: at,
      action: policy === 'drop' ? 'drop' : 'accept',
      policy: true,
      table: type === 'nat' ? `${named} ${hook}` : named,
      handle: chain?.handle ?? nextHandle(state, `${table.family} ${table.table}`),
    };
    const others = state.filter.filter((rule) => !(rule.policy && rule.table === mark.table));
    return { filter: [...others, mark], nat: state.nat };
  }
  if (!chain) return back({ message: verb === 'list' ? noFile : noRule, at: 4 });
  if (verb === 'list') return { text: formatTable({ ...table, chains: [chain] }, handles) };
  return {
    filter: state.filter.filter((rule) => !isOf(rule, named) || (verb === 'flush' && rule.policy)),
    nat: state.nat.filter((rule) => !isOf(rule, named)),
  };
}

function nextHandle({ filter, nat }: State, table: string): number {
  const own = [...filter, ...nat].filter((rule) => rule.table?.startsWith(`${table} `));
  return Math.max(0, ...own.map(({ handle }) => handle ?? 1)) + 1;
}

function addRule(
  verb: string,
  words: readonly string[],
  chain: NftChain,
  state: State,
  back: (fault: NftFault) => NftFault,
): Outcome {
  const read = parseNftRule(words, 5);
  if ('message' in read) return back(read);
  const { family, table: name, type, hook } = chain;
  if (type !== read.kind)
    return back({ message: 'Could not process rule: Operation not supported', at: 5 });
  const table = `${family} ${name} ${chain.chain}`;
  // A set of ports takes a number too, before its rule.
  const handle = nextHandle(state, `${family} ${name}`) + (read.ports.length > 1 ? 1 : 0);
  const before = verb === 'insert';
  if (read.kind === 'nat') {
    const { established: _, proto, ...matches } = read.matches;
    const made = read.ports.map(
      (dport): NatRule => ({
        chain: hook as NatRule['chain'],
        ...matches,
        ...(proto === undefined || proto === 'any' ? {} : { proto }),
        ...(dport === undefined ? {} : { dport }),
        table,
        handle,
        to: read.to,
      }),
    );
    return {
      filter: state.filter,
      nat: before ? [...made, ...state.nat] : [...state.nat, ...made],
    };
  }
  const { notIface, ...matches } = read.matches;
  if (notIface || matches.src?.startsWith('!') || matches.dst?.startsWith('!')) {
    return back({ message: '"!=" is not in this simulation but for translation', at: 5 });
  }
  const hooks: Record<string, FirewallRule['hook']> = {
    input: 'in',
    output: 'out',
    forward: 'forward',
  };
  const made = read.ports.map(
    (dport): FirewallRule => ({
      hook: hooks[hook] ?? 'in',
      ...matches,
      ...(dport === undefined ? {} : { dport }),
      action: read.action,
      table,
      handle,
    }),
  );
  return {
    filter: before ? [...made, ...state.filter] : [...state.filter, ...made],
    nat: state.nat,
  };
}

function deleteRule(
  words: readonly string[],
  chain: NftChain,
  state: State,
  back: (fault: NftFault) => NftFault,
): Outcome {
  const [, , , , , key, handle] = words;
  if (key !== 'handle') {
    return back({
      message: `syntax error, unexpected ${key ?? 'newline'}, expecting handle`,
      at: 5,
    });
  }
  const row = chain.rules.find((one) => String(one.handle) === handle);
  if (!row) return back({ message: noRule, at: 6 });
  const without = <T>(rules: readonly T[]) => rules.filter((_, at) => !row.indexes.includes(at));
  return chain.type === 'nat'
    ? { filter: state.filter, nat: without(state.nat) }
    : { filter: without(state.filter), nat: state.nat };
}

export const nft: Program = {
  name: 'nft',
  usage:
    'nft [-a] list ruleset\nnft add|insert rule FAMILY TABLE CHAIN RULE\n' +
    'nft delete rule FAMILY TABLE CHAIN handle NUMBER\nnft add|delete|flush table|chain ...',
  summary: 'show or change the packet filter and address translation',
  main,
};
