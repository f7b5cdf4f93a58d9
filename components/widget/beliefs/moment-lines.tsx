import { EndpointText } from '@/components/stage/endpoint-text';
import { clientOf } from '@/components/stage/packet-words';
import { StateChip } from '@/components/stage/state-chip';
import type { MomentPacket, MomentRow } from '@/content/messages/beliefs/belief';
import { beliefWords as words } from '@/content/messages/beliefs/words';
import type { Endpoint } from '@/contract/trace';
import styles from './moment-card.module.css';

/** `192.168.1.20:80` or `[::1]:80`; null for what is no endpoint, such as a belief's door. */
function parseEnd(text: string): Endpoint | null {
  const parts = /^\[?([\d.a-f:]+?)\]?:(\d+)$/.exec(text);
  return parts ? { addr: parts[1] ?? '', port: Number(parts[2]) } : null;
}

/** One end of a packet or row; a client's port is told from a server's by its shape. */
function End({ text, role }: { text: string; role: 'client' | 'server' | null }) {
  const end = parseEnd(text);
  return end === null ? <span>{text}</span> : <EndpointText end={end} role={role} />;
}

function rolesOf(one: string, other: string) {
  const [src, dst] = [parseEnd(one), parseEnd(other)];
  const client = src && dst && clientOf(src, dst);
  if (client === null) return [null, null] as const;
  return client === 'src' ? (['client', 'server'] as const) : (['server', 'client'] as const);
}

const Differs = () => <em>≠ {words.differs}</em>;

export function PacketLine({ packet, differs }: { packet: MomentPacket; differs: boolean }) {
  const [from, to] = rolesOf(packet.from, packet.to);
  return (
    <li data-differs={differs || undefined}>
      <span className={styles.word} data-refuse={packet.word === 'RST' || undefined}>
        {packet.word}
      </span>
      <span className={styles.ends}>
        <End text={packet.from} role={from} /> <span aria-hidden>→</span>
        <span className="visually-hidden"> to </span> <End text={packet.to} role={to} />
      </span>
      {differs && <Differs />}
    </li>
  );
}

export function RowLine({ row, differs }: { row: MomentRow; differs: boolean }) {
  const [local, peer] = rolesOf(row.local, row.peer);
  const listens = row.peer === '*';
  return (
    <li data-differs={differs || undefined}>
      <StateChip word={row.state} />
      <span className={styles.ends}>
        <End text={row.local} role={listens ? 'server' : local} />{' '}
        {!listens && (
          <>
            <span aria-hidden>↔</span>
            <span className="visually-hidden"> with </span> <End text={row.peer} role={peer} />
          </>
        )}
      </span>
      {row.program !== '' && <span className={styles.program}>{words.by(row.program)}</span>}
      {differs && <Differs />}
    </li>
  );
}
