import { benchTexts } from '@/content/messages/bench';
import { stageWords } from '@/content/messages/interface';
import type { SocketView } from '@/simulation/world/view';
import { AcceptQueue } from './accept-queue';
import { EndpointText } from './endpoint-text';
import { anchorName } from './packet-path';
import { clientOf } from './packet-words';
import styles from './socket-card.module.css';
import type { StageActions } from './stage-actions';
import { StateChip } from './state-chip';
import { stateWord } from './world-reading';

/** Roles of a row's two ports; a listener's own port is always the server's. */
export function rolesOf(row: SocketView): {
  local: 'client' | 'server' | null;
  peer: 'client' | 'server' | null;
} {
  if (row.tcpState === 'LISTEN') return { local: 'server', peer: null };
  if (row.peer === null) return { local: null, peer: null };
  const asked = row.tcpState === 'SYN-SENT' ? 'src' : clientOf(row.local, row.peer);
  if (asked === null) return { local: null, peer: null };
  return asked === 'src'
    ? { local: 'client', peer: 'server' }
    : { local: 'server', peer: 'client' };
}

/** One row of a host's socket table, as it stands in the kernel's frame. */
export function SocketCard({
  host,
  row,
  lit,
  selected,
  actions,
}: {
  host: string;
  row: SocketView;
  /** The row that the current event found. */
  lit: boolean;
  selected: boolean;
  actions: StageActions | undefined;
}) {
  const roles = rolesOf(row);
  const owner = row.owners[0];
  const body = (
    <>
      <span className={styles.line}>
        <StateChip word={stateWord(row)} />
        {row.proto === 'udp' && <span className={styles.proto}>udp</span>}
        {owner !== undefined && (
          <span className={styles.owner}>
            {owner.program}/{owner.pid}
          </span>
        )}
      </span>
      <span className={styles.ends}>
        {row.local.port === 0 && row.tcpState !== 'LISTEN' && row.peer === null ? (
          <span className={styles.unnamed}>{benchTexts.noAddress}</span>
        ) : (
          <EndpointText end={row.local} role={roles.local} />
        )}
        {row.peer !== null && (
          <span className={styles.peer}>
            ↔ <EndpointText end={row.peer} role={roles.peer} />
          </span>
        )}
      </span>
      {row.tcpState !== 'LISTEN' && row.recvQ > 0 && (
        <span className={styles.unread}>{row.recvQ} bytes arrived, not read yet</span>
      )}
    </>
  );
  const shared = {
    className: styles.face,
    'data-anchor': anchorName.socket(host, row.id),
  };
  return (
    <li className={styles.card} data-lit={lit || undefined} data-selected={selected || undefined}>
      {actions === undefined ? (
        <div {...shared}>{body}</div>
      ) : (
        <button
          type="button"
          aria-pressed={selected}
          onClick={() => actions.select(selected ? null : { kind: 'socket', host, id: row.id })}
          {...shared}
        >
          {body}
        </button>
      )}
      {row.tcpState === 'LISTEN' && <AcceptQueue row={row} />}
      {stateWord(row) === 'BOUND' && <span className={styles.note}>{stageWords.bound}</span>}
    </li>
  );
}
