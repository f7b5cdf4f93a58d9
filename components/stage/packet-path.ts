/**
 * Geometry of a packet's way through the picture: from the socket that sends it, by the sender's
 * interface, over the wire and the receiver's interface, to the socket that gets it. Pure: the
 * points come in, measured; a polyline and places on it come out.
 */

import type { WorldView } from '@/simulation/world/view';
import type { DrawnPacket } from './drawn-packets';
import { hostByName, socketFor } from './world-reading';

export type Point = { x: number; y: number };

/** Names of the things a way leads past, as they stand in `data-anchor`. */
export const anchorName = {
  socket: (host: string, id: number) => `${host}/socket/${id}`,
  noRow: (host: string) => `${host}/no-row`,
  iface: (host: string, name: string) => `${host}/iface/${name}`,
  firewall: (host: string) => `${host}/firewall`,
  kernel: (host: string) => `${host}/kernel`,
  lan: (name: string) => `lan/${name}`,
};

function doorOf(view: WorldView, host: string, via: string): string | null {
  const found = hostByName(view, host)?.interfaces.find((one) =>
    via === 'lo' ? one.name === 'lo' : one.lan === via,
  );
  return found === undefined ? null : anchorName.iface(host, found.name);
}

/** The row of a host's table at which a packet begins or ends, or the place of "no row". */
function rowOf(view: WorldView, name: string, drawn: DrawnPacket, end: 'src' | 'dst'): string[] {
  const host = hostByName(view, name);
  if (host === undefined) return [];
  const { packet } = drawn;
  if (packet.proto === 'icmp') return [anchorName.kernel(name)];
  const here = packet[end];
  const there = packet[end === 'src' ? 'dst' : 'src'];
  const row = socketFor(host, packet.proto, here, there);
  if (row !== undefined) return [anchorName.socket(name, row.id), anchorName.kernel(name)];
  return [anchorName.noRow(name), anchorName.kernel(name)];
}

/** A stage of the way: the first of these anchors that can be measured is taken. */
type Leg = { anchors: string[]; role: 'source' | 'door' | 'wire' | 'firewall' | 'target' };

/** The whole way of a packet as anchors, whether it gets to the end of it or not. */
export function legsOf(view: WorldView, drawn: DrawnPacket): Leg[] {
  const { from, to, via } = drawn;
  const door = (host: string): Leg[] => {
    const anchor = doorOf(view, host, via);
    return anchor === null ? [] : [{ anchors: [anchor], role: 'door' }];
  };
  const legs: Leg[] = [{ anchors: rowOf(view, from, drawn, 'src'), role: 'source' }, ...door(from)];
  if (via === 'lo') {
    const wall = { anchors: [anchorName.firewall(from)], role: 'firewall' as const };
    return [...legs, wall, { anchors: rowOf(view, from, drawn, 'dst'), role: 'target' }];
  }
  if (to === null) return [...legs, { anchors: [anchorName.lan(via)], role: 'wire' }];
  return [
    ...legs,
    ...door(to),
    { anchors: [anchorName.firewall(to)], role: 'firewall' },
    { anchors: rowOf(view, to, drawn, 'dst'), role: 'target' },
  ];
}

type Stretch = { points: Point[]; roles: Leg['role'][] };

/**
 * The way as points. Between two doors of a bus the way keeps to the bus; `lanCentre` is its
 * middle, and a wire between two neighbours needs no detour.
 */
export function stretchOf(
  legs: readonly Leg[],
  measure: (anchor: string) => Point | null,
  bus: { axis: 'x' | 'y'; at: number } | null,
): Stretch {
  const points: Point[] = [];
  const roles: Leg['role'][] = [];
  const push = (point: Point, role: Leg['role']) => {
    points.push(point);
    roles.push(role);
  };
  for (const leg of legs) {
    const found = leg.anchors.map(measure).find((point) => point !== null);
    if (found === undefined || found === null) continue;
    const before = points.at(-1);
    if (bus !== null && leg.role === 'door' && roles.at(-1) === 'door' && before !== undefined) {
      const onBus = (point: Point): Point =>
        bus.axis === 'y' ? { x: point.x, y: bus.at } : { x: bus.at, y: point.y };
      push(onBus(before), 'wire');
      push(onBus(found), 'wire');
    }
    push(found, leg.role);
  }
  return { points, roles };
}

const distance = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y);

/** Point at `share` (0 to 1) of the way's length. */
export function pointAlong(points: readonly Point[], share: number): Point {
  const first = points[0] ?? { x: 0, y: 0 };
  const total = lengthOf(points);
  let left = total * Math.max(0, Math.min(1, share));
  let here = first;
  for (const next of points.slice(1)) {
    const length = distance(here, next);
    if (left <= length && length > 0) {
      const part = left / length;
      return { x: here.x + (next.x - here.x) * part, y: here.y + (next.y - here.y) * part };
    }
    left -= length;
    here = next;
  }
  return here;
}

export function lengthOf(points: readonly Point[]): number {
  return points
    .slice(1)
    .reduce((sum, point, index) => sum + distance(points[index] as Point, point), 0);
}

/** Share of the way at which the point with number `index` lies. */
function shareOf(points: readonly Point[], index: number): number {
  const total = lengthOf(points);
  return total === 0 ? 0 : lengthOf(points.slice(0, index + 1)) / total;
}

/** Where on its way a packet stands when nothing moves. */
export function restingShare(drawn: DrawnPacket, { points, roles }: Stretch): number {
  if (drawn.phase === 'arrived') return 1;
  const doors = roles.flatMap((role, index) => (role === 'door' ? [index] : []));
  const out = doors[0];
  const into = doors.at(-1);
  const onWire =
    out !== undefined && into !== undefined && out !== into
      ? (shareOf(points, out) + shareOf(points, into)) / 2
      : out === undefined
        ? 0.5
        : shareOf(points, out);
  if (drawn.phase === 'flying') return onWire;
  switch (drawn.reason) {
    case 'firewall-drop':
    case 'firewall-reject': {
      if (drawn.at === drawn.from && drawn.via !== 'lo')
        return out === undefined ? 0 : shareOf(points, out);
      const wall = roles.indexOf('firewall');
      return wall < 0 ? 0.85 : shareOf(points, wall);
    }
    case 'link-down':
      return drawn.at === drawn.from || into === undefined
        ? shareOf(points, out ?? 0)
        : shareOf(points, into);
    case 'not-mine':
      return into === undefined ? onWire : shareOf(points, into);
    case 'no-route':
      return Math.min(0.15, out === undefined ? 0.15 : shareOf(points, out) / 2);
    case 'queue-full':
      return 1;
    default:
      return onWire;
  }
}

/** Points from one share of the way to another, corners included, for an animation. */
export function partOf(points: readonly Point[], from: number, to: number): Point[] {
  const total = lengthOf(points);
  const corners = points.filter((_, index) => {
    const share = total === 0 ? 0 : shareOf(points, index);
    return share > from && share < to;
  });
  return [pointAlong(points, from), ...corners, pointAlong(points, to)];
}
