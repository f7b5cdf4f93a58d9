import { backlogWords } from '@/content/messages/backlog';
import styles from './backlog.module.css';
import type { Backlog, ClientRow } from './read-backlog';

const { gauge } = backlogWords;

function Place({
  title,
  help,
  level,
  clients,
  free = 0,
}: {
  title: string;
  help: string;
  level: string;
  clients: readonly ClientRow[];
  free?: number;
}) {
  return (
    <div className={styles.place} data-full={free === 0 && clients.length > 0}>
      <p className={styles.title}>{title}</p>
      <p>{help}</p>
      <ul className={styles.slots} aria-label={title}>
        {clients.map(({ name, port }) => (
          <li key={name}>
            {name} <span>{port}</span>
          </li>
        ))}
        {Array.from({ length: free }, (_, index) => (
          <li key={index} className={styles.free} aria-hidden />
        ))}
      </ul>
      <p className={styles.level}>{level}</p>
    </div>
  );
}

/** The two queues of the listener and the program behind them, in the order a client takes. */
export function BacklogGauge({ now }: { now: Backlog }) {
  const at = (place: ClientRow['place']) => now.clients.filter((one) => one.place === place);
  const places = now.limit + 1;
  return (
    <div className={styles.gauge}>
      <div className={styles.row}>
        <Place
          title={gauge.handshake}
          help={gauge.handshakeHelp}
          level={String(now.handshakes)}
          clients={at('handshake')}
        />
        <Place
          title={gauge.accept}
          help={gauge.acceptHelp}
          level={gauge.level(now.waiting, now.limit)}
          clients={at('accept queue')}
          free={Math.max(0, places - now.waiting)}
        />
        <Place
          title={gauge.served}
          help={gauge.servedHelp}
          level={String(now.accepted)}
          clients={at('accepted')}
        />
      </div>
      <p>{now.listening ? gauge.dropped(now.dropped) : gauge.gone}</p>
    </div>
  );
}
