import type { Action } from '@/contract/action';
import styles from './step-bar.module.css';

/** The line that an action types, with the host in whose terminal it stands. */
export function CommandLine({ action }: { action: Action }) {
  if (action.do !== 'type') return null;
  return (
    <code className={styles.command}>
      <span>{action.host}$</span> {action.line}
    </code>
  );
}
