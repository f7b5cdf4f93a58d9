import { type Socket, socketWords } from '@/content/messages/tcp-states';
import styles from './diagram.module.css';

const shapes: Record<Socket, string> = {
  client: 'M-11 0a11 11 0 1 0 22 0a11 11 0 1 0-22 0Z',
  server: 'M-10-10h20v20h-20Z',
  listener: 'M0-13L13 0L0 13L-13 0Z',
};

/** A socket in the diagram: a shape, a letter and a colour of its own. */
export function Marker({ socket, x, y }: { socket: Socket; x: number; y: number }) {
  return (
    <g className={styles.marker} data-socket={socket} transform={`translate(${x} ${y})`}>
      <path d={shapes[socket]} />
      <text dy="4.5">{socketWords[socket].letter}</text>
    </g>
  );
}

/** The same in a line of text. */
export function MarkerSign({ socket }: { socket: Socket }) {
  return (
    <svg className={styles.sign} viewBox="-14 -14 28 28" width="22" height="22" aria-hidden>
      <Marker socket={socket} x={0} y={0} />
    </svg>
  );
}
