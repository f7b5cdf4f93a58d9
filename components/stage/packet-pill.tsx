import { Ban, BrickWall, Check, RotateCw, Unplug } from 'lucide-react';
import type { DrawnPacket } from './drawn-packets';
import styles from './packet-pill.module.css';
import { clientEnd, packetTone, packetWord } from './packet-words';

const lostWords: Record<NonNullable<DrawnPacket['reason']>, string> = {
  'firewall-drop': 'dropped by the firewall',
  'firewall-reject': 'rejected by the firewall',
  'link-down': 'lost: cable out',
  'no-neighbour': 'lost: nobody has that address',
  'no-route': 'lost: no route',
  'no-port': 'lost: no port left',
  'queue-full': 'dropped: queue full',
  'not-mine': 'ignored: not my address',
  loss: 'lost on the way',
  ttl: 'lost: too many hops',
  checksum: 'dropped: wrong checksum',
};

/** How a drawn packet stands, in words: for its label and for screen readers. */
export function standing(drawn: DrawnPacket): string {
  if (drawn.phase === 'lost') return lostWords[drawn.reason ?? 'loss'];
  return drawn.phase === 'arrived' ? `arrived at ${drawn.to ?? 'nobody'}` : 'on its way';
}

/** A packet: what it says, both ports, and the shape of how it fares. */
export function PacketPill({ drawn }: { drawn: DrawnPacket }) {
  const { packet, phase, reason } = drawn;
  const client = clientEnd(packet);
  const role = (end: 'src' | 'dst') =>
    client === null ? undefined : client === end ? styles.client : styles.server;
  const LostIcon = reason?.startsWith('firewall')
    ? BrickWall
    : reason === 'link-down'
      ? Unplug
      : Ban;
  return (
    <span
      className={styles.pill}
      data-tone={packetTone(packet)}
      data-phase={phase}
      data-via={drawn.via}
    >
      <span className={styles.word}>
        {phase === 'lost' ? (
          <LostIcon size={13} aria-hidden />
        ) : packet.role === 'retransmit' ? (
          <RotateCw size={12} aria-hidden />
        ) : phase === 'arrived' ? (
          <Check size={13} aria-hidden />
        ) : null}
        {packetWord(packet)}
        {packet.role === 'retransmit' && ' again'}
      </span>
      {packet.proto !== 'icmp' && (
        <span className={styles.ports}>
          <b className={role('src')}>{packet.src.port}</b>→
          <b className={role('dst')}>{packet.dst.port}</b>
        </span>
      )}
      {phase === 'lost' && <span className={styles.fate}>{standing(drawn)}</span>}
    </span>
  );
}
