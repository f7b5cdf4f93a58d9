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
import { type Change, type DigLookup, plusOption } from './dig-plus';
import { digHelp, digMore, digUsage, digVersion } from './dig-usage';

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
