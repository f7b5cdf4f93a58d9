/** `ip` of iproute2 6.1: addresses, links, routes and neighbours, and switching a link. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { isAddress6, parsePrefix } from '../../packet/address';
import { formatAddresses, formatLinks } from './ip-format';
import { showRoutes, showRouteTo } from './ip-route';
import { addressUsage, ipUsage } from './ip-usage';

type IpSettings = { family: 0 | 4 | 6; brief: boolean; oneLine: boolean };

const objects = ['address', 'link', 'route', 'neighbor', 'neighbour', 'rule', 'help'];

function* main(context: ProgramContext): Routine<number> {
  const settings: IpSettings = { family: 0, brief: false, oneLine: false };
  const rest = context.argv.slice(1);
  while (rest[0]?.startsWith('-')) {
    const option = rest.shift() ?? '';
    const name = option.replace(/^--?/, '');
    if (name === '4') settings.family = 4;
    else if (name === '6') settings.family = 6;
    else if (name !== '' && 'brief'.startsWith(name) && name.startsWith('br'))
      settings.brief = true;
    else if (name !== '' && 'oneline'.startsWith(name)) settings.oneLine = true;
    else if (/^c(olor(=\w+)?)?$/.test(name)) continue;
    else if (name !== '' && 'details'.startsWith(name)) continue;
    else if (name === 'f' || name === 'family') {
      settings.family = rest.shift() === 'inet6' ? 6 : 4;
    } else if (/^V(ersion)?$/.test(name)) {
      yield* print('ip utility, iproute2-6.1.0, libbpf 1.1.2\n');
      return 0;
    } else if (/^h(elp)?$/.test(name)) {
      yield* printError(ipUsage);
      return 255;
    } else {
      yield* printError(`Option "${option}" is unknown, try "ip -help".\n`);
      return 255;
    }
  }
  const [given, ...args] = rest;
  if (given === undefined) {
    yield* printError(ipUsage);
    return 255;
  }
  const object = given === '' ? undefined : objects.find((one) => one.startsWith(given));
  switch (object) {
    case 'address':
      return yield* address(settings, args);
    case 'link':
      return yield* link(settings, args);
    case 'route':
      return yield* route(context, settings, args);
    case 'neighbor':
    case 'neighbour':
      return yield* neighbours(args);
    case 'rule':
      yield* print(
        '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n',
      );
      return 0;
    case 'help':
      yield* printError(ipUsage);
      return 255;
    default:
      yield* printError(`Object "${given}" is unknown, try "ip help".\n`);
      return 1;
  }
}

const shows = (word: string | undefined) =>
  word === undefined ||
  (word !== '' && ['show', 'list', 'lst'].some((one) => one.startsWith(word)));

/** The device that `show [dev] NAME` names. */
function deviceOf(args: readonly string[]): string | null {
  const rest = args.slice(1).filter((word) => word !== 'dev' && word !== 'up');
  return rest[0] ?? null;
}

function* address(settings: IpSettings, args: readonly string[]): Routine<number> {
  const [verb] = args;
  if (verb === 'help') {
    yield* printError(addressUsage);
    return 255;
  }
  if (!shows(verb)) return yield* change('address', args);
  return yield* showInterfaces(args, (rows) => formatAddresses(rows, settings));
}

function* link(settings: IpSettings, args: readonly string[]): Routine<number> {
  if (!shows(args[0])) return yield* change('link', args);
  return yield* showInterfaces(args, (rows) => formatLinks(rows, settings));
}

function* showInterfaces(
  args: readonly string[],
  format: (rows: Parameters<typeof formatLinks>[0]) => string,
): Routine<number> {
  const rows = yield* sys.interfaces();
  if (!rows.ok) return 1;
  const device = deviceOf(args);
  const numbered = rows.value.map((row, index) => ({ ...row, index: index + 1 }));
  const chosen = numbered.filter((row) => device === null || row.name === device);
  if (chosen.length === 0) {
    yield* printError(`Device "${device}" does not exist.\n`);
    return 1;
  }
  yield* print(format(chosen));
  return 0;
}

