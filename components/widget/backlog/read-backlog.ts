/** How a listener's queues and those who called it stand, read from a world and its trace. Pure. */
import type { TraceEvent } from '@/contract/trace';
import type { WorldView } from '@/simulation/world/view';
import { clientHost, serverHost } from './backlog-actions';

export type ClientRow = {
  /** c1 is the first that called. */
  name: string;
  port: number;
  /** What its own kernel believes. */
  believes: 'asking' | 'connected' | 'refused' | 'gave up' | 'ended';
  /** How often its kernel has sent the SYN again. */
  again: number;
  /** Where the server's kernel has it. */
  place: 'handshake' | 'accept queue' | 'accepted' | 'unknown';
  errno: string | null;
};

export type Backlog = {
  listening: boolean;
  /** What listen() was given; Linux lets one more in. */
  limit: number;
  handshakes: number;
  waiting: number;
  accepted: number;
  /** Packets that found a queue full and were dropped. */
  dropped: number;
  clients: ClientRow[];
};

const believed = { ECONNREFUSED: 'refused', ECONNRESET: 'refused', ETIMEDOUT: 'gave up' } as const;

/** `before`: every event up to the moment that `view` shows. */
export function readBacklog(view: WorldView, before: readonly TraceEvent[]): Backlog {
  const server = view.hosts.find(({ name }) => name === serverHost);
  const phone = view.hosts.find(({ name }) => name === clientHost);
  const rows = server?.sockets ?? [];
  const listener = rows.find(({ tcpState }) => tcpState === 'LISTEN');
  const queued = new Map(listener?.waiting.map(({ queue, peer }) => [peer.port, queue]));
  const sockets = phone?.processes.find(({ label }) => label === 'clients')?.sockets ?? {};

  const clients = Object.entries(sockets).flatMap(([name, id]): ClientRow[] => {
    const row = phone?.sockets.find((socket) => socket.id === id);
    const connects = before.filter(
      (event) => event.kind === 'call' && event.call === 'connect' && event.socket === id,
    );
    if (connects.length === 0) return [];
    const result = connects.flatMap((event) =>
      event.kind === 'call' && event.result ? [event.result] : [],
    )[0];
    const errno = result && !result.ok ? result.errno : null;
    const port = row?.local.port ?? 0;
    const syns = before.filter(
      (event) =>
        event.kind === 'sent' &&
        event.host === clientHost &&
        event.packet.flags === 'S' &&
        event.packet.src.port === port,
    );
    const there = rows.some(
      (socket) => socket.tcpState !== 'LISTEN' && socket.peer?.port === port && !queued.has(port),
    );
    const queue = queued.get(port);
    return [
      {
        name,
        port,
        believes:
          errno !== null
            ? (believed[errno as keyof typeof believed] ?? 'refused')
            : row?.tcpState === 'SYN-SENT'
              ? 'asking'
              : row?.tcpState === 'ESTABLISHED'
                ? 'connected'
                : 'ended',
        again: Math.max(0, syns.length - 1),
        place:
          queue === 'syn'
            ? 'handshake'
            : queue === 'accept'
              ? 'accept queue'
              : there
                ? 'accepted'
                : 'unknown',
        errno,
      },
    ];
  });

  return {
    listening: listener !== undefined,
    limit: listener?.limit ?? 0,
    handshakes: clients.filter((one) => one.place === 'handshake').length,
    waiting: clients.filter((one) => one.place === 'accept queue').length,
    accepted: clients.filter((one) => one.place === 'accepted').length,
    dropped: before.filter((event) => event.kind === 'lost' && event.reason === 'queue-full')
      .length,
    clients,
  };
}
