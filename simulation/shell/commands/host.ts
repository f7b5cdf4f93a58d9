/** `host` of BIND 9.18: a name's addresses and mail servers, or an address's name, in sentences. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError } from '../../host/system';
import { normalizeAddress } from '../../packet/address';
import type { Server } from '../../program/dns/exchange';
import { formatData } from '../../program/dns/format-record';
import { type DnsRecord, type Message, typeOf } from '../../program/dns/message';
import { formatBareName, type Name, parseName } from '../../program/dns/name';
import { BIND_VERSION } from '../../program/dns/named-conf';
import {
  NOERROR,
  NXDOMAIN,
  nameOfCode,
  nameOfType,
  TYPE_A,
  TYPE_AAAA,
  TYPE_ANY,
  TYPE_CNAME,
  TYPE_MX,
  TYPE_PTR,
  typeOfName,
} from '../../program/dns/record-types';
import { reverseName } from '../../program/dns/reverse-name';
import { type Option, type Options, parseOptions } from '../options';
import { type Asked, askInTurn } from './dns-ask';
import { formatHeader, formatQuestion, formatRow } from './dns-format';
import { findServers, listNames } from './dns-servers';
import { hostUsage } from './host-usage';

const options: readonly Option[] = [
  ...[...'46adrsTUvVwA'].map((short) => ({ short, help: '' })),
  ...[...'cNRtWmp'].map((short) => ({ short, value: 'VALUE', help: '' })),
];
/** Letters of the real tool that are left out. */
const unsupported = 'Cli';

type Settings = {
  types: readonly number[];
  chosen: boolean;
  verbose: boolean;
  over: 'udp' | 'tcp';
  recurse: boolean;
  /** Milliseconds, and how often. */
  timeout: number;
  tries: number;
  port: number;
  family: 0 | 4 | 6;
  stopAtFailure: boolean;
};

function readSettings(given: Options): Settings | string {
  const text = given.get('t');
  const any = given.has('a', 'A');
  const type = text === undefined ? (any ? TYPE_ANY : null) : typeOfName(text);
  if (text !== undefined && type === null) return `invalid type: ${text}\n`;
  const port = Number(given.get('p') ?? 53);
  const seconds = Number.parseInt(given.get('W') ?? '5', 10);
  const retries = Number.parseInt(given.get('R') ?? '1', 10);
  return {
    types: type === null ? [TYPE_A, TYPE_AAAA, TYPE_MX] : [type],
    chosen: type !== null,
    verbose: any || given.has('v', 'd'),
    over: given.has('T') || (type === TYPE_ANY && !given.has('U')) ? 'tcp' : 'udp',
    recurse: !given.has('r'),
    timeout: (Number.isNaN(seconds) ? 5 : Math.max(1, seconds)) * 1000,
    tries: (Number.isNaN(retries) ? 1 : Math.max(0, retries)) + 1,
    port: Number.isInteger(port) && port > 0 && port < 65536 ? port : 53,
    family: given.has('4') ? 4 : given.has('6') ? 6 : 0,
    stopAtFailure: given.has('s'),
  };
}

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options, unsupported });
  if (!parsed.ok) {
    const letter = /invalid option -- '(.)'/.exec(parsed.message)?.[1];
    const words = letter === undefined ? parsed.message : `illegal option -- ${letter}`;
    yield* printError(`host: ${words}\n${hostUsage}`);
    return 1;
  }
  const { options: given, operands } = parsed;
  if (given.has('V')) {
    yield* printError(`host ${BIND_VERSION}\n`);
    return 0;
  }
  const [asked, server] = operands;
  if (asked === undefined) {
    yield* printError(hostUsage);
    return 1;
  }
  const settings = readSettings(given);
  if (typeof settings === 'string') {
    yield* printError(`host: ${settings}\n`);
    return 2;
  }
  const found = yield* findServers(server ?? null, settings.port, settings.family);
  if (typeof found === 'string') {
    yield* printError(`host: couldn't get address for '${server}': ${found}\n`);
    return 1;
  }
  const addr = normalizeAddress(asked);
  const text = addr === null ? asked : reverseName(addr);
  const own = addr === null || settings.chosen ? settings : { ...settings, types: [TYPE_PTR] };
  const names = addr === null ? listNames(asked, true, found.conf) : parsedNames(text);
  if (names.length === 0) {
    yield* printError(`host: '${asked}' is not a legal name (empty label)\n`);
    return 1;
  }
  const shown = addr === null ? asked : text;
  return yield* lookUp(own, names, shown, found.servers, server ?? null);
}

