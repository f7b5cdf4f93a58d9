/** `nslookup` of BIND 9.18, one question on the command line. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError } from '../../host/system';
import { normalizeAddress } from '../../packet/address';
import type { Server } from '../../program/dns/exchange';
import { formatText } from '../../program/dns/format-record';
import type { DnsRecord, Message } from '../../program/dns/message';
import { typeOf } from '../../program/dns/message';
import { formatBareName, formatName, type Name, parseName } from '../../program/dns/name';
import { BIND_VERSION } from '../../program/dns/named-conf';
import {
  NOERROR,
  NXDOMAIN,
  nameOfCode,
  nameOfType,
  TYPE_A,
  TYPE_AAAA,
  TYPE_PTR,
  typeOfName,
} from '../../program/dns/record-types';
import { reverseName } from '../../program/dns/reverse-name';
import { askInTurn } from './dns-ask';
import { findServers, listNames } from './dns-servers';

type Settings = {
  type: number | null;
  over: 'udp' | 'tcp';
  recurse: boolean;
  search: boolean;
  timeout: number;
  tries: number;
  port: number;
  stopAtFailure: boolean;
};

/** What an option changes; a string is what nslookup says of it, and goes on. */
function readOption(word: string, settings: Settings): string | null {
  const [, name = '', value = ''] = /^-([^=]*)=?(.*)$/s.exec(word) ?? [];
  const number = /^\d{1,5}$/.test(value) ? Number(value) : null;
  const begins = (full: string, least: number) => name.length >= least && full.startsWith(name);
  if (begins('querytype', 1) || begins('type', 1)) {
    const type = typeOfName(value);
    if (type === null) return `unknown query type: ${value}\n`;
    settings.type = type;
  } else if (begins('port', 2) && number !== null) settings.port = number;
  else if (begins('timeout', 2) && number !== null) settings.timeout = Math.max(1, number) * 1000;
  else if (begins('retry', 3) && number !== null) settings.tries = Math.max(1, number);
  else if (name === 'vc') settings.over = 'tcp';
  else if (name === 'novc') settings.over = 'udp';
  else if (begins('recurse', 3)) settings.recurse = true;
  else if (begins('norecurse', 5)) settings.recurse = false;
  else if (begins('search', 3)) settings.search = true;
  else if (begins('nosearch', 5)) settings.search = false;
  else if (/^(debug|nodebug|d2|nod2|class|domain|ndots|fail|nofail|sil|all)/.test(name)) {
    return `nslookup: -${name} is not in this simulation\n`;
  } else return `*** Invalid option: ${name}\n`;
  return null;
}

function* main(context: ProgramContext): Routine<number> {
  const settings: Settings = {
    ...{ type: null, over: 'udp', recurse: true, search: true, timeout: 5000, tries: 3 },
    ...{ port: 53, stopAtFailure: false },
  };
  const operands: string[] = [];
  for (const word of context.argv.slice(1)) {
    if (word === '-version' || word === '-v') {
      yield* print(`nslookup ${BIND_VERSION}\n`);
      return 0;
    }
    if (!/^-./.test(word)) operands.push(word);
    else {
      const problem = readOption(word, settings);
      if (problem !== null) yield* print(problem);
    }
  }
  const [asked, server] = operands;
  if (asked === undefined || asked === '-') {
    yield* printError('nslookup: asking line by line is not in this simulation; give a name\n');
    return 1;
  }
  const found = yield* findServers(server ?? null, settings.port, 0);
  if (typeof found === 'string') {
    yield* printError(`nslookup: couldn't get address for '${server}': ${found}\n`);
    return 1;
  }
  const addr = normalizeAddress(asked);
  const text = addr === null ? asked : reverseName(addr);
  const reading = parseName(text);
  if (!reading.ok) {
    yield* print(`nslookup: '${asked}' is not a legal name (${reading.error})\n`);
    return 1;
  }
  const types =
    addr !== null
      ? [TYPE_PTR]
      : (settings.type ?? null) === null
        ? [TYPE_A, TYPE_AAAA]
        : [settings.type ?? TYPE_A];
  const names = addr === null ? listNames(asked, settings.search, found.conf) : [reading.name];
  const shown = addr === null ? asked : text.replace(/\.$/, '');
  const checked = server === undefined && found.servers.length === 1;
  const job = { names, types, shown, reverse: addr !== null, checked };
  return yield* lookUp(settings, job, found.servers);
}

type Job = {
  names: readonly Name[];
  types: readonly number[];
  shown: string;
  reverse: boolean;
  /** Of the only server of resolv.conf(5) it is told that it does not ask others. */
  checked: boolean;
};

