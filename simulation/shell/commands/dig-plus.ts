/** The `+` options of dig, and what each changes in a question and in how it is shown. */
import { digMore, digUsage } from './dig-usage';

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
export type Change = Partial<Omit<DigLookup, 'show'>> & { show?: Partial<DigLookup['show']> };
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

export function plusOption(word: string): Change | { text: string; status: number } {
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
