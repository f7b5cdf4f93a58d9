/** Where the diagram draws each state, by hand; its edges are the rows of the engine's table. */
import type { TcpStateName } from '@/contract/trace';
import { type Transition, transitions } from '@/simulation/tcp/transition';

export type Point = { x: number; y: number };

export const size = { width: 820, height: 566 };
export const box = { width: 136, height: 40 };

/** Middles of the boxes: the client's usual way at the left, the server's at the right. */
export const places: Readonly<Record<TcpStateName, Point>> = {
  CLOSED: { x: 410, y: 32 },
  'SYN-SENT': { x: 116, y: 116 },
  LISTEN: { x: 704, y: 116 },
  'SYN-RECEIVED': { x: 704, y: 216 },
  ESTABLISHED: { x: 410, y: 216 },
  'FIN-WAIT-1': { x: 116, y: 316 },
  'CLOSE-WAIT': { x: 704, y: 316 },
  CLOSING: { x: 410, y: 412 },
  'FIN-WAIT-2': { x: 116, y: 412 },
  'LAST-ACK': { x: 704, y: 412 },
  'TIME-WAIT': { x: 116, y: 508 },
};
/** CLOSED once more, for sockets whose life is over. */
export const end: Point = { x: 410, y: 508 };

/** Where a line into `to` ends. */
export const placeAfter = (to: TcpStateName): Point => (to === 'CLOSED' ? end : places[to]);

/** All rows of the table that lead from one state to another. */
export type Edge = {
  from: TcpStateName;
  to: TcpStateName;
  rows: readonly Transition[];
  /** Leads to the end by something else than two goodbyes; drawn when it happens. */
  shortCut: boolean;
};

const regularEnds = ['receive ACK of FIN', 'TIME-WAIT timeout'];

function gather(): Edge[] {
  const edges = new Map<string, Transition[]>();
  for (const row of transitions) {
    const key = `${row.from} ${row.to}`;
    edges.set(key, [...(edges.get(key) ?? []), row]);
  }
  return [...edges.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    const shortCut =
      first.to === 'CLOSED' && rows.every(({ event }) => !regularEnds.includes(event));
    return [{ from: first.from, to: first.to, rows, shortCut }];
  });
}

export const edges: readonly Edge[] = gather();

/** What stands on an edge: its events, those alone that end a life in order where there are such. */
export function labelOf({ to, rows }: Edge): string {
  const ends = rows.filter(({ event }) => regularEnds.includes(event));
  const told = to === 'CLOSED' && ends.length > 0 ? ends : rows;
  return told.map(({ event }) => event).join(', ');
}

/** Where the line from one middle to another crosses the border of the first one's box. */
export function leaveBox(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const reach = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
  );
  return { x: from.x + dx * reach, y: from.y + dy * reach };
}
