/** The zones that BIND served when its answers were captured. */
import { readFileSync } from 'node:fs';
import type { ServedZone } from './answer-from-zones';
import { parseName } from './name';
import { readZone } from './zone-file';

export const zoneText = (file: string) =>
  readFileSync(`simulation/shell/fixtures/network/dns-${file}.zone`, 'utf8');

function served(name: string, text: string): ServedZone {
  const reading = parseName(`${name}.`);
  const origin = reading.ok ? reading.name : [];
  return { origin, zone: readZone(text, `/etc/bind/${name}`, origin).zone };
}

export const brokenZone = '@ SOA ns1 h 1 1 1 1 1\n NS ns1\nwww A 1.2.3.400\n';

export const testZones: readonly ServedZone[] = [
  served('shop.example', zoneText('shop')),
  served('113.0.203.in-addr.arpa', zoneText('113')),
  served('broken.example', brokenZone),
];
