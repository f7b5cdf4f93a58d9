import { useId } from 'react';
import { type Socket, socketWords, statesWords as words } from '@/content/messages/tcp-states';
import { type TcpStateName, tcpStateName } from '@/contract/trace';
import styles from './diagram.module.css';
import {
  box,
  type Edge,
  edges,
  end,
  labelOf,
  leaveBox,
  type Point,
  placeAfter,
  places,
  size,
} from './layout';
import { Marker } from './marker';
import { type Move, standing } from './read-path';

const sockets = Object.keys(socketWords) as Socket[];

/** The diagram of all states, with a marker for each socket and the change that was the last. */
export function Diagram({ moves }: { moves: readonly Move[] }) {
  const arrow = useId();
  const now = standing(moves);
  const last = moves.at(-1);
  const isLast = ({ from, to }: Edge) => last?.from === from && last.to === to;
  const told = sockets.flatMap((socket) => {
    const state = now[socket];
    return state ? [words.stands(socketWords[socket].name, state)] : [];
  });
  // Drawn last, what has just happened lies above the others.
  const drawn = edges
    .filter((edge) => !edge.shortCut || isLast(edge))
    .sort((one, other) => Number(isLast(one)) - Number(isLast(other)));
  return (
    <svg
      className={styles.diagram}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-label={words.pictureSays(told.join(' ') || words.notYet)}
    >
      <defs>
        {['plain', 'last', 'short'].map((kind) => (
          <marker
            key={kind}
            id={`${arrow}${kind}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerUnits="userSpaceOnUse"
            markerWidth={kind === 'plain' ? 9 : 15}
            markerHeight={kind === 'plain' ? 9 : 15}
            orient="auto"
          >
            <path className={styles.tip} data-kind={kind} d="M0 0L8 4L0 8Z" />
          </marker>
        ))}
      </defs>
      {drawn.map((edge) => (
        <EdgeLine
          key={`${edge.from} ${edge.to}`}
          edge={edge}
          event={isLast(edge) ? (last?.event ?? null) : null}
          tip={`url(#${arrow}${!isLast(edge) ? 'plain' : edge.shortCut ? 'short' : 'last'})`}
        />
      ))}
      {tcpStateName.options.map((state) => (
        <State
          key={state}
          state={state}
          at={places[state]}
          here={state === 'CLOSED' ? [] : sockets.filter((socket) => now[socket] === state)}
        />
      ))}
      <State state="CLOSED" at={end} here={sockets.filter((socket) => now[socket] === 'CLOSED')} />
    </svg>
  );
}

function EdgeLine({ edge, event, tip }: { edge: Edge; event: string | null; tip: string }) {
  const [from, to] = [places[edge.from], placeAfter(edge.to)];
  const [begin, stop] = [leaveBox(from, to), leaveBox(to, from)];
  const middle = { x: (begin.x + stop.x) / 2, y: (begin.y + stop.y) / 2 };
  // A short cut passes by a box that stands in a straight line's way.
  const bend = from.x === to.x && to.y - from.y > 3 * box.height ? 250 : 0;
  const label = { x: middle.x + bend / 2, y: middle.y };
  return (
    <g className={styles.edge} data-last={event !== null} data-short={edge.shortCut}>
      <path
        d={`M${begin.x} ${begin.y}Q${middle.x + bend} ${middle.y} ${stop.x} ${stop.y}`}
        markerEnd={tip}
      />
      <text x={label.x} y={label.y + (from.y === to.y ? -6 : 4)}>
        {event ?? labelOf(edge)}
      </text>
    </g>
  );
}

function State({ state, at, here }: { state: TcpStateName; at: Point; here: readonly Socket[] }) {
  return (
    <g className={styles.state} data-lit={here.length > 0} data-state={state}>
      <rect
        x={at.x - box.width / 2}
        y={at.y - box.height / 2}
        width={box.width}
        height={box.height}
        rx="10"
      />
      <text x={at.x} y={at.y + 5}>
        {state}
      </text>
      {here.map((socket) => (
        <Marker
          key={socket}
          socket={socket}
          x={at.x + { client: -1, server: 1, listener: 0 }[socket] * (box.width / 2 - 6)}
          y={at.y + (socket === 'listener' ? -1 : 1) * (box.height / 2)}
        />
      ))}
    </g>
  );
}
