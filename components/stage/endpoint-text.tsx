import type { Endpoint } from '@/contract/trace';
import styles from './endpoint-text.module.css';

/**
 * An address and its port. A client's port has its own colour and round ends, since it was picked
 * for one connection; a server's port has square ones, in every row that shows it.
 */
export function EndpointText({ end, role }: { end: Endpoint; role: 'client' | 'server' | null }) {
  const addr = end.addr.includes(':') ? `[${end.addr}]` : end.addr;
  return (
    <span className={styles.endpoint}>
      {addr}:
      <b className={role === null ? undefined : styles[role]}>{end.port === 0 ? '*' : end.port}</b>
    </span>
  );
}
