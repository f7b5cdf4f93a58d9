import { backlogWords } from '@/content/messages/backlog';
import styles from './backlog.module.css';
import type { ClientRow } from './read-backlog';

const { table } = backlogWords;

/** What each client's kernel believes, beside what the server's kernel knows of it. */
export function ClientTable({ clients }: { clients: readonly ClientRow[] }) {
  if (clients.length === 0) return null;
  return (
    <table className={styles.clients} aria-label={table.label}>
      <thead>
        <tr>
          {table.columns.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {clients.map(({ name, port, believes, again, errno, place }) => (
          <tr key={name} data-believes={believes}>
            <th scope="row">{name}</th>
            <td>
              <code>{port}</code>
            </td>
            <td data-title={table.columns[2]}>
              <span className={styles.state}>{table.believes[believes](again, errno)}</span>
            </td>
            <td data-title={table.columns[3]}>{table.places[place]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