function parsedNames(text: string): Name[] {
  const reading = parseName(text);
  return reading.ok ? [reading.name] : [];
}

function* lookUp(
  settings: Settings,
  names: readonly Name[],
  shown: string,
  servers: readonly Server[],
  given: string | null,
): Routine<number> {
  let introduced = false;
  let owner: Name | null = null;
  let last: Message | null = null;
  for (const type of settings.types) {
    const list: readonly Name[] = owner === null ? names : [owner];
    for (const [index, name] of list.entries()) {
      if (settings.verbose) yield* print(`Trying "${formatBareName(name)}"\n`);
      const asked = yield* askInTurn(servers, name, type, settings, print);
      if (!asked) return 1;
      const { server, result } = asked;
      if (given !== null && !introduced) {
        const lines = [`Name: ${given}`, `Address: ${server.addr}#${server.port}`, 'Aliases: '];
        yield* print(`Using domain server:\n${lines.join('\n')}\n\n`);
      }
      introduced = true;
      last = result.reply;
      if (last.code !== NOERROR) {
        if (last.code === NXDOMAIN && index < list.length - 1) continue;
        // A name that does not exist is told as it was asked for.
        const told = last.code === NXDOMAIN ? shown : formatBareName(name);
        yield* print(`Host ${told} not found: ${last.code}(${nameOfCode(last.code)})\n`);
        return 1;
      }
      yield* show(settings, asked, owner === null, type);
      const end = last.answer.filter(({ data }) => data.type === 'CNAME').at(-1)?.data;
      owner = end?.type === 'CNAME' ? end.name : name;
      break;
    }
  }
  const only = settings.types.length === 1 ? settings.types[0] : undefined;
  if (last?.answer.length === 0 && only !== undefined && !settings.verbose) {
    yield* print(`${shown} has no ${nameOfType(only)} record\n`);
  }
  return 0;
}

function* show(
  settings: Settings,
  { server, result }: Asked,
  first: boolean,
  type: number,
): Routine {
  const { reply, size, ms } = result;
  if (settings.verbose) {
    const section = (title: string, records: readonly DnsRecord[]) => {
      if (records.length === 0) return '';
      const rows = records.map((record) => formatRow(record)).join('');
      return `;; ${title} SECTION:\n${rows}\n`;
    };
    yield* print(
      `${formatHeader(reply)}\n;; QUESTION SECTION:\n${formatQuestion(reply)}\n` +
        section('ANSWER', reply.answer) +
        section('AUTHORITY', reply.authority) +
        section('ADDITIONAL', reply.additional) +
        `Received ${size} bytes from ${server.addr}#${server.port} in ${Math.floor(ms)} ms\n`,
    );
    return;
  }
  for (const record of reply.answer) {
    // Aliases are told once, with the addresses.
    const alias = typeOf(record.data) === TYPE_CNAME;
    if (alias && !first && type !== TYPE_CNAME) continue;
    yield* print(`${sentence(record)}\n`);
  }
}

/** One record in host's words. */
function sentence({ name, data }: DnsRecord): string {
  const owner = formatBareName(name);
  const value = formatData(data);
  switch (data.type) {
    case 'A':
      return `${owner} has address ${value}`;
    case 'AAAA':
      return `${owner} has IPv6 address ${value}`;
    case 'CNAME':
      return `${owner} is an alias for ${value}`;
    case 'MX':
      return `${owner} mail is handled by ${value}`;
    case 'NS':
      return `${owner} name server ${value}`;
    case 'PTR':
      return `${owner} domain name pointer ${value}`;
    case 'TXT':
      return `${owner} descriptive text ${value}`;
    default:
      return `${owner} has ${nameOfType(typeOf(data))} record ${value}`;
  }
}

export const host: Program = {
  name: 'host',
  usage: 'host [-aTv] [-t TYPE] [-p PORT] [-W SECONDS] NAME [SERVER]',
  summary: 'ask DNS for the addresses of a name, in sentences',
  main,
};
