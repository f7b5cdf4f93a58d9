/** The row of the kernel's table in which this very site stands. */
import 'server-only';
import { readFile } from 'node:fs/promises';
import type { OwnListener } from '@/contract/lab';
import type { Endpoint } from '@/contract/trace';

const LISTEN = '0A';

/** An address of /proc/net/tcp: bytes of each 32-bit word in the machine's order. See proc(5). */
export function parseProcAddress(text: string): Endpoint {
  const [hex = '', portHex = '0'] = text.split(':');
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  const port = Number.parseInt(portHex, 16);
  if (bytes.length === 4) return { addr: bytes.join('.'), port };
  const mapped = bytes.slice(0, 10).every((b) => b === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (mapped) return { addr: bytes.slice(12).join('.'), port };
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)).toString(16),
  );
  return {
    addr: groups
      .join(':')
      .replace(/\b(?:0:){2,}0?/, ':')
      .replace(/^:(?!:)/, '::'),
    port,
  };
}

/** The LISTEN row of `port` in one of the two tables, or null. Its backlog is not written there. */
export function findListenRow(table: string, port: number): OwnListener | null {
  for (const line of table.split('\n').slice(1)) {
    const [, local = '', , state, queues = ''] = line.trim().split(/\s+/);
    if (state !== LISTEN) continue;
    const end = parseProcAddress(local);
    if (end.port !== port) continue;
    const recvQ = Number.parseInt(queues.split(':')[1] ?? '0', 16);
    return { local: end, recvQ, backlog: null, source: 'kernel' };
  }
  return null;
}

/** As the kernel shows it; where it has no /proc, as the server says; null-valued before that. */
export async function ownListener(site: Endpoint | null): Promise<OwnListener> {
  if (!site) return { local: null, recvQ: null, backlog: null, source: 'unknown' };
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    // The kernel's own files: nothing for the build to trace and ship.
    const table = await readFile(/* turbopackIgnore: true */ file, 'utf8').catch(() => '');
    const row = findListenRow(table, site.port);
    if (row) return row;
  }
  return { local: site, recvQ: null, backlog: null, source: 'server' };
}
