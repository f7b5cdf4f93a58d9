/** Addresses and ports as FTP writes them. RFC 959 (h1,h2,h3,h4,p1,p2) and RFC 2428 (|1|addr|port|). */
import { isIPv4 } from 'node:net';
import type { Endpoint } from '@/contract/trace';

/** `192,168,1,20,156,65`: a port is two bytes, so it is written as two numbers. */
export const formatSix = ({ addr, port }: Endpoint): string =>
  `${addr.replaceAll('.', ',')},${port >> 8},${port & 255}`;

export const sixNumbers = /(\d{1,3},\d{1,3},\d{1,3},\d{1,3}),(\d{1,3}),(\d{1,3})/;

/** Null for anything that is not six bytes. */
export function parseSix(text: string): Endpoint | null {
  const match = /^(?:\d{1,3},){5}\d{1,3}$/.test(text) ? sixNumbers.exec(text) : null;
  if (!match) return null;
  const [, four = '', high = '', low = ''] = match;
  const addr = four.replaceAll(',', '.');
  if (!isIPv4(addr) || Number(high) > 255 || Number(low) > 255) return null;
  return { addr, port: Number(high) * 256 + Number(low) };
}

/** EPRT's `|1|192.168.1.20|40001|`; IPv4 only, null for the rest. */
export function parseBars(text: string): Endpoint | null {
  const match = /^([!-~])1\1([\d.]{7,15})\1(\d{1,5})\1$/.exec(text);
  const [, , addr = '', port = ''] = match ?? [];
  return isIPv4(addr) && Number(port) <= 65_535 ? { addr, port: Number(port) } : null;
}
