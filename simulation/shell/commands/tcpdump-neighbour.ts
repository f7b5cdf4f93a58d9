/** ARP and neighbour discovery as tcpdump 4.99 prints them (arp_print, icmp6_print), and their bytes. */

import { checksum } from '../../packet/internet-checksum';
import type { NeighbourMessage } from '../../packet/packet';
import { addressBytes } from '../../packet/packet-bytes';

type Style = { verbose: boolean; numeric: boolean };

const letters = (...bytes: number[]) => String.fromCharCode(...bytes);

function macBytes(mac: string): string {
  return letters(...mac.split(':').map((pair) => Number.parseInt(pair, 16)));
}

/** The body of ICMP for IPv6, with the checksum (RFC 4861, sections 4.3 and 4.4). */
function discoveryBytes({ reply, src, dst, target, mac }: NeighbourMessage): string {
  // An answer is solicited and takes the place of what was known.
  const head = reply ? letters(0x60, 0, 0, 0) : letters(0, 0, 0, 0);
  const option = letters(reply ? 2 : 1, 1) + macBytes(mac);
  const body = letters(reply ? 136 : 135, 0, 0, 0) + head + addressBytes(target) + option;
  const ends = addressBytes(src.addr) + addressBytes(dst.addr);
  const sum = checksum(ends + letters(0, 0, 0, body.length, 0, 0, 0, 58) + body);
  return body.slice(0, 2) + letters(sum >>> 8, sum & 255) + body.slice(4);
}

/** What follows the Ethernet header. */
export function neighbourBytes(message: NeighbourMessage): string {
  const { proto, reply, src, dst, mac, to } = message;
  if (proto === 'arp') {
    const asked = to === null ? '\0'.repeat(6) : macBytes(to);
    const kind = letters(0, 1, 8, 0, 6, 4, 0, reply ? 2 : 1);
    return kind + macBytes(mac) + addressBytes(src.addr) + asked + addressBytes(dst.addr);
  }
  const body = discoveryBytes(message);
  const ends = addressBytes(src.addr) + addressBytes(dst.addr);
  return letters(0x60, 0, 0, 0, 0, body.length, 58, 255) + ends + body;
}

/** The line without its clock; `host` names an address. */
export function formatNeighbour(
  message: NeighbourMessage,
  { verbose, numeric }: Style,
  host: (addr: string) => string,
): string {
  const { proto, reply, src, dst, target, mac } = message;
  if (proto === 'arp') {
    const vendor = numeric ? '' : ' (oui Unknown)';
    const what = reply
      ? `Reply ${host(src.addr)} is-at ${mac}${vendor}`
      : `Request who-has ${host(target)} tell ${host(src.addr)}`;
    return `ARP, ${verbose ? 'Ethernet (len 6), IPv4 (len 4), ' : ''}${what}, length 28`;
  }
  const ends = `${host(src.addr)} > ${host(dst.addr)}: `;
  const kind = reply ? 'advertisement' : 'solicitation';
  const asked = reply ? `tgt is ${host(target)}` : `who has ${host(target)}`;
  if (!verbose) return `IP6 ${ends}ICMP6, neighbor ${kind}, ${asked}, length 32`;
  const flags = reply ? ', Flags [solicited, override]' : '';
  const option = reply ? 'destination link-address option (2)' : 'source link-address option (1)';
  return (
    `IP6 (hlim 255, next-header ICMPv6 (58) payload length: 32) ${ends}[icmp6 sum ok] ` +
    `ICMP6, neighbor ${kind}, length 32, ${asked}${flags}\n\t  ${option}, length 8 (1): ${mac}`
  );
}
