/** Where the second connection of FTP goes: PASV and PORT (RFC 959), EPSV and EPRT (RFC 2428). */
import { isAddress6 } from '../../packet/address';

export type DataEndpoint = { addr: string; port: number };

/** `192,168,1,20,4,1`. */
export function formatHostPort({ addr, port }: DataEndpoint): string {
  return `${addr.replaceAll('.', ',')},${port >> 8},${port & 255}`;
}

export function parseHostPort(text: string): DataEndpoint | null {
  const parts = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(text);
  const numbers = parts?.slice(1).map(Number) ?? [];
  if (numbers.length !== 6 || numbers.some((one) => one > 255)) return null;
  const [high = 0, low = 0] = numbers.slice(4);
  return { addr: numbers.slice(0, 4).join('.'), port: high * 256 + low };
}

/** `|1|192.168.1.20|1025|`. */
export function formatExtended({ addr, port }: DataEndpoint): string {
  return `|${isAddress6(addr) ? 2 : 1}|${addr}|${port}|`;
}

export function parseExtended(text: string): DataEndpoint | null {
  const parts = /^\|([12])\|([^|]+)\|(\d{1,5})\|$/.exec(text.trim());
  const port = Number(parts?.[3] ?? 0);
  return parts && port > 0 && port < 65536 ? { addr: parts[2] ?? '', port } : null;
}

/** The port in `229 Entering Extended Passive Mode (|||33064|)`. */
export function parsePassivePort(text: string): number | null {
  const port = Number(/\(\|\|\|(\d{1,5})\|\)/.exec(text)?.[1] ?? 0);
  return port > 0 && port < 65536 ? port : null;
}
