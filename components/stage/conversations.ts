/** Connections as they run over a wire, each seen once, client first where that can be told. Pure. */
import type { Endpoint } from '@/contract/trace';
import type { SocketView, WorldView } from '@/simulation/world/view';
import { clientOf } from './packet-words';
import { hostByAddress, isLoopback, type StateTone, stateTone, stateWord } from './world-reading';

export type Conversation = {
  key: string;
  via: string;
  client: Endpoint;
  server: Endpoint;
  clientHost: string;
  serverHost: string | null;
  /** False where neither port tells who asked. */
  rolesKnown: boolean;
  state: string;
  tone: StateTone;
};

const key = (one: Endpoint, other: Endpoint) =>
  [one, other]
    .map(({ addr, port }) => `${addr}:${port}`)
    .sort()
    .join(' ');

function viaOf(view: WorldView, host: string, row: SocketView & { peer: Endpoint }) {
  const own = view.hosts.find((one) => one.name === host);
  const mine = own?.interfaces.some((iface) =>
    iface.addrs.some((addr) => addr.replace(/\/\d+$/, '') === row.peer.addr),
  );
  if (isLoopback(row.peer.addr) || mine === true) return 'lo';
  return own?.interfaces.find((iface) => iface.lan !== null)?.lan ?? view.lans[0] ?? '';
}

/** Conversations that have at least one end in a socket table, oldest socket first. */
export function conversationsOf(view: WorldView): Conversation[] {
  const found = new Map<string, Conversation>();
  for (const host of view.hosts) {
    for (const row of host.sockets) {
      if (row.peer === null || row.proto !== 'tcp') continue;
      const id = key(row.local, row.peer);
      const known = found.get(id);
      if (known !== undefined) continue;
      const via = viaOf(view, host.name, { ...row, peer: row.peer });
      const other = hostByAddress(view, row.peer.addr, via, host.name)?.name ?? null;
      const asked = row.tcpState === 'SYN-SENT' ? 'src' : clientOf(row.local, row.peer);
      const clientIsLocal = asked !== 'dst';
      found.set(id, {
        key: id,
        via,
        client: clientIsLocal ? row.local : row.peer,
        server: clientIsLocal ? row.peer : row.local,
        clientHost: clientIsLocal ? host.name : (other ?? ''),
        serverHost: clientIsLocal ? other : host.name,
        rolesKnown: asked !== null,
        state: stateWord(row),
        tone: stateTone(stateWord(row)),
      });
    }
  }
  return [...found.values()];
}
