'use client';

import { useEffect, useRef } from 'react';
import type { CallerId } from '@/content/messages/front-bench';
import styles from './flying-packet.module.css';
import { routes } from './front-picture';

export type Flight = { caller: CallerId; flags: string; back: boolean };

/** One way of a packet takes long enough to be followed, whatever the simulated time. */
const travelMs = 520;

/** RFC 9293 control bits, as the trace writes them, in words. */
function formatFlags(flags: string): string {
  if (flags.includes('R')) return 'RST';
  if (flags.includes('S')) return flags.includes('A') ? 'SYN+ACK' : 'SYN';
  return 'ACK';
}

/** A packet on its way; `onLanded` is called once it has arrived. Stands still with reduced motion. */
export function FlyingPacket({ flight, onLanded }: { flight: Flight; onLanded: () => void }) {
  const ref = useRef<SVGGElement>(null);
  const landed = useRef(onLanded);
  landed.current = onLanded;
  const { from, to } = routes[flight.caller];
  const [start, end] = flight.back ? [to, from] : [from, to];
  const word = formatFlags(flight.flags);
  const width = 14 + word.length * 7;

  useEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const at = ([x, y]: readonly [number, number]) => ({ transform: `translate(${x}px, ${y}px)` });
    const middle = at([(start[0] + end[0]) / 2, (start[1] + end[1]) / 2]);
    const animation = ref.current?.animate(still ? [middle, middle] : [at(start), at(end)], {
      duration: travelMs,
      easing: 'ease-in-out',
      fill: 'both',
    });
    animation?.finished.then(
      () => landed.current(),
      () => {},
    );
    return () => animation?.cancel();
  }, [start, end]);

  return (
    <g ref={ref} className={word === 'RST' ? styles.reset : styles.packet}>
      <rect x={-width / 2} y="-10" width={width} height="20" rx="10" />
      <text className={styles.word} y="4" textAnchor="middle">
        {word}
      </text>
    </g>
  );
}
