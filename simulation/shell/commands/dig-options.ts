/** dig's command line: servers, names, types and `+` options, in any order (dig(1)). */
import { isAddress6, parseAddress4 } from '../../packet/address';
import {
  classOfName,
  IN,
  TYPE_A,
  TYPE_NS,
  TYPE_PTR,
  typeOfName,
} from '../../program/dns/record-types';
import { reverseName } from '../../program/dns/reverse-name';
import { digHelp, digMore, digUsage, digVersion } from './dig-usage';

export type DigLookup = {
  name: string;
  type: number;
  class: number;
  /** As it was given after `@`; null asks those of resolv.conf. */
  server: string | null;
  port: number;
  family: 0 | 4 | 6;
  tcp: boolean;
  recurse: boolean;
  ignore: boolean;
  edns: boolean;
  size: number;
  dnssec: boolean;
  cookie: boolean;
  ad: boolean;
  cd: boolean;
  search: boolean;
  trace: boolean;
  /** Seconds, and how often in all. */
  timeout: number;
  tries: number;
  show: {
    cmd: boolean;
    comments: boolean;
    question: boolean;
    answer: boolean;
    authority: boolean;
    additional: boolean;
    stats: boolean;
    short: boolean;
    identify: boolean;
    ttl: boolean;
    class: boolean;
    multiline: boolean;
    query: boolean;
  };
};
export type DigArguments =
  | { ok: true; lookups: DigLookup[]; servedFirst: boolean; warnings: string[] }
  | { ok: false; text: string; status: number; error: boolean };

const start: DigLookup = {
  ...{ name: '.', type: TYPE_NS, class: IN, server: null, port: 53, family: 0, tcp: false },
  ...{ recurse: true, ignore: false, edns: true, size: 1232, dnssec: false, cookie: true },
  ...{ ad: true, cd: false, search: false, trace: false, timeout: 5, tries: 3 },
  show: {
    ...{ cmd: true, comments: true, question: true, answer: true, authority: true },
    ...{ additional: true, stats: true, short: false, identify: false, ttl: true, class: true },
    ...{ multiline: false, query: false },
  },
};

type Change = Partial<Omit<DigLookup, 'show'>> & { show?: Partial<DigLookup['show']> };
type Rule = (on: boolean, value: string | null) => Change | string;
const flag =
  (key: keyof DigLookup['show']): Rule =>
  (on) => ({ show: { [key]: on } });

function readNumber(what: string, value: string | null, most: number, least = 0): number | string {
  if (value === null || !/^\d+$/.test(value)) {
    return `invalid ${what} '${value ?? ''}': not a valid number\ndig: Couldn't parse ${what}`;
  }
  return Math.min(Math.max(Number(value), least), most);
}

const sections = ['comments', 'question', 'answer', 'authority', 'additional', 'stats'] as const;
const rules: Readonly<Record<string, Rule>> = {
  all: (on) => ({
    show: { ...Object.fromEntries(sections.map((key) => [key, on])), cmd: on },
  }),
  ...{ answer: flag('answer'), additional: flag('additional'), authority: flag('authority') },
  ...{ comments: flag('comments'), question: flag('question'), stats: flag('stats') },
  ...{ cmd: flag('cmd'), qr: flag('query'), identify: flag('identify') },
  ...{ ttlid: flag('ttl'), multiline: flag('multiline'), class: flag('class'), cl: flag('class') },
  short: (on) =>
    on
      ? {
          show: {
            ...Object.fromEntries(sections.map((key) => [key, key === 'answer'])),
            ...{ short: true, cmd: false },
          },
        }
      : { show: { short: false } },
  tcp: (on) => ({ tcp: on }),
  vc: (on) => ({ tcp: on }),
  recurse: (on) => ({ recurse: on }),
  rdflag: (on) => ({ recurse: on }),
  ignore: (on) => ({ ignore: on }),
  dnssec: (on) => ({ dnssec: on, ...(on ? { edns: true } : {}) }),
  do: (on) => ({ dnssec: on, ...(on ? { edns: true } : {}) }),
  cookie: (on) => ({ cookie: on, ...(on ? { edns: true } : {}) }),
  adflag: (on) => ({ ad: on }),
  cdflag: (on) => ({ cd: on }),
  search: (on) => ({ search: on }),
  defname: (on) => ({ search: on }),
  trace: (on) =>
    on ? { trace: true, recurse: false, dnssec: true, edns: true } : { trace: false },
  edns: (on, value) => {
    if (value !== null && value !== '0') return 'EDNS versions above 0 are not in this simulation';
    return { edns: on };
  },
  bufsize: (_, value) => {
    const size = readNumber('buffer size', value, 65535);
    return typeof size === 'string' ? size : { size, edns: true };
  },
  timeout: (_, value) => {
    const timeout = readNumber('timeout', value, 65535, 1);
    return typeof timeout === 'string' ? timeout : { timeout };
  },
  tries: (_, value) => {
    const tries = readNumber('tries', value, 65535, 1);
    return typeof tries === 'string' ? tries : { tries };
  },
  retry: (_, value) => {
    const retries = readNumber('retries', value, 65534);
    return typeof retries === 'string' ? retries : { tries: retries + 1 };
  },
};

