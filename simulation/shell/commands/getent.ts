/** `getent` of glibc 2.36: what the system's name tables say of hosts, services and people. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, readFile } from '../../host/system';
import { isAddress6, mapAddress, normalizeAddress } from '../../packet/address';
import {
  type HostsEntry,
  lookupAddress,
  lookupFamily,
  lookupHost,
  lookupIn,
  readHosts,
} from '../../program/resolve';
import { type Service, services } from '../../program/services';

const advice = "Try `getent --help' or `getent --usage' for more information.\n";
/** Status: a key was not found. */
const NOT_FOUND = 2;

/** Lines for one key, empty where there is none; all lines where the key is null. */
type Table = (key: string | null) => Routine<string[]>;

const tables: Readonly<Record<string, Table>> = {
  hosts: function* (key) {
    const entries = yield* readHosts();
    if (key === null) return entries.map((entry) => formatHost(shownAs4(entry.addr), entry.names));
    const addr = normalizeAddress(key);
    if (addr !== null) {
      const entry = entries.find((one) => one.addr === addr);
      if (entry) return [formatHost(addr, entry.names)];
      const name = yield* lookupAddress(addr);
      return name === null ? [] : [formatHost(addr, [name])];
    }
    const found = entries.filter((entry) => isNamed(entry, key));
    const six = found.filter((entry) => isAddress6(entry.addr));
    if (found.length === 0) return yield* hostLines(key);
    return (six.length > 0 ? six : found).map(({ addr: at, names }) => formatHost(at, names));
  },
  ahosts: (key) => addressLines(key, 0),
  ahostsv4: (key) => addressLines(key, 4),
  ahostsv6: (key) => addressLines(key, 6),
  services: function* (key) {
    if (key === null) return services.map(formatService);
    const [name = '', proto] = key.split('/');
    const fits = (row: Service) =>
      (proto === undefined || row.proto === proto) &&
      (/^\d+$/.test(name)
        ? row.port === Number(name)
        : row.name === name || row.aliases.includes(name));
    const row = services.find(fits);
    return row ? [formatService(row)] : [];
  },
  passwd: function* (key) {
    const text = yield* readFile('/etc/passwd');
    const lines = text.ok ? text.value.split('\n').filter((line) => line !== '') : [];
    if (key === null) return lines;
    const field = /^\d+$/.test(key) ? 2 : 0;
    return lines.filter((line) => line.split(':')[field] === key).slice(0, 1);
  },
  group: function* (key) {
    const text = yield* readFile('/etc/passwd');
    const lines = (text.ok ? text.value.split('\n') : []).filter((line) => line !== '');
    const groups = lines.map((line) => {
      const [name, , , number] = line.split(':');
      return `${name}:x:${number}:`;
    });
    if (key === null) return groups;
    const field = /^\d+$/.test(key) ? 2 : 0;
    return groups.filter((line) => line.split(':')[field] === key).slice(0, 1);
  },
  protocols: function* (key) {
    const all = [
      ['ip', 0, 'IP'],
      ['icmp', 1, 'ICMP'],
      ['tcp', 6, 'TCP'],
      ['udp', 17, 'UDP'],
      ['ipv6', 41, 'IPv6'],
      ['ipv6-icmp', 58, 'IPv6-ICMP'],
    ] as const;
    return all
      .filter(([name, number]) => key === null || key === name || key === String(number))
      .map(([name, number, alias]) => `${name.padEnd(21)} ${number} ${alias}`);
  },
};

/** What DNS knows: addresses of IPv6 alone where there are any (gethostbyname2(3)). */
function* hostLines(name: string): Routine<string[]> {
  for (const family of [6, 4] as const) {
    const found = yield* lookupFamily(name, family);
    if (!found) continue;
    const { addrs, canonical } = found;
    const typed = name.replace(/\.$/, '');
    const alias = canonical.toLowerCase() === typed.toLowerCase() ? [] : [typed];
    return addrs.map((addr) => formatHost(addr, [canonical, ...alias]));
  }
  return [];
}

function isNamed(entry: HostsEntry, name: string): boolean {
  return entry.names.some((own) => own.toLowerCase() === name.toLowerCase());
}

/** Listing the file, glibc shows an IPv6 loopback line by IPv4's address. */
function shownAs4(addr: string): string {
  return addr === '::1' ? '127.0.0.1' : addr;
}

function formatHost(addr: string, names: readonly string[]): string {
  return `${addr.padEnd(15)} ${names.join(' ')}`;
}

function formatService(row: Service): string {
  return [row.name.padEnd(21), `${row.port}/${row.proto}`, ...row.aliases].join(' ');
}

function* addressLines(key: string | null, family: 0 | 4 | 6): Routine<string[]> {
  const entries = yield* readHosts();
  if (key === null) return entries.map((entry) => formatHost(shownAs4(entry.addr), entry.names));
  let found = lookupIn(entries, key, family);
  let mapped = false;
  if (!found.ok && family === 6) {
    found = lookupIn(entries, key, 4);
    mapped = true;
  }
  if (!found.ok) {
    mapped = false;
    found = yield* lookupHost(key, family);
    if (!found.ok && family === 6) {
      found = yield* lookupHost(key, 4);
      mapped = true;
    }
  }
  if (!found.ok) return [];
  const { canonical, literal } = found;
  return found.addrs.flatMap((addr, index) => {
    const shown = (mapped ? mapAddress(addr) : addr).padEnd(15);
    const name = index === 0 ? (literal ? key : canonical) : '';
    return [`${shown} STREAM ${name}`, `${shown} DGRAM  `, `${shown} RAW    `];
  });
}

function* main(context: ProgramContext): Routine<number> {
  const [database, ...keys] = context.argv.slice(1);
  if (database === undefined) {
    yield* printError(`getent: wrong number of arguments\n${advice}`);
    return 1;
  }
  if (database.startsWith('-')) {
    const what = database.startsWith('--')
      ? `unrecognized option '${database}'`
      : `invalid option -- '${database.charAt(1)}'`;
    yield* printError(`getent: ${what}\n${advice}`);
    return 64;
  }
  const table = Object.hasOwn(tables, database) ? tables[database] : undefined;
  if (!table) {
    yield* printError(`Unknown database: ${database}\n${advice}`);
    return 1;
  }
  let status = 0;
  for (const key of keys.length > 0 ? keys : [null]) {
    const lines = yield* table(key);
    if (lines.length === 0) status = NOT_FOUND;
    yield* print(lines.map((line) => `${line}\n`).join(''));
  }
  return status;
}

export const getent: Program = {
  name: 'getent',
  usage: 'getent hosts|ahosts|services|passwd [KEY]...',
  summary: 'look a name up as programs do',
  main,
};
