import { Bell, Moon, Pause } from 'lucide-react';
import { stageWords } from '@/content/messages/interface';
import type { ProcessView } from '@/simulation/world/view';
import styles from './process-card.module.css';
import { processName } from './world-reading';

/** A process: its name, and a CPU bar that is empty while it sleeps in a call. */
export function ProcessCard({ row, woken }: { row: ProcessView; woken: boolean }) {
  const asleep = row.state === 'S';
  const busy = row.state === 'R';
  return (
    <div className={styles.card} data-state={row.state} data-woken={woken || undefined}>
      <div className={styles.head}>
        <span className={styles.name}>{processName(row)}</span>
        <span className={styles.cpu} title="CPU" aria-hidden>
          <span style={{ blockSize: busy ? '100%' : 0 }} />
        </span>
      </div>
      <div className={styles.doing}>
        {woken ? (
          <>
            <Bell size={12} aria-hidden /> woken
          </>
        ) : asleep ? (
          <>
            <Moon size={12} aria-hidden />
            {row.waitingIn === null ? 'asleep, 0 % CPU' : stageWords.asleep(row.waitingIn)}
          </>
        ) : row.state === 'T' ? (
          <>
            <Pause size={12} aria-hidden /> {stageWords.stopped}
          </>
        ) : row.state === 'Z' ? (
          'ended'
        ) : (
          stageWords.running
        )}
        <span className={styles.pid}>pid {row.pid}</span>
      </div>
    </div>
  );
}