/** Options of the real dig that are left out here. */
const absent =
  /^(aaflag|aaonly|besteffort|badcookie|dns64prefix|crypto|domain|dscp|ednsflags|ednsnegotiation|ednsopt|expandaaaa|expire|fail|header-only|https|http|idn|idnin|idnout|keepalive|keepopen|mapped|ndots|nsid|nssearch|onesoa|opcode|padding|qid|raflag|rrcomments|showbadcookie|showsearch|split|subnet|tcflag|tls|ttlunits|unknownformat|yaml|zflag)/;

function findRule(name: string): Rule | null {
  // `+time` is short for `+timeout`; any other beginning must leave no doubt.
  const near = Object.keys(rules).filter((one) => one.startsWith(name));
  const exact = near.find((one) => one === name);
  const key = exact ?? (near.length === 1 ? near[0] : undefined);
  return name === '' || key === undefined ? null : (rules[key] ?? null);
}

function plusOption(word: string): Change | { text: string; status: number } {
  const equals = word.indexOf('=');
  const text = (equals < 0 ? word : word.slice(0, equals)).slice(1).toLowerCase();
  const value = equals < 0 ? null : word.slice(equals + 1);
  const own = findRule(text);
  const off = own === null && text.startsWith('no');
  const rule = own ?? (off ? findRule(text.slice(2)) : null);
  if (!rule) {
    if (absent.test(text) || (off && absent.test(text.slice(2)))) {
      return { text: `dig: ${word} is not in this simulation\n`, status: 1 };
    }
    return { text: `Invalid option: ${word}\n${digUsage}${digMore}`, status: 1 };
  }
  const change = rule(!off, value);
  return typeof change === 'string' ? { text: `${change}\n`, status: 10 } : change;
}

function apply(lookup: DigLookup, change: Change): DigLookup {
  return { ...lookup, ...change, show: { ...lookup.show, ...change.show } };
}

/** The name for -x: an address turned round, or what is typed below in-addr.arpa. */
function reverse(text: string): string {
  if (parseAddress4(text) !== null || isAddress6(text)) return reverseName(text);
  return `${text.split('.').reverse().join('.')}.in-addr.arpa.`;
}

export function readDigArguments(args: readonly string[]): DigArguments {
  const fail = (text: string, status: number, error = true): DigArguments => ({
    ...{ ok: false, text, status, error },
  });
  let usual = start;
  let typed = false;
  const lookups: DigLookup[] = [];
  const warnings: string[] = [];
  const change = (one: Change) => {
    const last = lookups.length - 1;
    const current = lookups[last];
    if (current) lookups[last] = apply(current, one);
    else usual = apply(usual, one);
  };
  const add = (name: string, one: Change = {}) => {
    const type = lookups.length === 0 && typed ? usual.type : TYPE_A;
    lookups.push(apply({ ...usual, name, type }, one));
  };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word.startsWith('@')) {
      if (word.length > 1) change({ server: word.slice(1) });
      continue;
    }
    if (word.startsWith('+')) {
      const option = plusOption(word);
      if ('text' in option) return fail(option.text, option.status);
      change(option);
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      const type = typeOfName(word);
      const kind = classOfName(word);
      if (type !== null) {
        typed = true;
        change({ type });
      } else if (kind !== null) change({ class: kind });
      else add(word);
      continue;
    }
    const letter = word.charAt(1);
    if (letter === 'h') return fail(digHelp, 0, false);
    if (letter === 'v') return fail(`${digVersion}\n`, 0, false);
    if ('46mriu'.includes(letter)) {
      if (letter === '4' || letter === '6') change({ family: letter === '4' ? 4 : 6 });
      continue;
    }
    if (!'bcfkpqtxy'.includes(letter)) {
      return fail(`Invalid option: ${word}\n${digUsage}${digMore}`, 1);
    }
    const value = word.length > 2 ? word.slice(2) : rest.shift();
    if (value === undefined) return fail(`Invalid option: ${word}\n${digUsage}${digMore}`, 1);
    if (letter === 'p') {
      if (!/^\d+$/.test(value)) {
        const text = `invalid port number '${value}': not a valid number\n`;
        return fail(`${text}dig: Couldn't parse port number\n`, 1);
      }
      if (Number(value) > 65535) {
        return fail(
          `invalid port number '${value}': out of range\ndig: Couldn't parse port number\n`,
          1,
        );
      }
      change({ port: Number(value) });
    } else if (letter === 't') {
      const type = typeOfName(value);
      typed ||= type !== null;
      if (type === null) warnings.push(`;; Warning, ignoring invalid type ${value}`);
      else change({ type });
    } else if (letter === 'c') {
      const kind = classOfName(value);
      if (kind === null) warnings.push(`;; Warning, ignoring invalid class ${value}`);
      else change({ class: kind });
    } else if (letter === 'q') add(value);
    else if (letter === 'x') add(reverse(value), { type: TYPE_PTR });
    else return fail(`dig: -${letter} is not in this simulation\n`, 1);
  }
  const first = lookups.length === 0 ? [{ ...usual, type: typed ? usual.type : TYPE_NS }] : lookups;
  return { ok: true, lookups: first, servedFirst: usual.server !== null, warnings };
}
