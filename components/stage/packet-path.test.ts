import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrawnPacket } from './drawn-packets';
import { listener, segment, worldView } from './fixtures/worlds';
import {
  legsOf,
  lengthOf,
  type Point,
  partOf,
  pointAlong,
  restingShare,
  stretchOf,
} from './packet-path';

const view = worldView({
  sockets: [listener('0.0.0.0')],
  firewall: [{ hook: 'in', action: 'drop' }],
});
const syn: DrawnPacket = {
  packet: segment(1, 'S'),
  phase: 'flying',
  from: 'phone',
  to: 'laptop',
  via: 'wifi',
  reason: null,
  at: null,
};
const places: Record<string, Point> = {
  'phone/kernel': { x: 500, y: 20 },
  'phone/iface/eth0': { x: 400, y: 100 },
  'laptop/iface/eth0': { x: 200, y: 100 },
  'laptop/firewall': { x: 150, y: 60 },
  'laptop/socket/4': { x: 100, y: 20 },
};
const measure = (anchor: string) => places[anchor] ?? null;
const stretch = stretchOf(legsOf(view, syn), measure, null);

describe('the way of a packet', () => {
  test('leads from a kernel by both interfaces and the firewall to the row', () => {
    expect(stretch.roles).toEqual(['source', 'door', 'door', 'firewall', 'target']);
    expect(stretch.points.at(-1)).toEqual(places['laptop/socket/4']);
  });

  test('keeps to the bus between two doors', () => {
    const { points, roles } = stretchOf(legsOf(view, syn), measure, { axis: 'y', at: 160 });
    expect(roles.slice(1, 5)).toEqual(['door', 'wire', 'wire', 'door']);
    expect(points.slice(2, 4)).toEqual([
      { x: 400, y: 160 },
      { x: 200, y: 160 },
    ]);
  });

  test('by lo stays at the interface lo of its own host', () => {
    const legs = legsOf(view, { ...syn, from: 'laptop', to: 'laptop', via: 'lo' });
    const hosts = legs.flatMap((leg) => leg.anchors.map((anchor) => anchor.split('/')[0]));
    expect(new Set(hosts)).toEqual(new Set(['laptop']));
  });
});

describe('where a packet stands', () => {
  const at = (drawn: Partial<DrawnPacket>) =>
    pointAlong(stretch.points, restingShare({ ...syn, ...drawn }, stretch));

  test('on its way it is in the middle of the wire', () => {
    expect(at({})).toEqual({ x: 300, y: 100 });
  });

  test('arrived, it is at its row', () => {
    expect(at({ phase: 'arrived' })).toEqual(places['laptop/socket/4']);
  });

  test('dropped by the firewall it ends at the wall', () => {
    const dropped = at({ phase: 'lost', reason: 'firewall-drop', at: 'laptop' });
    expect(dropped.x).toBeCloseTo(150);
    expect(dropped.y).toBeCloseTo(60);
  });

  test('with the cable out it ends at that host’s interface', () => {
    expect(at({ phase: 'lost', reason: 'link-down', at: 'phone' }).x).toBeCloseTo(400);
    expect(at({ phase: 'lost', reason: 'link-down', at: 'laptop' }).x).toBeCloseTo(200);
  });

  test('without a route it never gets to the interface', () => {
    expect(at({ phase: 'lost', reason: 'no-route', at: 'phone' }).x).toBeGreaterThan(400);
  });
});

const point = fc.record({
  x: fc.integer({ min: 0, max: 900 }),
  y: fc.integer({ min: 0, max: 900 }),
});
const way = fc.array(point, { minLength: 2, maxLength: 7 });

test('a part of a way begins and ends where it should and is as long as its share', () => {
  fc.assert(
    fc.property(
      way,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (points, one, other) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        const part = partOf(points, from, to);
        expect(part[0]).toEqual(pointAlong(points, from));
        expect(part.at(-1)).toEqual(pointAlong(points, to));
        expect(lengthOf(part)).toBeCloseTo(lengthOf(points) * (to - from), 4);
      },
    ),
  );
});
