/** What slapd answers, as a pure function of its entries (RFC 4511; slapd(8) 2.5). */
import { cryptSha256 } from '../secret/sha256-crypt';
import { matches } from './filter';
import { type Entry, normalizeDn } from './ldif';
import type { LdapResult, Response, SearchRequest } from './message';

export type Directory = {
  suffix: string;
  rootDn: string;
  rootPassword: string | null;
  entries: readonly Entry[];
};

const success: LdapResult = { code: 0, matched: '', text: '' };
const badDn: LdapResult = { code: 34, matched: '', text: 'invalid DN' };

function isStored(password: string, stored: string): boolean {
  const hash = /^\{crypt\}(.*)$/i.exec(stored)?.[1];
  if (hash !== undefined) return cryptSha256(password, hash) === hash;
  return !stored.startsWith('{') && stored === password;
}

function findEntry({ entries }: Directory, dn: string): Entry | null {
  const wanted = normalizeDn(dn);
  return entries.find((entry) => normalizeDn(entry.dn) === wanted) ?? null;
}

/** The result of a simple bind; the same words for a wrong name and a wrong password. */
export function bind(directory: Directory, dn: string, password: string): LdapResult {
  if (normalizeDn(dn) === null) return badDn;
  if (dn === '') return success;
  if (password === '') {
    const text = 'unauthenticated bind (DN with no password) disallowed';
    return { code: 53, matched: '', text };
  }
  const root = normalizeDn(dn) === normalizeDn(directory.rootDn);
  const rootRight = directory.rootPassword !== null && isStored(password, directory.rootPassword);
  const entry = findEntry(directory, dn);
  const right = entry?.attributes.some(
    ({ name, value }) => name.toLowerCase() === 'userpassword' && isStored(password, value),
  );
  return (root && rootRight) || right ? success : { code: 49, matched: '', text: '' };
}

/** How many names lie between an entry and `base`; null where it is not under it. */
function depthUnder(dn: string, base: string): number | null {
  if (dn === base) return 0;
  const under = base === '' ? dn : dn.endsWith(`,${base}`) ? dn.slice(0, -base.length - 1) : null;
  return under === null ? null : under.split(/(?<!\\),/).length;
}

/** Everything that a search sends back; `who` is the name that is bound, empty for nobody. */
export function search(directory: Directory, who: string, request: SearchRequest): Response[] {
  const base = normalizeDn(request.base);
  const done = (result: LdapResult): Response => ({ op: 'search-done', ...result });
  if (base === null) return [done(badDn)];
  const { suffix, entries } = directory;
  if (base === '' && request.scope === 'base') {
    const wanted = request.attributes.map((one) => one.toLowerCase());
    const all = wanted.includes('+') || wanted.includes('namingcontexts');
    const attributes = all
      ? [{ name: 'namingContexts', value: suffix }]
      : [
          { name: 'objectClass', value: 'top' },
          { name: 'objectClass', value: 'OpenLDAProotDSE' },
        ];
    return [{ op: 'entry', dn: '', attributes }, done(success)];
  }
  if (!findEntry(directory, request.base)) {
    return [done({ code: 32, matched: nearest(directory, base), text: '' })];
  }
  const known = [
    'objectclass',
    ...entries.flatMap(({ attributes }) => attributes.map(({ name }) => name.toLowerCase())),
  ];
  const found = entries.filter((entry) => {
    const depth = depthUnder(normalizeDn(entry.dn) ?? '', base);
    const fits = { base: depth === 0, one: depth === 1, sub: true, children: depth !== 0 };
    return depth !== null && fits[request.scope] && matches(request.filter, entry, known);
  });
  const limit = request.sizeLimit > 0 ? request.sizeLimit : 500;
  const shown = found.slice(0, limit);
  const answers: Response[] = shown.map((entry) => ({
    ...{ op: 'entry', dn: entry.dn },
    attributes: chooseAttributes(directory, who, entry, request),
  }));
  const over = found.length > limit;
  return [...answers, done(over ? { code: 4, matched: '', text: '' } : success)];
}

/** The nearest name above `base` that there is. */
function nearest(directory: Directory, base: string): string {
  for (let rest = base; rest.includes(','); ) {
    rest = rest.slice(rest.search(/(?<!\\),/) + 1);
    const entry = findEntry(directory, rest);
    if (entry) return entry.dn;
  }
  return '';
}

/** A password is shown to its owner and to the root name alone, as Debian's rules have it. */
function chooseAttributes(directory: Directory, who: string, entry: Entry, request: SearchRequest) {
  const own = normalizeDn(who) === normalizeDn(entry.dn);
  const trusted = who !== '' && (own || normalizeDn(who) === normalizeDn(directory.rootDn));
  const wanted = request.attributes.map((one) => one.toLowerCase());
  const all = wanted.length === 0 || wanted.includes('*');
  return entry.attributes
    .filter(({ name }) => all || wanted.includes(name.toLowerCase()))
    .filter(({ name }) => trusted || name.toLowerCase() !== 'userpassword')
    .map(({ name, value }) => ({ name, value: request.typesOnly ? '' : value }));
}
