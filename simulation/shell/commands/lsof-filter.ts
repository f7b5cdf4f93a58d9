/** `lsof -i`: `[46][TCP|UDP][@host][:ports]`. */
import type { SocketRow } from '../../host/system-call';
import { type HostsEntry, lookupIn } from '../../program/resolve';
import { portOfService } from '../../program/services';

export type InternetFilter = (row: SocketRow, hosts: readonly HostsEntry[]) => boolean;

/** The filter, or a sentence about what is wrong. */
export function parseInternetFilter(text: string): InternetFilter | string {
  const match = /^([46])?(tcp|udp)?(?:@(\[[^\]]*\]|[^:]+))?(?::(.+))?$/i.exec(text);
  const word = /^[a-z]\w*/i.exec(text)?.[0];
  if (!match && word !== undefined) return `unknown protocol name (${word}) in: -i ${text}`;
  if (!match || text === '') return `unacceptable Internet address in: -i ${text}`;
  const [, family, proto, host, ports] = match;
  const ranges: [number, number][] = [];
  for (const part of ports?.split(',') ?? []) {
    const range = /^(\d{1,5})-(\d{1,5})$/.exec(part);
    const named = portOfService(part, proto?.toLowerCase() === 'udp' ? 'udp' : 'tcp');
    if (range) ranges.push([Number(range[1]), Number(range[2])]);
    else if (/^\d{1,5}$/.test(part)) ranges.push([Number(part), Number(part)]);
    else if (named !== null) ranges.push([named, named]);
    else return `unknown service ${part} in: -i ${text}`;
  }
  const wanted = host?.replace(/^\[|\]$/g, '');
  return (row, hosts) => {
    if (family !== undefined && String(row.family) !== family) return false;
    if (proto !== undefined && row.proto !== proto.toLowerCase()) return false;
    const ends = [row.local, ...(row.peer ? [row.peer] : [])];
    const inRange = (port: number) => ranges.some(([low, high]) => port >= low && port <= high);
    if (ranges.length > 0 && !ends.some(({ port }) => inRange(port))) return false;
    if (wanted === undefined) return true;
    const found = lookupIn(hosts, wanted, 0);
    return found.ok && ends.some(({ addr }) => found.addrs.includes(addr));
  };
}
