import { memo } from 'react';
import { tableWords } from '@/content/messages/interface';
import type { SocketView, WorldView } from '@/simulation/world/view';
import type { Selection } from '@/store/simulation-session';
import { EndpointText } from './endpoint-text';
import { rolesOf } from './socket-card';
import styles from './socket-table.module.css';
import { StateChip } from './state-chip';
import { stateWord } from './world-reading';

/** ss's two columns: in a LISTEN row they are the accept queue and the backlog. */
function owners(row: SocketView): string {
  return row.owners.map((owner) => `${owner.program}/${owner.pid}`).join(', ');
}

type OnSelect = ((selection: Selection | null) => void) | undefined;

const Row = memo(function Row({
  host,
  row,
  selected,
  onSelect,
}: {
  host: string;
  row: SocketView;
  selected: boolean;
  onSelect: OnSelect;
}) {
  const roles = rolesOf(row);
  const word = stateWord(row);
  const pick = () => onSelect?.(selected ? null : { kind: 'socket', host, id: row.id });
  return (
    <tr data-selected={selected || undefined} onClick={onSelect && pick}>
      <td>
        {onSelect === undefined ? (
          host
        ) : (
          <button
            type="button"
            aria-pressed={selected}
            aria-label={`${host}, ${word}: show on the stage`}
            onClick={(event) => {
              event.stopPropagation();
              pick();
            }}
          >
            {host}
          </button>
        )}
      </td>
      <td>
        <StateChip word={word} />
        {row.proto === 'udp' && <span className={styles.proto}>udp</span>}
      </td>
      <td className={styles.number}>{row.recvQ}</td>
      <td className={styles.number}>{row.sendQ}</td>
      <td>
        <EndpointText end={row.local} role={roles.local} />
      </td>
      <td>
        {row.peer === null ? (
          <span className={styles.any}>{row.family === 6 ? '[::]:*' : '0.0.0.0:*'}</span>
        ) : (
          <EndpointText end={row.peer} role={roles.peer} />
        )}
      </td>
      <td className={styles.owner}>{owners(row)}</td>
    </tr>
  );
});

/**
 * What `ss -tuanp` shows on every host at this moment. Without `onSelect` it only shows.
 * `labelledBy` is the id of a heading that names the table, in place of the bench's own caption.
 */
export function SocketTable({
  view,
  selection = null,
  onSelect,
  labelledBy,
}: {
  view: WorldView;
  selection?: Selection | null;
  onSelect?: OnSelect;
  labelledBy?: string;
}) {
  const rows = view.hosts.flatMap((host) => host.sockets.map((row) => ({ host: host.name, row })));
  const { columns, columnTips } = tableWords;
  return (
    <div
      className={styles.scroll}
      role="group"
      tabIndex={0}
      aria-labelledby={labelledBy}
      aria-label={labelledBy ? undefined : tableWords.caption}
    >
      <table className={styles.table} aria-labelledby={labelledBy}>
        {labelledBy === undefined && (
          <caption className="visually-hidden">{tableWords.caption}</caption>
        )}
        <thead>
          <tr>
            <th scope="col">{columns.host}</th>
            <th scope="col">{columns.state}</th>
            <th scope="col" className={styles.number} title={columnTips.recvQ}>
              {columns.recvQ}
            </th>
            <th scope="col" className={styles.number} title={columnTips.sendQ}>
              {columns.sendQ}
            </th>
            <th scope="col" title={columnTips.local}>
              {columns.local}
            </th>
            <th scope="col" title={columnTips.peer}>
              {columns.peer}
            </th>
            <th scope="col" title={columnTips.process}>
              {columns.process}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 && (
            <tr>
              <td colSpan={7} className={styles.empty}>
                {tableWords.empty}
              </td>
            </tr>
          )}
          {rows.map(({ host, row }) => (
            <Row
              key={`${host}/${row.id}`}
              host={host}
              row={row}
              selected={
                selection?.kind === 'socket' && selection.host === host && selection.id === row.id
              }
              onSelect={onSelect}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
