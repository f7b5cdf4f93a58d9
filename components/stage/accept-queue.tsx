import { stageWords } from '@/content/messages/interface';
import type { SocketView } from '@/simulation/world/view';
import styles from './accept-queue.module.css';

const drawnSlots = 6;

/**
 * What waits at a listener, between kernel and program: handshakes under way, and connections
 * that are complete but not yet accepted. Linux lets in one more than the backlog says.
 */
export function AcceptQueue({ row }: { row: SocketView }) {
  const syn = row.waiting.filter((one) => one.queue === 'syn');
  const done = row.waiting.filter((one) => one.queue === 'accept');
  const limit = row.limit ?? 0;
  const places = limit + 1;
  const slots = Math.min(places, Math.max(drawnSlots, done.length));
  return (
    <div className={styles.queues}>
      {syn.length > 0 && (
        <div className={styles.queue}>
          <span className={styles.label}>{stageWords.synQueue}</span>
          <span className={styles.slots}>
            {syn.map(({ peer }) => (
              <span key={`${peer.addr}:${peer.port}`} className={styles.half}>
                {peer.port}
              </span>
            ))}
          </span>
        </div>
      )}
      <div className={styles.queue}>
        <span className={styles.label}>accept queue: {stageWords.queue(done.length, limit)}</span>
        <span className={styles.slots}>
          {done.map(({ peer }) => (
            <span key={`${peer.addr}:${peer.port}`} className={styles.full}>
              {peer.port}
            </span>
          ))}
          {Array.from({ length: Math.max(0, slots - done.length) }, (_, index) => (
            <span key={index} className={styles.free} aria-hidden />
          ))}
          {places > slots && <span className={styles.more}>+{places - slots}</span>}
        </span>
      </div>
    </div>
  );
}
