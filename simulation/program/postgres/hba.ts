/** pg_hba.conf (PostgreSQL manual, 21.1): who may come from where, and how they prove who they are. */
import { isAddress6, isInPrefix, normalizeAddress, parsePrefix } from '../../packet/address';

type HbaMethod = 'trust' | 'reject' | 'md5' | 'password' | 'scram-sha-256' | 'peer';
export type HbaLine = {
  /** Its number in the file, from 1. */
  number: number;
  /** As written. */
  raw: string;
  type: string;
  databases: string[];
  users: string[];
  /** `all`, `samehost`, `samenet`, a host name, or a network such as `10.0.0.0/24`. */
  address: string;
  method: HbaMethod;
};
export type HbaRead =
  | { ok: true; lines: HbaLine[] }
  /** `number` is null where the file has no line to blame. */
  | { ok: false; problems: { message: string; number: number | null }[] };

const types = ['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc'];
const methods: readonly HbaMethod[] = [
  'trust',
  'reject',
  'md5',
  'password',
  'scram-sha-256',
  'peer',
];
/** Methods of the real server that nothing here can answer. */
const foreign = ['gss', 'sspi', 'ident', 'ldap', 'radius', 'cert', 'pam', 'bsd'];

export function parseHba(text: string, path: string): HbaRead {
  const lines: HbaLine[] = [];
  const problems: { message: string; number: number | null }[] = [];
  text.split('\n').forEach((row, index) => {
    const raw = row.replace(/#.*/, '').trim();
    if (raw === '') return;
    const parsed = parseLine(raw, index + 1);
    if (typeof parsed === 'string') problems.push({ message: parsed, number: index + 1 });
    else lines.push(parsed);
  });
  if (problems.length > 0) return { ok: false, problems };
  if (lines.length === 0) {
    const message = `configuration file "${path}" contains no entries`;
    return { ok: false, problems: [{ message, number: null }] };
  }
  return { ok: true, lines };
}

/** A line without its comment, or the complaint about it. */
function parseLine(raw: string, number: number): HbaLine | string {
  const fields = raw.match(/(?:"[^"]*"|[^\s,"]+)(?:\s*,\s*(?:"[^"]*"|[^\s,"]+))*/g) ?? [];
  const [type = '', databases, users, ...rest] = fields;
  if (!types.includes(type)) return `invalid connection type "${type}"`;
  if (databases === undefined) return 'end-of-line before database specification';
  if (users === undefined) return 'end-of-line before role specification';
  let address = 'all';
  if (type !== 'local') {
    const read = parseAddress(rest);
    if ('problem' in read) return read.problem;
    address = read.address;
  }
  const [method, ...options] = rest;
  if (method === undefined) return 'end-of-line before authentication method';
  if (foreign.includes(method))
    return `authentication method "${method}" is not in this simulation`;
  const found = methods.find((one) => one === method);
  if (!found) return `invalid authentication method "${method}"`;
  if (found === 'peer' && type !== 'local') {
    return 'peer authentication is only supported on local sockets';
  }
  for (const option of options) {
    const [name, value] = option.split('=');
    if (value === undefined) return `authentication option not in name=value format: ${option}`;
    return `unrecognized authentication option name: "${name}"`;
  }
  return {
    number,
    raw,
    type,
    databases: names(databases),
    users: names(users),
    address,
    method: found,
  };
}

function names(field: string): string[] {
  return field.split(',').map((one) => one.trim().replace(/^"(.*)"$/, '$1'));
}

/** Takes one field, or two where a mask stands apart, from the front of `rest`. */
function parseAddress(rest: string[]): { address: string } | { problem: string } {
  const given = rest.shift();
  if (given === undefined) return { problem: 'end-of-line before IP address specification' };
  if (['all', 'samehost', 'samenet'].includes(given)) return { address: given };
  const [host = '', bits] = given.split('/');
  const literal = normalizeAddress(host);
  if (bits !== undefined) {
    if (literal === null) {
      return { problem: `specifying both host name and CIDR mask is invalid: "${given}"` };
    }
    const network = /^\d+$/.test(bits) ? parsePrefix(given) : null;
    return network ? { address: given } : { problem: `invalid CIDR mask in address "${given}"` };
  }
  if (literal === null) return { address: given };
  const mask = rest.shift();
  if (mask === undefined) {
    return { problem: 'end-of-line before netmask specification' };
  }
  const length = maskLength(mask, isAddress6(literal));
  if (length !== null) return { address: `${literal}/${length}` };
  return { problem: `invalid IP mask "${mask}": Name or service not known` };
}

/** 24 for 255.255.255.0; null for what is no mask. */
function maskLength(mask: string, six: boolean): number | null {
  const plain = normalizeAddress(mask);
  if (plain === null || isAddress6(plain) !== six || six) return null;
  const bits = plain
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? (bits.indexOf('0') < 0 ? 32 : bits.indexOf('0')) : null;
}

export type Caller = {
  database: string;
  user: string;
  /** Address of the client. */
  address: string;
  /** Addresses of this host, for samehost and samenet, with their prefix lengths. */
  own: readonly string[];
  /** The name that the client's address has, where a line has host names. */
  hostName: string | null;
};

/** The first line that fits; there is none where the caller is unknown to the file. */
export function matchHba(lines: readonly HbaLine[], caller: Caller): HbaLine | null {
  return lines.find((line) => fits(line, caller)) ?? null;
}

function fits(line: HbaLine, caller: Caller): boolean {
  if (line.type === 'local' || line.type === 'hostssl' || line.type === 'hostgssenc') return false;
  const database = line.databases.some(
    (one) =>
      one === 'all' ||
      one === caller.database ||
      (one === 'sameuser' && caller.user === caller.database),
  );
  const user = line.users.some((one) => one === 'all' || one === caller.user);
  return database && user && fitsAddress(line.address, caller);
}

function fitsAddress(address: string, caller: Caller): boolean {
  if (address === 'all') return true;
  if (address === 'samehost') {
    return caller.own.some((own) => own.split('/')[0] === caller.address);
  }
  if (address === 'samenet') return caller.own.some((own) => inNetwork(caller.address, own));
  if (address.includes('/')) return inNetwork(caller.address, address);
  if (address.startsWith('.')) return caller.hostName?.endsWith(address) ?? false;
  return caller.hostName === address;
}

function inNetwork(addr: string, network: string): boolean {
  const prefix = parsePrefix(network);
  return prefix !== null && isInPrefix(addr, prefix);
}
