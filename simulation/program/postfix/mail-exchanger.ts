/** Which hosts take mail for a domain: its MX records, or the domain itself (RFC 5321, section 5.1). */
import type { Routine } from '../../host/program';
import { readFile } from '../../host/system';
import { askServers } from '../dns/ask-servers';
import { ask, type RecordData } from '../dns/message';
import { formatBareName, parseName } from '../dns/name';
import { NOERROR, NXDOMAIN, TYPE_MX } from '../dns/record-types';
import { parseResolverConf } from '../dns/resolver-conf';

export type Exchangers =
  /** Best first. */
  { ok: true; hosts: string[] } | { ok: false; permanent: boolean; reason: string };

type MxData = Extract<RecordData, { type: 'MX' }>;

/** Asks DNS where there is a resolv.conf; without one the name itself is all that is known. */
export function* findExchangers(domain: string): Routine<Exchangers> {
  const text = yield* readFile('/etc/resolv.conf');
  const name = parseName(domain);
  if (!text.ok || !name.ok) return { ok: true, hosts: [domain] };
  const conf = parseResolverConf(text.value);
  const asking = yield* askServers(conf, [ask(name.name, TYPE_MX)], null);
  const reply = asking.ok ? asking.replies[0] : null;
  const why = `Host or domain name not found. Name service error for name=${domain} type=MX: Host not found`;
  if (reply?.code === NXDOMAIN) return { ok: false, permanent: true, reason: why };
  if (reply?.code !== NOERROR) return { ok: false, permanent: false, reason: `${why}, try again` };
  const rows = reply.answer
    .map(({ data }) => data)
    .filter((data): data is MxData => data.type === 'MX')
    .sort((a, b) => a.preference - b.preference);
  if (rows.length === 0) return { ok: true, hosts: [domain] };
  return { ok: true, hosts: rows.map((row) => formatBareName(row.name)) };
}
