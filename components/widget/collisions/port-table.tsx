import { OctagonX } from 'lucide-react';
import { StateChip } from '@/components/stage/state-chip';
import { collisionWords as words } from '@/content/messages/collisions/words';
import styles from './port-table.module.css';
import type { PortTable, TableRow } from './read-lab';

const place = ({ addr, port }: TableRow['local']) =>
  `${addr.includes(':') ? `[${addr}]` : addr}:${port}`;

/** What the newcomer finds there, in words; a row in the way also has a sign and a frame. */
function Found({ found }: { found: TableRow['found'] }) {
  if (found === null) return '–';
  return (
    <span className={styles.found} data-found={found}>
      {found === 'clash' && <OctagonX size={15} aria-hidden />}
      {words.found[found]}
    </span>
  );
}

/** The lookup table of one host: who holds what, and how each row compares with who asks. */
export function PortTableView({
  table: { host, asked, rows },
  quiet,
}: {
  table: PortTable;
  quiet: string;
}) {
  const { columns } = words;
  return (
    <figure className={styles.figure}>
      <figcaption>
        <b>{words.tableOf(host)}</b>{' '}
        {asked === null
          ? quiet
          : words.looks(asked.program, asked.call, asked.proto, place(asked.local), asked.errno)}
      </figcaption>
      {rows.length === 0 ? (
        <p className={styles.empty}>{words.empty}</p>
      ) : (
        <table className={styles.table} aria-label={words.tableOf(host)}>
          <thead>
            <tr>
              {Object.values(columns).map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, proto, local, peer, state, owner, asks, waiting, found }) => (
              <tr key={id} data-found={found ?? undefined}>
                <td data-title={columns.proto}>{proto.toUpperCase()}</td>
                <th scope="row" data-title={columns.local}>
                  {place(local)}
                </th>
                <td data-title={columns.peer}>{peer === null ? words.noPeer : place(peer)}</td>
                <td data-title={columns.state}>
                  <StateChip word={state} /> {waiting > 0 && words.waiting(waiting)}
                </td>
                <td data-title={columns.owner}>{owner ?? words.noOwner}</td>
                <td data-title={columns.asks}>
                  {asks.length === 0 ? words.noOption : asks.join(' ')}
                </td>
                <td data-title={columns.found}>
                  <Found found={found} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </figure>
  );
}
