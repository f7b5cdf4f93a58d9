import { Minus, Plus, RefreshCw } from 'lucide-react';
import { momentWords } from '@/content/messages/moments';
import styles from './change-list.module.css';
import { changeInWords, type HostChanges, type RowChange, rowInWords } from './compare-tables';

const icons = { added: Plus, gone: Minus, changed: RefreshCw };

/** The field's words at one of the two moments, one a line. */
function At({ change, end }: { change: RowChange; end: 'from' | 'to' }) {
  if (change.kind === (end === 'from' ? 'added' : 'gone'))
    return <span className={styles.none}>{momentWords.none}</span>;
  if (change.kind !== 'changed') return rowInWords(change.row);
  return change.fields.map((one) => (
    <span key={one.field} className={styles.field}>
      {momentWords.fields[one.field]}: {one[end]}
    </span>
  ));
}

/** What changed in the socket tables: host by host in words, and as one table. */
export function ChangeList({ hosts }: { hosts: readonly HostChanges[] }) {
  if (hosts.length === 0) return <p className={styles.same}>{momentWords.same}</p>;
  const { columns } = momentWords;
  return (
    <>
      <ul className={styles.words}>
        {hosts.map(({ host, changes }) => (
          <li key={host}>
            <b>{host}</b>
            <ul>
              {changes.map((change) => (
                <li key={`${change.kind} ${change.id}`}>{changeInWords(change)}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <div className={styles.scroll} role="group" tabIndex={0} aria-label={momentWords.tableLabel}>
        <table className={styles.table}>
          <caption className="visually-hidden">{momentWords.tableLabel}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.host}</th>
              <th scope="col">{columns.change}</th>
              <th scope="col">{columns.socket}</th>
              <th scope="col">{columns.a}</th>
              <th scope="col">{columns.b}</th>
            </tr>
          </thead>
          <tbody>
            {hosts.flatMap(({ host, changes }) =>
              changes.map((change) => {
                const Icon = icons[change.kind];
                return (
                  <tr key={`${host} ${change.kind} ${change.id}`}>
                    <td>{host}</td>
                    <td>
                      <span className={styles.kind} data-kind={change.kind}>
                        <Icon size={12} aria-hidden />
                        {momentWords.changes[change.kind]}
                      </span>
                    </td>
                    <td>{rowInWords(change.row)}</td>
                    <td>
                      <At change={change} end="from" />
                    </td>
                    <td>
                      <At change={change} end="to" />
                    </td>
                  </tr>
                );
              }),
            )}
          </tbody>
        </table>
      </div>
    </>
  );
}
