import type { ReactNode } from 'react';
import type { Bind, CallerId, Guess } from '@/content/messages/front-bench';
import styles from './front-picture.module.css';

type Point = readonly [x: number, y: number];

/** Where a caller's packets start, and where the address they call is drawn. */
export const routes: Record<CallerId, { from: Point; to: Point }> = {
  'laptop-loopback': { from: [108, 152], to: [64, 118] },
  'laptop-own': { from: [150, 152], to: [196, 118] },
  'phone-own': { from: [336, 101], to: [270, 101] },
};

const doors = [
  { address: '127.0.0.1', x: 12, width: 104, text: 64 },
  { address: '192.168.1.20', x: 136, width: 132, text: 198 },
] as const;

/**
 * A laptop with its two addresses, the program behind them, and a phone. `listening` holds the
 * addresses with a listening socket, null before anything was fired: with no socket there is no
 * door, only an address. `ended` draws how each try went; `children` are the packets under way.
 */
export function FrontPicture({
  bind,
  listening,
  ended,
  children,
}: {
  bind: Bind;
  listening: readonly string[] | null;
  ended: readonly { caller: CallerId; outcome: Guess }[];
  children?: ReactNode;
}) {
  const wildcard = listening?.includes('0.0.0.0') ?? false;
  return (
    <svg
      viewBox="0 0 440 196"
      className={styles.picture}
      role="img"
      aria-label={describe(bind, listening, ended)}
    >
      <rect className={styles.host} x="4" y="4" width="252" height="188" rx="14" />
      <text className={styles.name} x="18" y="27">
        laptop
      </text>
      <path className={styles.link} d="M268 101H336" />
      <rect className={styles.host} x="336" y="66" width="100" height="70" rx="14" />
      <text className={styles.name} x="386" y="97" textAnchor="middle">
        phone
      </text>
      <text className={styles.small} x="386" y="115" textAnchor="middle">
        192.168.1.50
      </text>
      <rect className={styles.program} x="82" y="152" width="94" height="30" rx="8" />
      <text className={styles.label} x="129" y="172" textAnchor="middle">
        curl
      </text>
      {wildcard && (
        <>
          <path className={styles.wire} d="M128 54V66" />
          <path className={styles.umbrella} d="M12 86C16 58 250 58 268 86Z" />
          <text className={styles.wild} x="134" y="81" textAnchor="middle">
            0.0.0.0 covers both
          </text>
        </>
      )}
      {doors.map(({ address, x, width, text }) => {
        const here = listening?.includes(address) ?? false;
        const open = here || wildcard;
        const look = listening === null ? styles.door : open ? styles.open : styles.shut;
        return (
          <g key={address}>
            {here && <path className={styles.wire} d={`M128 54C128 72 ${text} 66 ${text} 86`} />}
            <rect className={look} x={x} y="86" width={width} height="30" rx="8" />
            <text
              className={open ? styles.openText : styles.address}
              x={text}
              y="105"
              textAnchor="middle"
            >
              {address}
              {open && <tspan className={styles.port}>:8000</tspan>}
            </text>
          </g>
        );
      })}
      <rect
        className={listening ? styles.django : styles.program}
        x="78"
        y="16"
        width="100"
        height="38"
        rx="9"
      />
      <text className={styles.label} x="128" y="33" textAnchor="middle">
        Django
      </text>
      <text className={styles.small} x="128" y="47" textAnchor="middle">
        runserver
      </text>
      {ended.map(({ caller, outcome }) => (
        <Ended key={caller} caller={caller} outcome={outcome} />
      ))}
      {children}
    </svg>
  );
}

/** The way a try took, and at its end a tick or a cross. */
function Ended({ caller, outcome }: { caller: CallerId; outcome: Guess }) {
  const { from, to } = routes[caller];
  const good = outcome === 'answers';
  return (
    <g className={good ? styles.good : styles.bad}>
      <path d={`M${from.join(' ')}L${to.join(' ')}`} />
      <circle cx={to[0]} cy={to[1]} r="9" />
      <path
        className={styles.mark}
        transform={`translate(${to.join(' ')})`}
        d={good ? 'M-4 0L-1 3L4 -3' : 'M-3 -3L3 3M3 -3L-3 3'}
      />
    </g>
  );
}

function describe(
  bind: Bind,
  listening: readonly string[] | null,
  ended: readonly { caller: CallerId; outcome: Guess }[],
): string {
  const scene =
    'A laptop with the addresses 127.0.0.1 and 192.168.1.20, Django and curl on it, and a phone on the same network.';
  if (!listening) return `${scene} Django will be started with ${bind}:8000.`;
  const answered = ended.filter(({ outcome }) => outcome === 'answers').length;
  return `${scene} Django listens on ${listening.map((each) => `${each}:8000`).join(', ')}. ${answered} of ${ended.length} tries so far were answered.`;
}
