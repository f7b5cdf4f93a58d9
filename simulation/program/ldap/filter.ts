/** Search filters: as text (RFC 4515), as BER (RFC 4511, section 4.5.1.7), and applied to an entry. */
import { decodeText, encodeText } from '../../host/bytes';
import { type Element, encode, TAG } from './ber';
import type { Entry } from './ldif';

export type Filter =
  | { is: 'and' | 'or'; of: Filter[] }
  | { is: 'not'; of: Filter }
  | { is: 'equal' | 'at-least' | 'at-most' | 'approx'; name: string; value: string }
  | { is: 'present'; name: string }
  | { is: 'substrings'; name: string; initial: string | null; any: string[]; final: string | null };

/** Values are bytes, one character each. `\2a` stands for a star. */
function unescape(text: string): string | null {
  if (/\\(?![0-9a-fA-F]{2})|[()]/.test(text)) return null;
  return text.replace(/\\([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** A filter as people write it; the outermost brackets may be left out. Null where it is none. */
export function parseFilter(text: string): Filter | null {
  const plain = encodeText(text.trim());
  const parsed = parseAt(plain.startsWith('(') ? plain : `(${plain})`, 0, 0);
  const whole = plain.startsWith('(') ? plain.length : plain.length + 2;
  return parsed && parsed.end === whole ? parsed.filter : null;
}

type At = { filter: Filter; end: number };

function parseAt(text: string, from: number, depth: number): At | null {
  if (text[from] !== '(' || depth > 32) return null;
  const sign = text[from + 1] ?? '';
  if (sign === '&' || sign === '|' || sign === '!') {
    const of: Filter[] = [];
    let at = from + 2;
    while (text[at] === '(') {
      const inner = parseAt(text, at, depth + 1);
      if (!inner) return null;
      of.push(inner.filter);
      at = inner.end;
    }
    if (text[at] !== ')') return null;
    const [only, ...more] = of;
    if (sign !== '!') return { filter: { is: sign === '&' ? 'and' : 'or', of }, end: at + 1 };
    return only && more.length === 0 ? { filter: { is: 'not', of: only }, end: at + 1 } : null;
  }
  const close = text.indexOf(')', from);
  if (close < 0) return null;
  const filter = parseItem(text.slice(from + 1, close));
  return filter && { filter, end: close + 1 };
}

function parseItem(text: string): Filter | null {
  const parts = /^([\w.;-]+)(>=|<=|~=|=)([\s\S]*)$/.exec(text);
  if (!parts) return null;
  const [, name = '', sign, written = ''] = parts;
  if (sign === '=' && written === '*') return { is: 'present', name };
  const values = (sign === '=' ? written.split('*') : [written]).map(unescape);
  if (values.some((one) => one === null)) return null;
  const [first = '', ...rest] = values as string[];
  if (rest.length === 0) {
    const is = ({ '>=': 'at-least', '<=': 'at-most', '~=': 'approx', '=': 'equal' } as const)[
      sign as '='
    ];
    return { is, name, value: first };
  }
  const final = rest.pop() ?? '';
  const any = rest.filter((one) => one !== '');
  return { is: 'substrings', name, initial: first || null, any, final: final || null };
}

const simple = { equal: 0xa3, 'at-least': 0xa5, 'at-most': 0xa6, approx: 0xa8 } as const;

export function encodeFilter(filter: Filter): string {
  switch (filter.is) {
    case 'and':
    case 'or':
      return encode(filter.is === 'and' ? 0xa0 : 0xa1, filter.of.map(encodeFilter));
    case 'not':
      return encode(0xa2, encodeFilter(filter.of));
    case 'present':
      return encode(0x87, filter.name);
    case 'substrings': {
      const parts = [
        ...(filter.initial === null ? [] : [encode(0x80, filter.initial)]),
        ...filter.any.map((one) => encode(0x81, one)),
        ...(filter.final === null ? [] : [encode(0x82, filter.final)]),
      ];
      return encode(0xa4, [encode(TAG.octets, filter.name), encode(TAG.sequence, parts)]);
    }
    default:
      return encode(simple[filter.is], [
        encode(TAG.octets, filter.name),
        encode(TAG.octets, filter.value),
      ]);
  }
}

export function decodeFilter(element: Element): Filter | null {
  const { tag, bytes, children } = element;
  if (tag === 0x87) return { is: 'present', name: bytes };
  if (tag === 0xa0 || tag === 0xa1) {
    const of = children.map(decodeFilter);
    if (of.some((one) => one === null)) return null;
    return { is: tag === 0xa0 ? 'and' : 'or', of: of as Filter[] };
  }
  const [first, second] = children;
  if (!first) return null;
  if (tag === 0xa2) {
    const of = decodeFilter(first);
    return of && { is: 'not', of };
  }
  if (!second) return null;
  const name = first.bytes;
  if (tag === 0xa4) {
    const part = (which: number) =>
      second.children.filter((one) => one.tag === which).map((one) => one.bytes);
    return {
      is: 'substrings',
      name,
      initial: part(0x80)[0] ?? null,
      any: part(0x81),
      final: part(0x82)[0] ?? null,
    };
  }
  const is = (Object.keys(simple) as (keyof typeof simple)[]).find((key) => simple[key] === tag);
  return is === undefined ? null : { is, name, value: second.bytes };
}

/** Attributes whose values are compared letter by letter (RFC 4519); the others ignore case. */
const exact = ['userpassword', 'homedirectory', 'loginshell'];

function fold(name: string, value: string): string {
  if (exact.includes(name)) return value;
  return decodeText(value).toLowerCase().trim().replace(/\s+/g, ' ');
}

/**
 * Whether an entry fits. `known` are the attributes of the whole directory, in lower case; order
 * filters match nothing, as for attributes without an ordering rule.
 */
export function matches(filter: Filter, entry: Entry, known: readonly string[]): boolean {
  switch (filter.is) {
    case 'and':
      return filter.of.every((one) => matches(one, entry, known));
    case 'or':
      return filter.of.some((one) => matches(one, entry, known));
    case 'not':
      return isDefined(filter.of, known) && !matches(filter.of, entry, known);
    case 'at-least':
    case 'at-most':
      return false;
  }
  const name = filter.name.toLowerCase();
  const values = entry.attributes.filter((one) => one.name.toLowerCase() === name);
  if (filter.is === 'present') return name === 'objectclass' || values.length > 0;
  if (filter.is !== 'substrings') {
    const wanted = fold(name, filter.value);
    return values.some(({ value }) => fold(name, value) === wanted);
  }
  return values.some(({ value }) => {
    let rest = fold(name, value);
    const initial = filter.initial === null ? '' : fold(name, filter.initial);
    if (!rest.startsWith(initial)) return false;
    rest = rest.slice(initial.length);
    for (const part of filter.any) {
      const at = rest.indexOf(fold(name, part));
      if (at < 0) return false;
      rest = rest.slice(at + fold(name, part).length);
    }
    return filter.final === null || rest.endsWith(fold(name, filter.final));
  });
}

/** `(!(foo=bar))` of an attribute that nobody knows is undefined, and so not true. */
function isDefined(filter: Filter, known: readonly string[]): boolean {
  switch (filter.is) {
    case 'at-least':
    case 'at-most':
      return false;
    case 'and':
    case 'or':
      return filter.of.every((one) => isDefined(one, known));
    case 'not':
      return isDefined(filter.of, known);
    default:
      return known.includes(filter.name.toLowerCase());
  }
}
