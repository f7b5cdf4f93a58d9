'use client';

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { WorldView } from '@/simulation/world/view';
import type { Speed } from '@/store/simulation-session';
import type { DrawnPacket } from './drawn-packets';
import styles from './packet-layer.module.css';
import {
  anchorName,
  legsOf,
  lengthOf,
  type Point,
  partOf,
  pointAlong,
  restingShare,
  stretchOf,
} from './packet-path';
import { PacketPill, standing } from './packet-pill';
import { formatEndpoint, packetWord } from './packet-words';
import type { StageActions } from './stage-actions';
import { shapeOf } from './stage-picture';

const pace: Record<Speed, number> = { slow: 0.5, normal: 1, fast: 2.2 };

/** Milliseconds of a journey. A refusal is seen to come at once. */
function travelTime(drawn: DrawnPacket, length: number, speed: Speed): number {
  const base = drawn.packet.flags.includes('R') ? 260 : 420 + Math.min(600, length);
  return base / pace[speed];
}

type Placed = { drawn: DrawnPacket; way: Point[]; share: number };

function measurer(stage: HTMLElement) {
  const origin = stage.getBoundingClientRect();
  return (anchor: string): Point | null => {
    const box = stage
      .querySelector(`[data-anchor="${CSS.escape(anchor)}"]`)
      ?.getBoundingClientRect();
    if (box === undefined || (box.width === 0 && box.height === 0)) return null;
    const left = box.left - origin.left;
    const top = box.top - origin.top;
    // A row is reached at its lower end, where it leaves most of its text readable.
    if (anchor.includes('/socket/') || anchor.endsWith('/no-row'))
      return { x: left + box.width - Math.min(64, box.width / 2), y: top + box.height - 8 };
    // Its rules stand at the left of a wall.
    if (anchor.endsWith('/firewall'))
      return { x: left + box.width - Math.min(64, box.width / 2), y: top + box.height / 2 };
    return { x: left + box.width / 2, y: top + box.height / 2 };
  };
}

function place(stage: HTMLElement, view: WorldView, packets: readonly DrawnPacket[]): Placed[] {
  const measure = measurer(stage);
  return packets.map((drawn) => {
    const bus =
      shapeOf(view) === 'bus' && drawn.via !== 'lo' ? measure(anchorName.lan(drawn.via)) : null;
    const stretch = stretchOf(
      legsOf(view, drawn),
      measure,
      bus === null ? null : { axis: 'y', at: bus.y },
    );
    return { drawn, way: stretch.points, share: restingShare(drawn, stretch) };
  });
}

const sizeOf = (element: HTMLElement) => `${element.clientWidth} ${element.clientHeight}`;

const keyOf = (drawn: DrawnPacket) => `${drawn.packet.id}/${drawn.via}`;

/**
 * Packets over the picture. Each stands where the playhead says; when time has moved on it
 * travels there first. With reduced motion it is simply there.
 */
export function PacketLayer({
  stage,
  view,
  packets,
  playhead,
  speed,
  selected,
  actions,
}: {
  stage: RefObject<HTMLElement | null>;
  view: WorldView;
  packets: readonly DrawnPacket[];
  playhead: number;
  speed: Speed;
  selected: number | null;
  actions: StageActions | undefined;
}) {
  const [placed, setPlaced] = useState<Placed[]>([]);
  const seen = useRef({ playhead, shares: new Map<string, number>() });
  const elements = useRef(new Map<string, HTMLElement>());

  const measureAll = useRef(() => {});
  useLayoutEffect(() => {
    const element = stage.current;
    if (element === null) return;
    measureAll.current = () => setPlaced(place(element, view, packets));
    measureAll.current();
  }, [stage, view, packets]);

  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    let known = sizeOf(element);
    const observer = new ResizeObserver(() => {
      const size = sizeOf(element);
      if (size === known) return;
      known = size;
      measureAll.current();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [stage]);

  // Travels once for every move of the playhead, not for every new measurement.
  useEffect(() => {
    if (placed.length === 0 && packets.length > 0) return;
    const before = seen.current;
    const forward = playhead > before.playhead;
    const moved = playhead !== before.playhead;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (moved && placed.some((one) => !packets.includes(one.drawn))) return;
    const shares = new Map(placed.map((one) => [keyOf(one.drawn), one.share]));
    seen.current = { playhead, shares };
    if (!forward || still) return;
    for (const { drawn, way, share } of placed) {
      const element = elements.current.get(keyOf(drawn));
      const from = before.shares.get(keyOf(drawn)) ?? 0;
      if (element === undefined || way.length < 2 || from >= share) continue;
      const points = partOf(way, from, share);
      const total = lengthOf(points);
      const end = points.at(-1) as Point;
      let gone = 0;
      // In pixels: what depends on a box's own size is not moved by the compositor alone.
      const half = element.offsetWidth / 2;
      const frames = points.map((point, index) => {
        const last = points[index - 1];
        if (last !== undefined) gone += Math.hypot(point.x - last.x, point.y - last.y);
        return {
          translate: `${point.x - end.x - half}px ${point.y - end.y - 14}px`,
          offset: total === 0 ? index / Math.max(1, points.length - 1) : gone / total,
        };
      });
      element.animate(frames, {
        duration: travelTime(drawn, total, speed),
        easing: 'cubic-bezier(.45,.05,.4,1)',
      });
    }
  }, [placed, packets, playhead, speed]);

  const rows: Point[] = [];
  return (
    <div className={styles.layer}>
      {placed.map(({ drawn, way, share }) => {
        const at = pointAlong(way, share);
        // Packets that stand in the same place are set below one another.
        while (rows.some((one) => Math.abs(one.x - at.x) < 70 && Math.abs(one.y - at.y) < 40))
          at.y += 44;
        rows.push(at);
        const { packet } = drawn;
        const label = `${packetWord(packet)} from ${formatEndpoint(packet.src)} to ${formatEndpoint(packet.dst)}, ${standing(drawn)}`;
        const shared = {
          className: styles.packet,
          style: { left: at.x, top: at.y },
          ref: (element: HTMLElement | null) => {
            if (element === null) elements.current.delete(keyOf(drawn));
            else elements.current.set(keyOf(drawn), element);
          },
        };
        return actions === undefined ? (
          <span key={keyOf(drawn)} {...shared}>
            <PacketPill drawn={drawn} />
          </span>
        ) : (
          <button
            key={keyOf(drawn)}
            type="button"
            aria-label={label}
            aria-pressed={selected === packet.id}
            onClick={() =>
              actions.select(selected === packet.id ? null : { kind: 'packet', id: packet.id })
            }
            {...shared}
          >
            <PacketPill drawn={drawn} />
          </button>
        );
      })}
    </div>
  );
}
