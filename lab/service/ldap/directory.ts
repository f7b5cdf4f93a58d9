/** What the lab's directory holds, and how it is searched. Pure. RFC 4511, 4.5; RFC 4514. */

export type Entry = { dn: string; attributes: Readonly<Record<string, readonly string[]>> };

export const BASE = 'dc=shop,dc=example';
export const PEOPLE = `ou=people,${BASE}`;
export const ANN = `uid=ann,${PEOPLE}`;
export const PASSWORD = 'earl-grey';

const person = (uid: string, givenName: string, sn: string, title: string): Entry => ({
  dn: `uid=${uid},${PEOPLE}`,
  attributes: {
    objectClass: ['inetOrgPerson'],
    uid: [uid],
    cn: [`${givenName} ${sn}`],
    givenName: [givenName],
    sn: [sn],
    title: [title],
    mail: [`${uid}@shop.example`],
  },
});

export const entries: readonly Entry[] = [
  {
    dn: BASE,
    attributes: { objectClass: ['organization', 'dcObject'], dc: ['shop'], o: ['Tea shop'] },
  },
  { dn: PEOPLE, attributes: { objectClass: ['organizationalUnit'], ou: ['people'] } },
  person('ann', 'Ann', 'Ashe', 'owner'),
  person('ben', 'Ben', 'Birch', 'baker'),
  person('cleo', 'Cleo', 'Cole', 'baker'),
  {
    dn: `ou=groups,${BASE}`,
    attributes: { objectClass: ['organizationalUnit'], ou: ['groups'] },
  },
];

/** Who can log in. No search ever shows a password. */
const passwords = new Map([[ANN, PASSWORD]]);

/** Attributes for those who have logged in. */
const PRIVATE = new Set(['mail']);

/** Result codes of RFC 4511, 4.1.9. */
export const CODE = {
  success: 0,
  protocolError: 2,
  sizeLimitExceeded: 4,
  compareFalse: 5,
  compareTrue: 6,
  authMethodNotSupported: 7,
  noSuchAttribute: 16,
  noSuchObject: 32,
  invalidDNSyntax: 34,
  invalidCredentials: 49,
  unwillingToPerform: 53,
} as const;

export type Outcome = { code: number; matched?: string; words?: string };

/** `UID = Ann , dc=shop` as `uid=ann,dc=shop`; null where it is no name. */
export function normalizeDn(dn: string): string | null {
  if (dn.trim() === '') return '';
  const parts = dn.split(',').map((part) => /^\s*([A-Za-z][\w-]*)\s*=\s*(.+?)\s*$/.exec(part));
  if (!parts.every((part) => part !== null)) return null;
  return parts.map(([, name, value]) => `${name}=${value}`.toLowerCase()).join(',');
}

/** @returns who the caller is from now on: a name, '' for nobody; and the answer. */
export function checkBind(dn: string, password: string): Outcome & { who: string } {
  const name = normalizeDn(dn);
  if (name === null) return { who: '', code: CODE.invalidDNSyntax, words: 'invalid DN' };
  if (name === '' && password === '') return { who: '', code: CODE.success };
  // RFC 4513, 5.1.2: programs take the yes to an empty password for a right one.
  if (password === '') {
    const words = 'unauthenticated bind (DN with no password) disallowed';
    return { who: '', code: CODE.unwillingToPerform, words };
  }
  // An unknown name and a wrong password get the same answer, so that nobody can try names.
  if (passwords.get(name) !== password) {
    return { who: '', code: CODE.invalidCredentials, words: 'invalid name or password' };
  }
  return { who: name, code: CODE.success };
}

export type Filter =
  | { kind: 'and' | 'or'; of: Filter[] }
  | { kind: 'not'; of: Filter }
  | { kind: 'present'; name: string }
  | { kind: 'equal' | 'greater' | 'less'; name: string; value: string }
  | { kind: 'parts'; name: string; initial: string; any: string[]; final: string };

const valuesOf = (entry: Entry, name: string): readonly string[] => {
  const wanted = name.toLowerCase();
  const found = Object.entries(entry.attributes).find(([each]) => each.toLowerCase() === wanted);
  return (found?.[1] ?? []).map((value) => value.toLowerCase());
};

