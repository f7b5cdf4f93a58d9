/** Name servers, for the zone that the lab's own one serves. */
import type { Answer } from 'dns-packet';
import { LAPTOP } from '../../address-rules';
import { records, SILENT, ZONE } from '../../service/dns/zone';
import type { Place, ProgramRow } from '../program';

/** A port of this machine at which nobody answers. */
const NOBODY = 9;

const strings = (data: unknown): string[] => [data].flat().map(String);

/** dnsmasq has an option for each type of record. */
function dnsmasqLine(record: Answer): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return `host-record=${record.name},${record.data},${record.ttl}`;
    case 'CNAME':
      return `cname=${record.name},${record.data},${record.ttl}`;
    case 'MX':
      return `mx-host=${record.name},${record.data.exchange},${record.data.preference}`;
    case 'TXT':
      // A line may have 1,024 characters, so a long text becomes several records.
      return strings(record.data)
        .map((text) => `txt-record=${record.name},${text}`)
        .join('\n');
    default:
      return '';
  }
}

/** A line of a zone file. RFC 1035, 5 */
function zoneLine(record: Answer): string {
  const dot = (name: string) => `${name}.`;
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return `${dot(record.name)} IN ${record.type} ${record.data}`;
    case 'CNAME':
      return `${dot(record.name)} IN CNAME ${dot(record.data)}`;
    case 'MX':
      return `${dot(record.name)} IN MX ${record.data.preference} ${dot(record.data.exchange)}`;
    case 'TXT':
      return `${dot(record.name)} IN TXT ${strings(record.data)
        .map((text) => `"${text}"`)
        .join(' ')}`;
    default:
      return '';
  }
}

const spoken = records.filter(({ name }) => name !== SILENT);

const dnsmasqConf = ({ address }: Place) => `
keep-in-foreground
no-resolv
no-hosts
no-daemon
log-queries
log-facility=-
pid-file=
bind-interfaces
listen-address=${address}
local=/${ZONE}/
# It asks somebody who never answers, and so has nothing to say.
server=/${SILENT}/127.0.0.1#${NOBODY}
${spoken.map(dnsmasqLine).join('\n')}
`;

const namedConf = ({ address }: Place) => `
options {
  directory "/run";
  listen-on { ${address === '0.0.0.0' ? 'any' : address}; };
  listen-on-v6 { none; };
  recursion no;
  minimal-responses yes;
  dnssec-validation no;
  pid-file none;
  session-keyfile "/run/session.key";
  max-cache-size 2m;
  querylog yes;
};
controls { };
zone "${ZONE}" { type primary; file "/run/zone"; };
`;

const zoneFile = `$TTL 300
@ IN SOA ns.${ZONE}. keeper.${ZONE}. 1 3600 600 86400 300
@ IN NS ns.${ZONE}.
ns IN A ${LAPTOP}
${spoken.map(zoneLine).join('\n')}
`;

export const nameRows: readonly ProgramRow[] = [
  {
    id: 'dnsmasq',
    service: 'dns',
    parts: [{ name: 'dnsmasq', file: '/usr/sbin/dnsmasq', package: 'dnsmasq-base' }],
    purposes: ['names'],
    megabytes: 4,
    files: (place) => ({ 'dnsmasq.conf': dnsmasqConf(place) }),
    run: ({ binaries }) => [`exec ${binaries[0]} -C /run/dnsmasq.conf`],
  },
  {
    id: 'bind',
    service: 'dns',
    parts: [{ name: 'BIND', file: '/usr/sbin/named', package: 'bind9' }],
    purposes: ['names'],
    // It knows the zone's silent name as little as any other, and says so.
    exchanges: [
      'address',
      'ipv6-address',
      'alias',
      'mail',
      'no-such-name',
      'another-zone',
      'too-long',
    ],
    megabytes: 8,
    files: (place) => ({ 'named.conf': namedConf(place), zone: zoneFile }),
    run: ({ binaries }) => [`exec ${binaries[0]} -c /run/named.conf -g -n 1`],
  },
];
