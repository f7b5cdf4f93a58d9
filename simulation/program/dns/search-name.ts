/** A name in DNS, with the search list of resolv.conf tried as glibc's res_search does. */
import type { Routine } from '../../host/program';
import { askServers } from './ask-servers';
import { ask, type Message } from './message';
import { formatBareName, isSameName, type Name, parseName } from './name';
import { FORMERR, NOERROR, NXDOMAIN, SERVFAIL } from './record-types';
import type { ResolverConf } from './resolver-conf';

export type SearchError = 'NONAME' | 'NODATA' | 'AGAIN' | 'FAIL' | 'LATE';
export type Searched =
  /** Values of the asked types in the order of the answers; `name` is where aliases end. */
  { ok: true; values: string[]; name: string } | { ok: false; error: SearchError };

type Step =
  | Searched
  /** No answer of use: what the servers refused with, and whether any was reached. */
  | { ok: false; error: 'AGAIN'; code: number | null; reached: boolean };

/** Addresses and names at the end of the chain of aliases that begins at `name`. */
function collect(replies: readonly (Message | null)[], name: Name, types: readonly number[]) {
  let canonical = name;
  const values: string[] = [];
  for (const [index, reply] of replies.entries()) {
    if (!reply || reply.code !== NOERROR) continue;
    let owner = name;
    for (const { name: own, data } of reply.answer) {
      if (!isSameName(own, owner)) continue;
      if (data.type === 'CNAME') owner = data.name;
      else if (types[index] === 1 && data.type === 'A') values.push(data.addr);
      else if (types[index] === 28 && data.type === 'AAAA') values.push(data.addr);
      else if (types[index] === 12 && data.type === 'PTR') values.push(formatBareName(data.name));
      else continue;
      if (data.type !== 'CNAME') canonical = owner;
    }
  }
  return { values, canonical };
}

function* tryName(
  conf: ResolverConf,
  name: Name,
  types: readonly number[],
  until: number | null,
): Routine<Step> {
  const asking = yield* askServers(
    conf,
    types.map((type) => ask(name, type)),
    until,
  );
  if (!asking.ok) {
    if (asking.why === 'late') return { ok: false, error: 'LATE' };
    const { code, why } = asking;
    return { ok: false, error: 'AGAIN', code, reached: why === 'silence' };
  }
  const { replies } = asking;
  const { values, canonical } = collect(replies, name, types);
  if (values.length > 0) return { ok: true, values, name: formatBareName(canonical) };
  const codes = replies.flatMap((reply) => (reply ? [reply.code] : []));
  if (codes.includes(NOERROR)) return { ok: false, error: 'NODATA' };
  if (codes.includes(NXDOMAIN)) return { ok: false, error: 'NONAME' };
  if (codes.includes(FORMERR)) return { ok: false, error: 'FAIL' };
  return { ok: false, error: 'AGAIN', code: null, reached: true };
}

type Candidate = { name: Name; asIs: boolean };

/** The names to try, in order: as it stands first where it has dots enough. */
export function searchList(text: string, conf: ResolverConf): Candidate[] {
  const own = parseName(text);
  if (!own.ok || own.name.length === 0) return [];
  const asIs: Candidate = { name: own.name, asIs: true };
  if (text.endsWith('.')) return [asIs];
  const longer = conf.search.flatMap((domain): Candidate[] => {
    const reading = parseName(`${text}.${domain.replace(/\.$/, '')}.`);
    return reading.ok ? [{ name: reading.name, asIs: false }] : [];
  });
  return own.name.length - 1 >= conf.ndots ? [asIs, ...longer] : [...longer, asIs];
}

export function* searchName(
  conf: ResolverConf,
  text: string,
  types: readonly number[],
  until: number | null = null,
): Routine<Searched> {
  let saved: SearchError | null = null;
  let last: SearchError = 'NONAME';
  let enough = false;
  const seen = new Set<SearchError>();
  for (const [index, { name, asIs }] of searchList(text, conf).entries()) {
    if (enough && !asIs) continue;
    const step = yield* tryName(conf, name, types, until);
    if (step.ok || step.error === 'LATE') return step;
    last = step.error;
    if (asIs && index === 0) {
      saved = last;
      continue;
    }
    const again = 'reached' in step ? step : null;
    if (again && !again.reached) return { ok: false, error: 'AGAIN' };
    // Only a server that failed for this name may do better with the next.
    if (again && again.code !== SERVFAIL) enough = true;
    else seen.add(last);
  }
  const sum = seen.has('NODATA') ? 'NODATA' : seen.has('AGAIN') ? 'AGAIN' : last;
  return { ok: false, error: saved ?? sum };
}