/** `an*s*e`: every part in its order, without overlap. */
function hasParts(value: string, { initial, any, final }: Extract<Filter, { kind: 'parts' }>) {
  const low = [initial, ...any, final].map((part) => part.toLowerCase());
  const [first = '', last = ''] = [low[0], low.at(-1)];
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of low.slice(1, -1)) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - at >= last.length && value.endsWith(last);
}

export function matches(entry: Entry, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.of.every((each) => matches(entry, each));
    case 'or':
      return filter.of.some((each) => matches(entry, each));
    case 'not':
      return !matches(entry, filter.of);
    case 'present':
      return valuesOf(entry, filter.name).length > 0;
    case 'equal':
      return valuesOf(entry, filter.name).includes(filter.value.toLowerCase());
    case 'greater':
      return valuesOf(entry, filter.name).some((value) => value >= filter.value.toLowerCase());
    case 'less':
      return valuesOf(entry, filter.name).some((value) => value <= filter.value.toLowerCase());
    case 'parts':
      return valuesOf(entry, filter.name).some((value) => hasParts(value, filter));
  }
}

export type Search = {
  base: string;
  scope: number;
  sizeLimit: number;
  filter: Filter;
  /** Names wanted; none or `*` for all. */
  attributes: readonly string[];
  namesOnly: boolean;
};

/** Scopes of RFC 4511, 4.5.1.2: the entry itself, those right below it, it and all below it. */
function inScope(dn: string, base: string, scope: number): boolean {
  if (scope === 0) return dn === base;
  const rest = dn.endsWith(`,${base}`) ? dn.slice(0, -base.length - 1) : null;
  if (scope === 1) return rest !== null && !rest.includes(',');
  return dn === base || rest !== null;
}

/** What an entry may show: the wanted attributes, without the private ones for a stranger. */
function shown(entry: Entry, { attributes, namesOnly }: Search, who: string): Entry {
  const wanted = attributes.map((name) => name.toLowerCase());
  const all = wanted.length === 0 || wanted.includes('*');
  const picked = Object.entries(entry.attributes)
    .filter(([name]) => all || wanted.includes(name.toLowerCase()))
    .filter(([name]) => who !== '' || !PRIVATE.has(name))
    .map(([name, values]) => [name, namesOnly ? [] : values] as const);
  return { dn: entry.dn, attributes: Object.fromEntries(picked) };
}

/** @param who the caller's name, or '' for a stranger. */
export function search(asked: Search, who: string): Outcome & { found: Entry[] } {
  const base = normalizeDn(asked.base);
  if (base === null) return { found: [], code: CODE.invalidDNSyntax, words: 'invalid DN' };
  if (!entries.some(({ dn }) => dn === base)) {
    // RFC 4511, 4.1.9: the part of the name that does exist.
    const above = entries.map(({ dn }) => dn).filter((dn) => base.endsWith(`,${dn}`));
    const matched = above.sort((a, b) => b.length - a.length)[0] ?? '';
    return { found: [], code: CODE.noSuchObject, matched, words: 'no such entry' };
  }
  const visible = entries.map((entry) => ({ entry, seen: seenBy(entry, who) }));
  const hits = visible.filter(
    ({ entry, seen }) => inScope(entry.dn, base, asked.scope) && matches(seen, asked.filter),
  );
  const limit = asked.sizeLimit > 0 ? asked.sizeLimit : hits.length;
  const found = hits.slice(0, limit).map(({ entry }) => shown(entry, asked, who));
  return { found, code: hits.length > limit ? CODE.sizeLimitExceeded : CODE.success };
}

/** A stranger cannot find an entry by what is hidden either. */
const seenBy = (entry: Entry, who: string): Entry =>
  who !== ''
    ? entry
    : {
        dn: entry.dn,
        attributes: Object.fromEntries(
          Object.entries(entry.attributes).filter(([name]) => !PRIVATE.has(name)),
        ),
      };

export function compare(dn: string, name: string, value: string, who: string): Outcome {
  const wanted = normalizeDn(dn);
  const entry = entries.find((each) => each.dn === wanted);
  if (!entry) return { code: CODE.noSuchObject };
  const values = valuesOf(seenBy(entry, who), name);
  if (values.length === 0) return { code: CODE.noSuchAttribute };
  return { code: values.includes(value.toLowerCase()) ? CODE.compareTrue : CODE.compareFalse };
}