const verbs: Readonly<Record<string, readonly string[]>> = {
  address: ['add', 'change', 'replace', 'delete', 'flush'],
  link: ['set', 'add', 'delete'],
  route: ['add', 'delete', 'replace', 'change', 'append', 'flush'],
  neigh: ['add', 'delete', 'flush', 'change', 'replace'],
};

/** What changes the machine is the bench's; ordinary people are refused as the kernel does. */
function* change(object: string, args: readonly string[]): Routine<number> {
  const verb = args[0] ?? '';
  if (!verbs[object]?.some((one) => one.startsWith(verb))) {
    yield* printError(`Command "${verb}" is unknown, try "ip ${object} help".\n`);
    return 255;
  }
  const who = yield* sys.whoami();
  if (who.ok && who.value.uid !== 0) {
    yield* printError('RTNETLINK answers: Operation not permitted\n');
    return 2;
  }
  if (object === 'link' && 'set'.startsWith(verb)) return yield* setLink(args.slice(1));
  if (object === 'address' && /^(a|d)/.test(verb)) return yield* changeAddress(verb, args.slice(1));
  yield* printError(`ip: "ip ${object} ${verb}" is not in this simulation\n`);
  return 2;
}

const denied = 'RTNETLINK answers: Operation not permitted\n';

/** `ip link set [dev] NAME up|down`. */
function* setLink(args: readonly string[]): Routine<number> {
  const [name, state, ...rest] = args.filter((word) => word !== 'dev');
  if (name === undefined) {
    yield* printError('Not enough information: "dev" argument is required.\n');
    return 255;
  }
  if (state === undefined) return 0;
  if (rest.length > 0 || (state !== 'up' && state !== 'down')) {
    yield* printError(`ip: "ip link set ${args.join(' ')}" is not in this simulation\n`);
    return 2;
  }
  const set = yield* sys.setLink(name, state);
  if (set.ok) return 0;
  if (set.errno === 'EPERM') yield* printError(denied);
  else if (name === 'lo') yield* printError('ip: "lo" cannot be switched in this simulation\n');
  else yield* printError(`Cannot find device "${name}"\n`);
  return set.errno === 'EPERM' ? 2 : 1;
}

/** `ip addr add|del ADDRESS/LENGTH dev NAME`. */
function* changeAddress(verb: string, args: readonly string[]): Routine<number> {
  const at = args.indexOf('dev');
  const name = at < 0 ? undefined : args[at + 1];
  const [given] = args.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
  if (name === undefined) {
    yield* printError('Not enough information: "dev" argument is required.\n');
    return 1;
  }
  const prefix = given === undefined ? null : parsePrefix(given);
  if (!prefix) {
    const text = `any valid prefix is expected rather than "${given ?? ''}".`;
    yield* printError(`Error: ${text}\n`);
    return 1;
  }
  const change = verb.startsWith('a') ? 'add' : 'del';
  const done = yield* sys.changeAddress(name, `${prefix.addr}/${prefix.length}`, change);
  if (done.ok) return 0;
  const family = isAddress6(prefix.addr) ? 'ipv6' : 'ipv4';
  const answers: Partial<Record<Errno, string>> = {
    EPERM: denied,
    EEXIST: `Error: ${family}: Address already assigned.\n`,
    EADDRNOTAVAIL: `Error: ${family}: Address not found.\n`,
    ENOENT: `Cannot find device "${name}"\n`,
  };
  yield* printError(answers[done.errno] ?? 'RTNETLINK answers: Invalid argument\n');
  return done.errno === 'ENOENT' ? 1 : 2;
}

function* route(
  context: ProgramContext,
  settings: IpSettings,
  args: readonly string[],
): Routine<number> {
  if (args[0] === 'get') return yield* showRouteTo(context.user, args[1]);
  if (!shows(args[0])) return yield* change('route', args);
  return yield* showRoutes(settings, args.slice(1));
}

function* neighbours(args: readonly string[]): Routine<number> {
  if (!shows(args[0])) return yield* change('neigh', args);
  return 0;
}

export const ip: Program = {
  name: 'ip',
  usage:
    'ip [-4|-6] [-br] addr|link|route [show] [DEVICE]\nip route get ADDRESS\n' +
    'ip link set DEVICE up|down\nip addr add|del ADDRESS/LENGTH dev DEVICE',
  summary: "show this machine's addresses, links and routes, or change addresses and links",
  main,
};
