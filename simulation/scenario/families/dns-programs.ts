/** DNS: the servers and what asks them. */
import type { Program } from '../../host/program';
import { dnsmasq } from '../../program/dns/dnsmasq';
import { named } from '../../program/dns/named';
import { dig } from '../../shell/commands/dig';
import { host } from '../../shell/commands/host';
import { namedCheckconf, namedCheckzone } from '../../shell/commands/named-check';
import { nslookup } from '../../shell/commands/nslookup';

export const dnsPrograms: readonly Program[] = [
  ...[dig, dnsmasq, host, named, namedCheckconf, namedCheckzone, nslookup],
];
