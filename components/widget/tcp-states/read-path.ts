/** The changes of state in a session, in their order, by whose socket changed. Pure. */
import type { Socket } from '@/content/messages/tcp-states';
import type { TcpStateName, TraceEvent } from '@/contract/trace';
import { type Transition, transitions } from '@/simulation/tcp/transition';

export type Move = {
  socket: Socket;
  from: TcpStateName;
  to: TcpStateName;
  /** An event of the table. */
  event: string;
  rfc: string;
  /** Milliseconds since the scenario's start. */
  at: number;
  /** Number of the stop at which it happens. */
  stop: number;
};

/** Every change of state of the two ends; the server's listener is the socket that was told to listen. */
export function readPath(stops: readonly { events: readonly TraceEvent[] }[]): Move[] {
  const listeners = new Set<number>();
  return stops.flatMap(({ events }, stop) =>
    events.flatMap((event): Move[] => {
      if (event.kind !== 'state') return [];
      const { from, to, cause, rfc, at } = event;
      if (to === 'LISTEN') listeners.add(event.socket);
      const mine = listeners.has(event.socket) ? 'listener' : 'server';
      const socket = event.host === 'client' ? 'client' : mine;
      return [{ socket, from, to, event: cause, rfc, at, stop }];
    }),
  );
}

/** The state of each socket after these moves; none for one that is not there yet. */
export function standing(moves: readonly Move[]): Partial<Record<Socket, TcpStateName>> {
  return Object.fromEntries(moves.map(({ socket, to }) => [socket, to]));
}

/** States that the table leads to from `from`, in its order. */
export function statesAfter(from: TcpStateName): TcpStateName[] {
  return [...new Set(transitions.flatMap((row) => (row.from === from ? [row.to] : [])))];
}

/** The rows that would have led to what was said. */
export function rowsTo(from: TcpStateName, to: TcpStateName): readonly Transition[] {
  return transitions.filter((row) => row.from === from && row.to === to);
}
