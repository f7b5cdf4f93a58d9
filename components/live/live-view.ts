/** The sandbox's kernel tables in the shape that the simulated ones have, for the same table. Pure. */
import type { LabSocketRow, OpenLabSession, SocketsResult } from '@/contract/lab';
import type { TcpStateName } from '@/contract/trace';
import type { SocketView, WorldView } from '@/simulation/world/view';

const states: Record<string, TcpStateName> = {
  LISTEN: 'LISTEN',
  ESTAB: 'ESTABLISHED',
  'SYN-SENT': 'SYN-SENT',
  'SYN-RECV': 'SYN-RECEIVED',
  'FIN-WAIT-1': 'FIN-WAIT-1',
  'FIN-WAIT-2': 'FIN-WAIT-2',
  'CLOSE-WAIT': 'CLOSE-WAIT',
  CLOSING: 'CLOSING',
  'LAST-ACK': 'LAST-ACK',
  'TIME-WAIT': 'TIME-WAIT',
};

function viewRow(row: LabSocketRow): SocketView {
  return {
    ...row,
    tcpState: states[row.state] ?? 'CLOSED',
    waiting: [],
    limit: row.state === 'LISTEN' ? row.sendQ : null,
    // The table shows no descriptors; -1 is none.
    owners: row.owners.map((owner) => ({ ...owner, fd: owner.fd ?? -1, user: 'you' })),
  };
}

/** LISTEN rows first, then by local port: the order in which people read `ss`. */
const byInterest = (one: SocketView, other: SocketView) =>
  Number(other.state === 'LISTEN') - Number(one.state === 'LISTEN') ||
  one.local.port - other.local.port;

export function viewOfSandbox(session: OpenLabSession, { rows }: SocketsResult): WorldView {
  return {
    now: 0,
    lans: [],
    inFlight: [],
    hosts: session.hosts.map(({ name }) => ({
      name,
      kind: name,
      power: 'on',
      interfaces: [],
      processes: [],
      sockets: rows
        .filter((row) => row.host === name)
        .map(viewRow)
        .sort(byInterest),
      firewall: [],
      terminals: [],
      browser: null,
    })),
  };
}
