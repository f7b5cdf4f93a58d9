import { formatEndpoint } from '@/components/stage/packet-words';
import type { WorldView } from '@/simulation/world/view';
import type { Selection } from '@/store/simulation-session';

/** The socket that an `address:port` in a terminal's text stands for, on that host first. Pure. */
export function socketNamed(view: WorldView, host: string, endpoint: string): Selection | null {
  const hosts = [...view.hosts].sort(
    (one, other) => Number(other.name === host) - Number(one.name === host),
  );
  for (const { name, sockets } of hosts) {
    const row =
      sockets.find((one) => formatEndpoint(one.local) === endpoint) ??
      sockets.find((one) => one.peer !== null && formatEndpoint(one.peer) === endpoint) ??
      sockets.find((one) => endpoint === `*:${one.local.port}` && one.local.addr === '::');
    if (row !== undefined) return { kind: 'socket', host: name, id: row.id };
  }
  return null;
}