function* lookUp(settings: Settings, job: Job, servers: readonly Server[]): Routine<number> {
  let introduced = false;
  let told = false;
  let owner: Name | null = null;
  const introduce = function* (server: Server): Routine {
    if (introduced || job.reverse) return;
    introduced = true;
    const place = `${server.addr}#${server.port}`;
    yield* print(`Server:\t\t${server.name}\nAddress:\t${place}\n\n`);
  };
  const refused = function* (server: Server, last: boolean): Routine {
    const more = last ? '' : ', trying next server';
    yield* print(`;; Got SERVFAIL reply from ${server.addr}${more}\n`);
  };
  const both = job.types.length > 1;
  let silent = false;
  for (const type of job.types) {
    const list: readonly Name[] = owner === null ? job.names : [owner];
    for (const [index, name] of list.entries()) {
      const asked = yield* askInTurn(servers, name, type, settings, print, refused);
      if (!asked) {
        yield* print('\n');
        return 1;
      }
      const { reply } = asked.result;
      if (job.checked && settings.recurse && !reply.flags.ra) {
        yield* print(`;; Got recursion not available from ${asked.server.addr}\n`);
      }
      yield* introduce(asked.server);
      if (reply.code !== NOERROR) {
        if (reply.code === NXDOMAIN && index < list.length - 1) continue;
        const words = `** server can't find ${job.shown}: ${nameOfCode(reply.code)}\n\n`;
        yield* print(words);
        return 1;
      }
      const second = owner !== null;
      if (!second && !reply.flags.aa && !job.reverse) yield* print('Non-authoritative answer:\n');
      const rows = second ? reply.answer.filter(({ data }) => data.type !== 'CNAME') : reply.answer;
      yield* print(rows.map(formatRecord).join(''));
      told ||= rows.length > 0;
      silent = !told && type === job.types.at(-1);
      if (silent) yield* print(`*** Can't find ${job.shown}: No answer\n`);
      if (!both) yield* print(formatEnd(reply, rows.length > 0, job.reverse));
      const end = reply.answer.filter(({ data }) => data.type === 'CNAME').at(-1)?.data;
      owner = end?.type === 'CNAME' ? end.name : name;
      break;
    }
  }
  yield* print('\n');
  return 0;
}

/** Where more is known, for types that are no addresses. */
function formatEnd(reply: Message, found: boolean, reverse: boolean): string {
  const plain = reply.question.every(({ type }) => type === TYPE_A || type === TYPE_AAAA);
  if (plain || !found || (reply.flags.aa && !reverse)) return '';
  const rows = [...reply.authority, ...reply.additional].map(formatRecord).join('');
  return `\nAuthoritative answers can be found from:\n${rows}`;
}

function formatRecord({ name, data }: DnsRecord): string {
  const owner = formatBareName(name);
  switch (data.type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${owner}\nAddress: ${data.addr}\n`;
    case 'CNAME':
      return `${owner}\tcanonical name = ${formatName(data.name)}\n`;
    case 'MX':
      return `${owner}\tmail exchanger = ${data.preference} ${formatName(data.name)}\n`;
    case 'NS':
      return `${owner}\tnameserver = ${formatName(data.name)}\n`;
    case 'PTR':
      return `${owner}\tname = ${formatName(data.name)}\n`;
    case 'TXT':
      return `${owner}\ttext = ${data.texts.map(formatText).join(' ')}\n`;
    case 'SRV': {
      const { priority, weight, port } = data;
      return `${owner}\tservice = ${priority} ${weight} ${port} ${formatName(data.name)}\n`;
    }
    case 'SOA': {
      const rows = [
        `origin = ${formatBareName(data.primary)}`,
        `mail addr = ${formatBareName(data.mailbox)}`,
        `serial = ${data.serial}`,
        `refresh = ${data.refresh}`,
        `retry = ${data.retry}`,
        `expire = ${data.expire}`,
        `minimum = ${data.minimum}`,
      ];
      return `${owner}\n${rows.map((row) => `\t${row}\n`).join('')}`;
    }
    case 'other':
      return `${owner}\trdata_${typeOf(data)} = ${nameOfType(typeOf(data))}\n`;
  }
}

export const nslookup: Program = {
  name: 'nslookup',
  usage: 'nslookup [-type=TYPE] [-port=PORT] [-timeout=SECONDS] NAME [SERVER]',
  summary: 'ask DNS for a name, briefly',
  main,
};
