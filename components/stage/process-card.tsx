import { Bell, type LucideIcon, Moon, Pause } from 'lucide-react';
import { stageWords } from '@/content/messages/interface';
import type { ProcessView } from '@/simulation/world/view';
import styles from './process-card.module.css';
import { processName } from './world-reading';

function doing(row: ProcessView, woken: boolean): [words: string, icon?: LucideIcon] {
  if (woken) return [stageWords.woken, Bell];
  if (row.state === 'S') return [stageWords.asleep(row.waitingIn), Moon];
  if (row.state === 'T') return [stageWords.stopped, Pause];
  return [row.state === 'Z' ? stageWords.ended : stageWords.running];
}

/** A process: its name, and a CPU bar that is empty while it sleeps in a call. */
export function ProcessCard({ row, woken }: { row: ProcessView; woken: boolean }) {
  const busy = row.state === 'R';
  const [words, Icon] = doing(row, woken);
  return (
    <div className={styles.card} data-state={row.state} data-woken={woken || undefined}>
      <div className={styles.head}>
        <span className={styles.name}>{processName(row)}</span>
        <span className={styles.cpu} title="CPU" aria-hidden>
          <span style={{ transform: busy ? 'none' : 'scaleY(0)' }} />
        </span>
      </div>
      <div className={styles.doing}>
        <span className={styles.what}>
          {Icon && <Icon size={12} aria-hidden />} {words}
        </span>
        <span className={styles.pid}>pid {row.pid}</span>
      </div>
    </div>
  );
}
